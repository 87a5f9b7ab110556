import { record, startNode, startRouter } from '../pairing.ts';
import { sleep } from '../processes.ts';
import { error, NODE, type Scenario } from '../scenario.ts';
import { direct, routed } from '../topology.ts';

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

export const ttl: readonly Scenario[] = [...exceeded, security];
