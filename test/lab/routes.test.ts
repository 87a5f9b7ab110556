/**
 * LAB_ONLY='^routes/' plays them: a daemon fills a kernel, a route is lost or wrong, the finding says so, and what its remedy
 * prints, run as printed, makes the finding go away and the ping pass.
 */
import { expect, test, vi } from 'vitest';
import { startBird } from './daemons/bird.ts';
import { startFrr } from './daemons/frr.ts';
import type { Daemon } from './daemons/speaker.ts';
import { createLab, type Namespace } from './namespaces.ts';
import { missing } from './programs.ts';
import { build, commandOf, findingsOf, GATHER, hasHops, loseOne, PREFIX, speaker, type World } from './routes-world.ts';

const only = new RegExp(process.env['LAB_ONLY'] ?? '');

interface Table {
  /** What tells it. */
  readonly show: () => Promise<string>;
  readonly ask: Daemon['ask'];
}

interface Scenario {
  readonly name: string;
  readonly about: string;
  /** Starts a daemon on the node, which learns the prefix of all three. */
  readonly daemon: (world: World) => Promise<Table>;
  readonly breaks: (world: World, table: Table) => Promise<unknown>;
  readonly expect: { readonly id: string; readonly severity: string; readonly title: RegExp };
  readonly ping?: string;
}

async function frr({ node }: World): Promise<Table> {
  const daemon = await startFrr(node, speaker(['bgp bestpath as-path multipath-relax']));
  return { ask: daemon.ask, show: () => daemon.ask('show bgp ipv4 unicast') };
}

async function bird({ node }: World): Promise<Table> {
  const kernel = 'protocol kernel { scan time 600; merge paths on; ipv4 { export where source = RTS_BGP; }; }';
  const daemon = await startBird(node, speaker([kernel]));
  return { ask: daemon.ask, show: () => daemon.ask('show', 'route', 'all') };
}

/** As another daemon, or a person, takes it away behind the back of the one that made it. */
const lose = ({ node }: World) => node.ip(`route del ${PREFIX}`);
const scenarios: readonly Scenario[] = [
  {
    name: 'frr-ecmp',
    about: 'FRR has three paths, the kernel two',
    daemon: frr,
    breaks: loseOne('bgp', 20),
    expect: {
      id: 'route/ecmp-incomplete',
      severity: 'warning',
      title: /2 of 3 next hops to 10\.50\.0\.0\/24 .*: 192\.168\.30\.1 is missing/,
    },
  },
  {
    name: 'frr-missing',
    about: 'FRR has the route, and a filter of zebra keeps it out of the kernel',
    daemon: frr,
    // zebra puts back what others take away.
    breaks: async ({ node }, { ask }) => {
      await ask('configure terminal', 'route-map NONE deny 10', 'exit', 'ip protocol bgp route-map NONE');
      await vi.waitUntil(() => hasHops(node, 0), { timeout: 20_000, interval: 200 });
    },
    expect: { id: 'route/bgp-route-missing', severity: 'error', title: /lacks 10\.50\.0\.0\/24 .* FRR/ },
    ping: '10.50.0.1',
  },
  {
    name: 'bird-ecmp',
    about: 'BIRD has three paths and merges them, the kernel has two',
    daemon: bird,
    breaks: loseOne('bird', 32),
    expect: { id: 'route/ecmp-incomplete', severity: 'warning', title: /2 of 3 next hops/ },
  },
  {
    name: 'bird-missing',
    about: 'BIRD has the route, the kernel does not',
    daemon: bird,
    // Another one stays, which shows that it fills the kernel.
    breaks: async (world) => {
      await world.node.ip('route add 10.51.0.0/24 via 192.168.10.1 proto bird');
      await lose(world);
    },
    expect: { id: 'route/bgp-route-missing', severity: 'error', title: /lacks 10\.50\.0\.0\/24 .* BIRD/ },
    ping: '10.50.0.1',
  },
  {
    name: 'shadowed',
    about: 'a route by hand hides a part of what BGP brought, and leads astray',
    daemon: frr,
    breaks: ({ node }) => node.ip('route add 10.50.0.0/25 via 192.168.10.9'),
    expect: { id: 'route/shadowed', severity: 'warning', title: /10\.50\.0\.0\/25 by a route of proto boot/ },
    ping: '10.50.0.1',
  },
];

for (const scenario of scenarios) {
  test.skipIf(missing.length > 0 || !only.test(`routes/${scenario.name}`))(
    `routes/${scenario.name}: ${scenario.about}`,
    { concurrent: true, timeout: 120_000 },
    async () => {
      const lab = createLab();
      try {
        await play(await build(lab), scenario);
      } finally {
        lab.close();
      }
    },
  );
}

async function play(world: World, scenario: Scenario): Promise<void> {
  const { ping = null, expect: expected } = scenario;
  const { node } = world;
  const table = await scenario.daemon(world);
  const { show } = table;
  await vi.waitUntil(() => hasHops(node, 3), { timeout: 60_000, interval: 500 });
  const reaches = (): Promise<boolean> =>
    ping === null
      ? Promise.resolve(true)
      : node.run('ping', '-c1', '-W1', ping).then(
          () => true,
          () => false,
        );
  expect(await reaches()).toBe(true);
  expect(await findingsOf(node, show)).toEqual([]);

  await scenario.breaks(world, table);
  expect(await reaches()).toBe(ping === null);
  const findings = await findingsOf(node, show);
  expect(findings).toMatchObject([
    { id: expected.id, severity: expected.severity, title: expect.stringMatching(expected.title) },
  ]);
  await node.run('sh', '-c', commandOf(findings));
  expect(await findingsOf(node, show)).toEqual([]);
  expect(await reaches()).toBe(true);
}

test.skipIf(missing.length > 0 || !only.test('routes/pods'))(
  'routes/pods: a neighbour that fails, a blackhole, and a block without route',
  { concurrent: true, timeout: 120_000 },
  async () => {
    const lab = createLab();
    try {
      await playPods(await build(lab));
    } finally {
      lab.close();
    }
  },
);

/** The first router is another node of Calico here, with a pod. */
async function playPods({ lab, node, routers: [other] }: World): Promise<void> {
  const [here, there] = [await lab.namespace('pod1'), await lab.namespace('pod2')];
  if (other === undefined) throw new Error('no router');
  await addPod(node, here, 1);
  await addPod(other, there, 2);
  await node.ip('route add 10.244.2.0/26 via 192.168.10.1 proto bird', 'route add default via 192.168.20.1');
  await other.ip('route add 10.244.1.0/26 via 192.168.10.11 proto bird', 'route add default via 192.168.10.11');
  const reaches = (): Promise<boolean> =>
    here.run('ping', '-c1', '-W1', '10.244.2.5').then(
      () => true,
      () => false,
    );
  const judge = () => findingsOf(node, async () => `# node: worker-2\n${await other.run('sh', '-c', GATHER)}`);
  await vi.waitUntil(reaches, { timeout: 20_000, interval: 200 });
  expect(await judge()).toEqual([]);

  for (const [breaks, id] of [
    ['route replace blackhole 10.244.2.0/26 proto bird', 'route/blackhole'],
    ['route del 10.244.2.0/26', 'route/pod-cidr-missing'],
  ] as const) {
    // oxlint-disable no-await-in-loop -- one after the other, on the same nodes
    if (id === 'route/blackhole') await node.ip('route add 10.244.0.0/16 via 192.168.10.1 proto bird');
    else
      await node.ip(
        'route del 10.244.0.0/16',
        'route replace 10.244.2.0/26 via 192.168.10.1 proto bird',
        'route add 10.244.3.0/26 dev vxlan.calico',
      );
    await node.ip(breaks);
    expect(await reaches()).toBe(false);
    const findings = await judge();
    expect(findings).toMatchObject([{ id, severity: 'error' }]);
    const command = findings[0]?.remedy.flatMap((step) => /`(ip route [^`]+)`/.exec(step)?.[1] ?? []).at(0) ?? '';
    await node.run('sh', '-c', command);
    expect(await judge()).toEqual([]);
    expect(await reaches()).toBe(true);
    // oxlint-enable no-await-in-loop
  }

  await other.ip('addr del 192.168.10.1/24 dev eth0');
  await node.ip('neigh flush all');
  await node.run('ping', '-c1', '-W4', '192.168.10.1').catch(() => '');
  expect((await judge()).map(({ id }) => id)).toContain('route/next-hop-unreachable');
}

/** Calico's way: a /32 to the pod, and a blackhole for the rest of the block. */
async function addPod(node: Namespace, pod: Namespace, number: number): Promise<void> {
  const link = `cali1a2b3c4d5e${number}`;
  await node.ip(
    `link add ${link} type veth peer name eth0 netns ${pod.name}`,
    `link set ${link} up`,
    `route add blackhole 10.244.${number}.0/26 proto bird`,
    `route add 10.244.${number}.5/32 dev ${link}`,
    'link add vxlan.calico type vxlan id 4096 dev eth0 dstport 4789',
    'link set vxlan.calico up',
  );
  await node.run(
    'sysctl',
    '-qw',
    'net.ipv4.ip_forward=1',
    `net.ipv4.conf.${link}.proxy_arp=1`,
    `net.ipv4.neigh.${link}.proxy_delay=0`,
  );
  await pod.ip(
    `addr add 10.244.${number}.5/32 dev eth0`,
    'link set eth0 up',
    'route add 169.254.1.1 dev eth0 scope link',
    'route add default via 169.254.1.1 dev eth0',
  );
}
