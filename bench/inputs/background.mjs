import { ipv4Host, ipv6Host, withPort } from './endpoints.mjs';
import { isDone, makeFlow, nextFrame } from './flows.mjs';
import { arpFrame, pingFrame, udpFrame } from './frames.mjs';
import { randomBytes } from './random.mjs';

const SERVICES = [443, 443, 443, 10_250, 6443, 6443, 2379, 8443, 9100, 5432];
const VXLAN = 8472;
const OPEN_FLOWS = 300;
const QUERY = Buffer.from('010000010000000000000a6b756265726e657465730764656661756c7403737663', 'hex');
const QUESTION_END = Buffer.from('07636c7573746572056c6f63616c0000010001', 'hex');
const ANSWER = Buffer.from('c00c00010001000000050004', 'hex');

/** What a node carries besides BGP: `next()` is one frame. */
export function makeBackground(random) {
  const pool = randomBytes(random, 1 << 18);
  const nodes = range(11, 16).map((last) => ipv4Host(10, 20, 0, last));
  const clients = range(100, 180).map((last) => ipv4Host(10, 20, 1, last));
  const pods = range(2, 60).map((last) => ipv4Host(10, 244, last & 7, last));
  const nodes6 = range(11, 16).map((last) => ipv6Host([0xfd00, 0x20, 0, 0, 0, 0, 0, last]));
  const resolver = withPort(ipv4Host(10, 96, 0, 10), 53);

  const pick = (list) => list[random.below(list.length)];
  const freePort = () => random.between(32_768, 60_999);
  const plain = makeFlows(() => [withPort(pick(clients), freePort()), withPort(pick(nodes), pick(SERVICES))]);
  const overIpv6 = makeFlows(() => [withPort(nodes6[0], freePort()), withPort(pick(nodes6.slice(1)), pick(SERVICES))]);
  const betweenPods = makeFlows(() => [withPort(pick(pods), freePort()), withPort(pick(pods), 8080)]);

  function makeFlows(ends) {
    const start = () => makeFlow(...ends(), random);
    const flows = Array.from({ length: OPEN_FLOWS }, start);
    return () => {
      const index = random.below(OPEN_FLOWS);
      if (isDone(flows[index])) flows[index] = start();
      return nextFrame(flows[index], pool, random);
    };
  }

  function vxlan() {
    const inner = betweenPods();
    const payload = new Uint8Array(8 + inner.length);
    payload[0] = 0x08;
    payload[6] = 1;
    payload.set(inner, 8);
    const from = random.below(nodes.length);
    const to = (from + 1) % nodes.length;
    return udpFrame(withPort(nodes[from], freePort()), withPort(nodes[to], VXLAN), payload, { checksum: false });
  }

  function dns() {
    const id = [random.below(256), random.below(256)];
    const client = withPort(pick(pods), freePort());
    const query = Buffer.concat([Buffer.from(id), QUERY.subarray(0), QUESTION_END]);
    if (random.chance(0.5)) return udpFrame(client, resolver, query);
    const answer = Buffer.concat([query, ANSWER, Buffer.from([10, 96, 0, 1])]);
    answer[2] = 0x81;
    answer[3] = 0x80;
    answer[7] = 1;
    return udpFrame(resolver, client, answer);
  }

  function ping() {
    const ends = random.chance(0.5) ? [nodes[0], nodes[1]] : [nodes[1], nodes[0]];
    const type = ends[0] === nodes[0] ? 8 : 0;
    return pingFrame(...ends, { type, id: 77, sequence: random.below(65_536), payload: pool.subarray(0, 56) });
  }

  const arp = () => arpFrame(pick(nodes), pick(clients), random.between(1, 2));

  return {
    next() {
      const roll = random.below(1_000);
      if (roll < 50) return vxlan();
      if (roll < 100) return dns();
      if (roll < 140) return overIpv6();
      if (roll < 145) return ping();
      if (roll < 155) return arp();
      return plain();
    },
  };
}

function range(first, last) {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
