import type { Neighbor } from '../daemons/speaker.ts';
import type { Lab } from '../namespaces.ts';
import { record, startNode, startRouter } from '../pairing.ts';
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

/** A router stands between the two, and both send TTL 255. */
const withSecurity = (daemon: 'bird' | 'frr', neighbor: Partial<Neighbor>, rules: readonly string[]) =>
  async function run(lab: Lab): Promise<string> {
    const pair = await routed(lab);
    if (rules.length > 0) await pair.middle.nft(forwardChain('data', ...rules));
    return record(pair, {
      dials: 'both',
      start: () => Promise.all([startRouter(daemon, pair, { neighbor }), startNode(daemon, pair, { neighbor })]),
      watch: () => sleep(14_000),
    });
  };

const farApart: Scenario = {
  group: 'tcp',
  name: 'ttl-security-too-far',
  about:
    'Both ends (FRR) take one hop, by their TTL security, and a router stands between them: all comes with TTL 254, and no SYN-ACK is taken.',
  expect: { findings: [error('bgp/ttl-mismatch', null)], sessions: [{ state: 'failed' }] },
  run: withSecurity('frr', { extra: ['ttl-security hops 1'] }, []),
};

const near: Scenario = {
  group: 'tcp',
  name: 'near-ttl-security',
  about:
    'Near ttl-mismatch: both ends (BIRD) have TTL security that counts the router between them, and a firewall there drops what carries data.',
  expect: { findings: [error('bgp/packet-loss', null)], sessions: [{ state: 'failed' }] },
  run: withSecurity('bird', { multihop: 2, extra: ['ttl security on;'] }, ['tcp flags & psh == psh drop']),
};

export const ttl: readonly Scenario[] = [...exceeded, security, farApart, near];
