import * as bgp from './bgp-messages.mjs';
import { ipv4Host, withPort } from './endpoints.mjs';
import { createPcap } from './pcap-writer.mjs';
import { makeRandom } from './random.mjs';
import { START } from './start.mjs';
import { makeConnection } from './tcp-connection.mjs';

/** Ten packets: a router that refuses the optional parameter of an OPEN (2/4), as old ones do with capabilities. */
export function writeTen(path) {
  const pcap = createPcap(path);
  const node = withPort(ipv4Host(10, 20, 0, 11), 40_119);
  const router = withPort(ipv4Host(10, 20, 0, 1), 179);
  const connection = makeConnection({ client: node, server: router, random: makeRandom(10), emit: pcap.write });
  connection.handshake(START);
  connection.data(
    0,
    START + 1_000,
    bgp.open({ as: 64_512, holdTime: 90, bgpId: node.address, families: [bgp.IPV4_UNICAST] }),
  );
  connection.ack(1, START + 1_200);
  connection.data(1, START + 2_000, bgp.notification(2, 4));
  connection.ack(0, START + 2_100);
  connection.close(1, START + 2_200);
  return { ...pcap.close(), updates: 0 };
}
