import { readFileSync, writeFileSync } from 'node:fs';
import { startBird } from '../daemons/bird.ts';
import type { DaemonName } from '../daemons/daemons.ts';
import { ipv4, ipv6, record, routerSpeaker, type Side, startNode, startRouter } from '../pairing.ts';
import { sleep } from '../processes.ts';
import { error, ROUTER, type Scenario, warning } from '../scenario.ts';
import { direct } from '../topology.ts';
import { untilSettled, withHoldTime } from './healthy.ts';

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

const keyChanged: Scenario = {
  group: 'tcp',
  name: 'md5-key-changed',
  about:
    'BIRD is given another TCP MD5 key while the session is up: it ends the session by 6/6, and neither side answers the other any more.',
  expect: {
    findings: [error('bgp/tcp-auth-mismatch', null), warning('bgp/cease-config-change', ROUTER)],
    sessions: [{ state: 'failed' }],
  },
  async run(lab) {
    const pair = await direct(lab);
    const before = withHoldTime(key('correct-horse'));
    return record(pair, {
      dials: 'both',
      start: () => startNode('frr', pair, before),
      async watch(capture) {
        const { ns } = pair.router;
        const bird = await startBird(ns, routerSpeaker(pair, before));
        await untilSettled(capture);
        const file = ns.path('bird.conf');
        writeFileSync(file, readFileSync(file, 'utf8').replace('correct-horse', 'battery-staple'));
        await bird.ask('configure');
        await sleep(12_000);
      },
    });
  },
};

const keys: readonly Scenario[] = (
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

export const signatures: readonly Scenario[] = [...keys, keyChanged];
