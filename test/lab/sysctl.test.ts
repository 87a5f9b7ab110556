/**
 * LAB_ONLY='^sysctl/' plays them: a kernel is set wrong, packets are dropped, the finding says so, and what its first step
 * prints, run as printed, makes the finding go away and the ping pass.
 */
import { expect, test, vi } from 'vitest';
import { createLab } from './namespaces.ts';
import { missing } from './programs.ts';
import { build, findingsOf, type Found, set, textOf, type World } from './sysctl-world.ts';

const only = new RegExp(process.env['LAB_ONLY'] ?? '');

interface Scenario {
  readonly name: string;
  readonly about: string;
  /** The node's end of the pod's link: its name tells the CNI. */
  readonly podLink: string;
  readonly breaks: (world: World) => Promise<unknown>;
  /** What the finding is, and the words of its cause. */
  readonly expect: { readonly id: string; readonly severity: string; readonly cause: RegExp };
  /** What passes the same packets, and must not be told. */
  readonly nearMiss?: (world: World) => Promise<unknown>;
  /** Whose outputs are read besides the node's. */
  readonly also?: 'router';
  /** Fails while it is broken; of what drops nothing there is none. */
  readonly ping?: readonly string[];
}

const TO_POD = ['ping', '-c1', '-W1', '10.244.1.5'];

const scenarios: readonly Scenario[] = [
  {
    name: 'ip-forward-calico',
    about: 'ip_forward is 0 on a node of Calico',
    podLink: 'cali1a2b3c4d5e6',
    breaks: (world) => set(world, 'net.ipv4.ip_forward=0'),
    expect: { id: 'sysctl/ip-forward-disabled', severity: 'error', cause: /Felix/ },
    ping: TO_POD,
  },
  {
    name: 'ip-forward-flannel',
    about: 'conf.all.forwarding is 0 on a node of flannel',
    podLink: 'cni0',
    breaks: async (world) => {
      await world.node.ip('link add flannel.1 type vxlan id 1 dev eth0 dstport 8472 nolearning');
      await set(world, 'net.ipv4.conf.all.forwarding=0');
    },
    expect: { id: 'sysctl/ip-forward-disabled', severity: 'error', cause: /bridge plugin/ },
    ping: TO_POD,
  },
  {
    name: 'interface-forwarding',
    about: 'only the link of the pod does not forward: its answers are dropped, and ip_forward=1 does not help',
    podLink: 'cali1a2b3c4d5e6',
    breaks: async (world) => {
      await set(world, 'net.ipv4.conf.cali1a2b3c4d5e6.forwarding=0');
      await set(world, 'net.ipv4.ip_forward=1');
    },
    expect: { id: 'sysctl/interface-forwarding-disabled', severity: 'error', cause: /only when it changes/ },
    ping: TO_POD,
  },
  {
    name: 'ipv6-forwarding',
    about: 'IPv6 forwarding is off',
    podLink: 'cali1a2b3c4d5e6',
    breaks: (world) => set(world, 'net.ipv6.conf.all.forwarding=0'),
    expect: { id: 'sysctl/ipv6-forwarding-disabled', severity: 'error', cause: /Felix/ },
    ping: ['ping', '-c1', '-W1', '2001:db8:244:1::5'],
  },
  {
    name: 'rp-filter',
    about: "the router sends by the node's second link, the route back leaves by the first, and 1 on all is strict",
    podLink: 'cali1a2b3c4d5e6',
    // The same path, and the filter is loose.
    nearMiss: async (world) => {
      await world.router.ip('route replace 10.244.1.0/24 via 192.168.20.11 dev eth1');
      await set(world, 'net.ipv4.conf.all.rp_filter=2');
    },
    breaks: (world) => set(world, 'net.ipv4.conf.all.rp_filter=1'),
    also: 'router',
    expect: {
      id: 'sysctl/rp-filter-strict',
      severity: 'error',
      cause: /tor-1 sends to 10\.244\.1\.0\/24 by 192\.168\.20\.11/,
    },
    ping: TO_POD,
  },
  {
    name: 'ecmp-hash',
    about: 'a multipath route, hashed by addresses alone',
    podLink: 'cali1a2b3c4d5e6',
    breaks: ({ node }) =>
      node.ip('route add 10.8.0.0/16 nexthop via 192.168.10.1 dev eth0 nexthop via 192.168.20.1 dev eth1'),
    expect: { id: 'sysctl/ecmp-hash-l3-only', severity: 'info', cause: /same path/ },
  },
];

for (const scenario of scenarios.filter(({ name }) => only.test(`sysctl/${name}`))) {
  test.skipIf(missing.length > 0)(
    `sysctl/${scenario.name}: ${scenario.about}`,
    { concurrent: true, timeout: 60_000 },
    async () => {
      const lab = createLab();
      try {
        await play(await build(lab, scenario.podLink), scenario);
      } finally {
        lab.close();
      }
    },
  );
}

async function play(world: World, scenario: Scenario): Promise<void> {
  const { ping = null, expect: expected } = scenario;
  const reaches = (): Promise<boolean> =>
    ping === null
      ? Promise.resolve(true)
      : world.client.run(...ping).then(
          () => true,
          () => false,
        );
  await vi.waitUntil(reaches, { timeout: 20_000, interval: 200 }); // IPv6 takes its time to find that addresses are unique
  expect(await judge(world, scenario)).toEqual([]);

  if (scenario.nearMiss !== undefined) {
    await scenario.nearMiss(world);
    expect(await reaches()).toBe(true);
    expect(await judge(world, scenario)).toEqual([]);
  }
  await scenario.breaks(world);
  expect(await reaches()).toBe(ping === null);
  const findings = await judge(world, scenario);
  expect(findings).toMatchObject([
    { id: expected.id, severity: expected.severity, cause: expect.stringMatching(expected.cause) },
  ]);

  const [, command = ''] = /`([^`]+)`/.exec(findings[0]?.remedy[0] ?? '') ?? [];
  await world.node.run('sh', '-c', command);
  expect(await judge(world, scenario)).toEqual([]);
  expect(await reaches()).toBe(true);
}

async function judge({ node, router }: World, { also }: Scenario): Promise<readonly Found[]> {
  const routes = also === 'router' ? `# node: tor-1\n${await router.run('ip', 'route', 'show', 'table', 'all')}` : '';
  return findingsOf(await textOf('worker-1', node), routes);
}
