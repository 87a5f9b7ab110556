import { record, type Side, startNode, startRouter } from '../pairing.ts';
import { sleep } from '../processes.ts';
import { error, NODE, type Scenario } from '../scenario.ts';
import { direct, forwardChain, routed } from '../topology.ts';

const exceeded: readonly Scenario[] = (['gobgp', 'frr'] as const).map((daemon): Scenario => ({
  group: 'tcp',
  name: `ttl-exceeded-${daemon}`,
  about: `A router stands between the two, and ${daemon} sends TTL 1 (no multihop): ICMP time exceeded.`,
  expect: { findings: [error('bgp/ttl-mismatch', NODE)], sessions: [{ state: 'failed' }] },
  async run(lab) {
    const pair = await routed(lab);
    return record(pair, {
      start: () =>
        Promise.all([
          startRouter('bird', pair, { neighbor: { multihop: 3 } }),
          // FRR would not even dial a peer off its links.
          startNode(daemon, pair, daemon === 'frr' ? { neighbor: { extra: ['disable-connected-check'] } } : {}),
        ]),
      watch: () => sleep(daemon === 'gobgp' ? 24_000 : 14_000),
    });
  },
}));

const security: Scenario = {
  group: 'tcp',
  name: 'ttl-security',
  about:
    'The router (FRR, ttl-security) sends TTL 255 and drops what comes with less; the node sends TTL 1. Both dial.',
  expect: { findings: [error('bgp/ttl-mismatch', null)], sessions: [{ state: 'failed' }] },
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      dials: 'both',
      start: () =>
        Promise.all([
          startRouter('frr', pair, { neighbor: { extra: ['ttl-security hops 1'] } }),
          startNode('bird', pair),
        ]),
      watch: () => sleep(14_000),
    });
  },
};

/** With BIRD the kernel takes the handshake and nothing after it, with FRR no SYN-ACK. Over one router two hops are right. */
const far = (daemon: 'bird' | 'frr', hops: 1 | 2): Scenario => ({
  group: 'tcp',
  name: hops === 1 ? `ttl-security-too-far-${daemon}` : `near-ttl-security-${daemon}`,
  about:
    hops === 1
      ? `Both ends (${daemon}) send TTL 255 and take one hop, by their TTL security; a router stands between them, so all comes with 254.`
      : `Near ttl-mismatch: both ends (${daemon}) have TTL security that counts the router between them, and a firewall drops what carries data.`,
  expect: {
    findings: [error(hops === 1 ? 'bgp/ttl-mismatch' : 'bgp/packet-loss', null)],
    sessions: [{ state: 'failed' }],
  },
  async run(lab) {
    const pair = await routed(lab);
    const security = [`ttl-security hops ${hops}`];
    const side: Side = {
      neighbor: daemon === 'frr' ? { extra: security } : { multihop: hops, extra: ['ttl security on;'] },
    };
    if (hops === 2) await pair.middle.nft(forwardChain('data', 'tcp flags & psh == psh drop'));
    return record(pair, {
      dials: 'both',
      start: () => Promise.all([startRouter(daemon, pair, side), startNode(daemon, pair, side)]),
      watch: () => sleep(14_000),
    });
  },
});

export const ttl: readonly Scenario[] = [...exceeded, security, far('bird', 1), far('frr', 1), far('bird', 2)];
