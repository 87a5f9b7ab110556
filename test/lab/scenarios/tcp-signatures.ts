import type { DaemonName } from '../daemons/daemons.ts';
import { ipv4, ipv6, record, type Side, startNode, startRouter } from '../pairing.ts';
import { sleep } from '../processes.ts';
import { error, type Scenario } from '../scenario.ts';
import { direct } from '../topology.ts';

interface Signed {
  readonly name: string;
  readonly about: string;
  readonly node: DaemonName;
  readonly router: DaemonName;
  readonly nodeKey?: string;
  readonly routerKey?: string;
  readonly transport?: 'ipv6';
}

const key = (password: string | undefined): Side => (password === undefined ? {} : { neighbor: { password } });

export const signatures: readonly Scenario[] = (
  [
    {
      name: 'md5-other-key',
      node: 'bird',
      router: 'frr',
      nodeKey: 'correct-horse',
      routerKey: 'battery-staple',
      about: 'TCP MD5 with different keys, BIRD and FRR, both dialing.',
    },
    {
      name: 'md5-other-key-gobgp',
      node: 'gobgp',
      router: 'openbgpd',
      nodeKey: 'correct-horse',
      routerKey: 'battery-staple',
      about: 'TCP MD5 with different keys, GoBGP and OpenBGPD, both dialing.',
    },
    {
      name: 'md5-other-key-ipv6',
      node: 'frr',
      router: 'bird',
      nodeKey: 'correct-horse',
      routerKey: 'battery-staple',
      transport: 'ipv6',
      about: 'TCP MD5 with different keys over IPv6, both dialing.',
    },
    {
      name: 'md5-node-only',
      node: 'gobgp',
      router: 'frr',
      nodeKey: 'correct-horse',
      about: 'Only the node has a TCP MD5 key; both dial.',
    },
    {
      name: 'md5-router-only',
      node: 'bird',
      router: 'frr',
      routerKey: 'correct-horse',
      about: 'Only the router has a TCP MD5 key; both dial.',
    },
    {
      name: 'md5-router-only-ipv6',
      node: 'gobgp',
      router: 'bird',
      routerKey: 'correct-horse',
      transport: 'ipv6',
      about: 'Only the router has a TCP MD5 key, over IPv6; both dial.',
    },
  ] satisfies Signed[]
).map((row: Signed): Scenario => ({
  group: 'tcp',
  name: row.name,
  about: row.about,
  expect: { findings: [error('bgp/tcp-auth-mismatch', null)], sessions: [{ state: 'failed' }] },
  async run(lab) {
    const pair = await direct(lab);
    const by = row.transport === 'ipv6' ? ipv6 : ipv4;
    return record(pair, {
      dials: 'both',
      start: () =>
        Promise.all([
          startNode(row.node, pair, key(row.nodeKey), by),
          startRouter(row.router, pair, key(row.routerKey), by),
        ]),
      watch: () => sleep(12_000),
    });
  },
}));
