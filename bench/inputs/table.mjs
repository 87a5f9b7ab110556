import * as bgp from './bgp-messages.mjs';
import { ipv4Host, withPort } from './endpoints.mjs';
import { createPcap } from './pcap-writer.mjs';
import { encodePrefixes, makePrefixes } from './prefixes.mjs';
import { makeRandom } from './random.mjs';
import { streamSegments } from './segment-stream.mjs';
import { START } from './start.mjs';
import { makeConnection } from './tcp-connection.mjs';

const UPDATES = 857_000;
const PREFIXES = 3_000_000;
const ROUTER_AS = 4_200_000_001;
const NODE_AS = 64_512;
const SHARED_COMMUNITIES = 40;

/** A router sends its whole table to a node, once, and ends it with End-of-RIB. */
export function writeTable(path, scale) {
  const random = makeRandom(3);
  const prefixes = makePrefixes(Math.round(PREFIXES / scale), random);
  const counts = spread(prefixes.length, Math.round(UPDATES / scale), random);
  const pcap = createPcap(path);
  const router = withPort(ipv4Host(192, 168, 50, 1), 179);
  const node = withPort(ipv4Host(192, 168, 50, 11), 41_790);
  const connection = makeConnection({ client: node, server: router, random, emit: pcap.write });

  const stream = streamSegments(connection, establish(connection, node, router));
  const nextHop = Array.from(router.address);
  let at = 0;
  for (const count of counts) {
    const nlri = encodePrefixes(prefixes, at, at + count);
    stream.send(bgp.update({ attributes: makeAttributes(nextHop, random), nlri }));
    at += count;
  }
  stream.send(bgp.endOfRib(bgp.IPV4_UNICAST));
  stream.flush();
  return { ...pcap.close(), updates: counts.length + 2 };
}

function establish(connection, node, router) {
  const common = { holdTime: 90, families: [bgp.IPV4_UNICAST] };
  const time = connection.handshake(START);
  connection.data(0, time + 1_000, bgp.open({ ...common, as: NODE_AS, bgpId: node.address }));
  connection.data(1, time + 2_000, bgp.open({ ...common, as: ROUTER_AS, bgpId: router.address }));
  connection.data(0, time + 3_000, bgp.keepalive());
  connection.data(1, time + 4_000, bgp.keepalive());
  connection.data(0, time + 5_000, bgp.endOfRib(bgp.IPV4_UNICAST));
  connection.ack(1, time + 5_200);
  return time + 5_200;
}

function makeAttributes(nextHop, random) {
  const path = [ROUTER_AS];
  const length = random.between(2, 6);
  while (path.length < length)
    path.push(random.chance(0.7) ? random.between(1_000, 23_000) : random.between(131_072, 400_000));
  const attributes = [...bgp.origin(random.chance(0.9) ? 0 : 2), ...bgp.asPath(path), ...bgp.nextHop(nextHop)];
  if (random.chance(0.3)) attributes.push(...bgp.med(random.below(200)));
  if (random.chance(0.4)) attributes.push(...bgp.communities(makeCommunities(random)));
  return attributes;
}

function makeCommunities(random) {
  const values = new Set();
  const count = random.between(1, 5);
  while (values.size < count) values.add(((3_000 + random.below(SHARED_COMMUNITIES)) << 16) | random.below(1_000));
  return [...values].toSorted((a, b) => a - b);
}

/** `parts` counts of at least one that add up to `total`. */
function spread(total, parts, random) {
  const counts = new Uint16Array(parts).fill(1);
  for (let left = total - parts; left > 0;) {
    const lump = Math.min(left, random.chance(0.1) ? 12 : 2);
    counts[random.below(parts)] += lump;
    left -= lump;
  }
  return counts;
}
