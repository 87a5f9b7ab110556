import { record, type Side, startNode, startRouter } from '../pairing.ts';
import { sleep } from '../processes.ts';
import { error, ROUTER, type Scenario, warning } from '../scenario.ts';
import { startPeer, type Step } from '../scripted/peer.ts';
import { endOfRib, keepalive, openMessage } from '../scripted/messages.ts';
import { ROUTER_OPEN, ROUTER_ROUTES } from '../scripted/session.ts';
import { prefixes } from './session-tcp.ts';
import { direct, hold, inputChain, outputChain, routed } from '../topology.ts';

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
    const node: Side = { announce: prefixes(420), neighbor: MULTIHOP };
    return record(pair, {
      start: () => Promise.all([startRouter('bird', pair, { neighbor: MULTIHOP }), startNode('frr', pair, node)]),
      async watch(capture) {
        await capture.until('it is up', (seen) => seen.keepalive >= 2);
        // The first connection is enough; BIRD closes it without a NOTIFICATION, since FRR offered graceful restart.
        await hold(pair.node);
        await sleep(12_000);
      },
    });
  },
};

const loss: Scenario = {
  group: 'session',
  name: 'packet-loss',
  about: 'One packet in four from the node is lost on the way while it announces prefixes; the session stays up.',
  expect: { findings: [warning('bgp/packet-loss', null)], sessions: [{ state: 'established' }] },
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      start: () =>
        Promise.all([
          // Not FRR, which sends every route back.
          startRouter('bird', pair, { neighbor: { holdTime: 30 } }),
          startNode('gobgp', pair, { announce: prefixes(60), neighbor: { holdTime: 30 } }),
        ]),
      async watch(capture) {
        await capture.until('it is up', (seen) => seen.keepalive >= 2);
        await pair.router.ns.nft(inputChain('loss', 'tcp dport 179 numgen random mod 4 == 0 drop'));
        for (const prefix of prefixes(110).slice(60)) {
          await pair.node.ns.run('gobgp', '-p', '50051', 'global', 'rib', 'add', prefix);
          await sleep(150);
        }
        await pair.router.ns.nft('delete table inet loss\n');
        await sleep(3000);
      },
    });
  },
};

const DEAF: readonly Step[] = [
  { expect: 'OPEN', send: openMessage(ROUTER_OPEN) },
  {
    expect: 'KEEPALIVE',
    send: Buffer.concat([keepalive, ROUTER_ROUTES, endOfRib]),
    repeat: keepalive,
    every: 5,
    stopReading: true,
  },
];

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
          startPeer(pair.router, { conversations: [DEAF] }, ROUTER),
          startNode('bird', pair, { announce: prefixes(900) }),
        ]),
      async watch(capture) {
        await capture.until('it is up', (seen) => seen.keepalive >= 2);
        await sleep(25_000);
      },
    });
  },
};

export const paths: readonly Scenario[] = [mtu, loss, window];
