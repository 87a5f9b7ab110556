import { record, type Side, startNode, startRouter } from '../pairing.ts';
import { sleep } from '../processes.ts';
import { error, ROUTER, type Scenario, warning } from '../scenario.ts';
import { startPeer } from '../scripted/peer.ts';
import { session } from '../scripted/session.ts';
import { direct, inputChain, outputChain, routed } from '../topology.ts';

/** `count` prefixes that don't aggregate, each with attributes of its own would be too many: BIRD packs them into full UPDATEs. */
const prefixes = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `10.${128 + (at >> 8)}.${at & 255}.0/24`);
const MULTIHOP = { multihop: 3, holdTime: 9 };

const mtu: Scenario = {
  group: 'session',
  name: 'mtu-black-hole',
  about:
    'A router in between has an MTU of 1300 and its "fragmentation needed" is dropped: KEEPALIVEs get through, full UPDATEs do not.',
  expect: { findings: [error('bgp/mtu-black-hole', null)], sessions: [{ state: 'failed' }] },
  async run(lab) {
    const pair = await routed(lab);
    await pair.middle.ip('link set eth1 mtu 1300');
    await pair.middle.nft(outputChain('silence', 'ip protocol icmp drop'));
    const node: Side = { announce: prefixes(600), neighbor: MULTIHOP };
    return record(pair, {
      start: () => Promise.all([startRouter('frr', pair, { neighbor: MULTIHOP }), startNode('bird', pair, node)]),
      async watch(capture) {
        await capture.until('the hold timer expires', ({ notification }) => notification >= 1, 60_000);
        await sleep(500);
      },
    });
  },
};

const loss: Scenario = {
  group: 'session',
  name: 'packet-loss',
  about: 'One packet in six from the node is lost on the way while it announces prefixes; the session stays up.',
  expect: { findings: [warning('bgp/packet-loss', null)], sessions: [{ state: 'established' }] },
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      start: () =>
        Promise.all([
          startRouter('frr', pair, { neighbor: { holdTime: 30 } }),
          startNode('gobgp', pair, { announce: prefixes(60), neighbor: { holdTime: 30 } }),
        ]),
      async watch(capture) {
        await capture.until('it is up', ({ keepalive }) => keepalive >= 2);
        await pair.router.ns.nft(inputChain('loss', 'tcp dport 179 numgen random mod 6 == 0 drop'));
        for (const prefix of prefixes(130).slice(60)) {
          await pair.node.ns.run('gobgp', '-p', '50051', 'global', 'rib', 'add', prefix);
          await sleep(150);
        }
        await pair.router.ns.nft('delete table inet loss\n');
        await sleep(3000);
      },
    });
  },
};

const window: Scenario = {
  group: 'session',
  name: 'zero-window',
  about: 'The router stops to read while it still sends KEEPALIVEs: its window closes and stays closed.',
  expect: { findings: [warning('bgp/zero-window', ROUTER)], sessions: [{ state: 'established' }] },
  async run(lab) {
    const pair = await direct(lab);
    await pair.router.ns.run('sysctl', '-q', '-w', 'net.ipv4.tcp_rmem=2304 2304 2304');
    return record(pair, {
      start: () =>
        Promise.all([
          startPeer(pair.router, { conversations: [session([{ stopReading: true }])] }, ROUTER),
          startNode('bird', pair, { announce: prefixes(3000) }),
        ]),
      async watch(capture) {
        await capture.until('it is up', ({ keepalive }) => keepalive >= 2);
        await sleep(25_000);
      },
    });
  },
};

export const paths: readonly Scenario[] = [mtu, loss, window];
