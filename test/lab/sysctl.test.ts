/**
 * LAB_ONLY='^sysctl/' plays them: a kernel is set wrong, packets are dropped, the finding says so, and what its first step
 * prints, run as printed, makes the finding go away and the ping pass.
 */
import { expect, test, vi } from 'vitest';
import { run } from '../cli/fake-io.ts';
import { createLab, type Lab, type Namespace } from './namespaces.ts';
import { missing } from './programs.ts';

const only = new RegExp(process.env['LAB_ONLY'] ?? '');

/** A pod (10.244.1.5) behind a node (192.168.10.11, .20.11), and a router (.1 of both) with a client behind it (10.9.0.5). */
interface World {
  readonly node: Namespace;
  readonly router: Namespace;
  readonly client: Namespace;
}

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

const set = ({ node }: World, ...settings: readonly string[]) => node.run('sysctl', '-qw', ...settings);
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
        await play(await build(lab, scenario), scenario);
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
  expect(await findingsOf(world, scenario)).toEqual([]);

  if (scenario.nearMiss !== undefined) {
    await scenario.nearMiss(world);
    expect(await reaches()).toBe(true);
    expect(await findingsOf(world, scenario)).toEqual([]);
  }
  await scenario.breaks(world);
  expect(await reaches()).toBe(ping === null);
  const findings = await findingsOf(world, scenario);
  expect(findings).toMatchObject([
    { id: expected.id, severity: expected.severity, cause: expect.stringMatching(expected.cause) },
  ]);

  const [, command = ''] = /`([^`]+)`/.exec(findings[0]?.remedy[0] ?? '') ?? [];
  await world.node.run('sh', '-c', command);
  expect(await findingsOf(world, scenario)).toEqual([]);
  expect(await reaches()).toBe(true);
}

interface Found {
  readonly id: string;
  readonly remedy: readonly string[];
}

const GATHER = 'sysctl -a 2>/dev/null; ip route show table all; ip -6 route show table all; ip rule; ip addr';

async function findingsOf({ node, router }: World, { also }: Scenario): Promise<readonly Found[]> {
  const parts = ['# node: worker-1', await node.run('sh', '-c', GATHER)];
  if (also === 'router') parts.push('# node: tor-1', await router.run('ip', 'route', 'show', 'table', 'all'));
  const stdin = new TextEncoder().encode(parts.join('\n'));
  const { code, out, err } = await run(['sysctl', '-', '--format', 'json'], { stdin });
  expect([0, 1]).toContain(code);
  expect(err).toBe('');
  const report: { readonly findings: readonly Found[] } = JSON.parse(out);
  return report.findings;
}

async function build(lab: Lab, { podLink }: Scenario): Promise<World> {
  const labels = ['node', 'router', 'client', 'pod'] as const;
  const [node, router, client, pod] = await Promise.all(labels.map((label) => lab.namespace(label)));
  if (node === undefined || router === undefined || client === undefined || pod === undefined)
    throw new Error('no lab');
  await node.ip(
    `link add eth0 type veth peer name eth0 netns ${router.name}`,
    `link add eth1 type veth peer name eth1 netns ${router.name}`,
    'addr add 192.168.10.11/24 dev eth0',
    'addr add 192.168.20.11/24 dev eth1',
    'addr add 2001:db8:10::11/64 dev eth0 nodad',
    'link set eth0 up',
    'link set eth1 up',
  );
  await router.ip(
    `link add lan type veth peer name eth0 netns ${client.name}`,
    'addr add 192.168.10.1/24 dev eth0',
    'addr add 192.168.20.1/24 dev eth1',
    'addr add 10.9.0.1/24 dev lan',
    'addr add 2001:db8:10::1/64 dev eth0 nodad',
    'addr add 2001:db8:9::1/64 dev lan nodad',
    ...['eth0', 'eth1', 'lan'].map((name) => `link set ${name} up`),
    'route add 10.244.1.0/24 via 192.168.10.11',
    'route add 2001:db8:244:1::/64 via 2001:db8:10::11',
  );
  await client.ip(
    'addr add 10.9.0.5/24 dev eth0',
    'addr add 2001:db8:9::5/64 dev eth0 nodad',
    'link set eth0 up',
    'route add default via 10.9.0.1',
    'route add default via 2001:db8:9::1',
  );
  const isBridge = podLink === 'cni0';
  await node.ip(
    ...(isBridge ? ['link add cni0 type bridge', 'addr add 10.244.1.1/24 dev cni0', 'link set cni0 up'] : []),
    `link add ${isBridge ? 'veth1' : podLink} type veth peer name eth0 netns ${pod.name}`,
    ...(isBridge ? ['link set veth1 master cni0', 'link set veth1 up'] : [`link set ${podLink} up`]),
  );
  await pod.ip(
    `addr add 10.244.1.5/${isBridge ? 24 : 32} dev eth0`,
    'addr add 2001:db8:244:1::5/128 dev eth0 nodad',
    'link set eth0 up',
  );
  // Calico's way: the node answers ARP for a gateway that nobody has.
  await pod.ip(...(isBridge ? ['route add default via 10.244.1.1'] : CALICO_POD));
  await node.ip('route add default via 192.168.10.1', 'route add default via 2001:db8:10::1');
  if (!isBridge) {
    await node.run('sysctl', '-qw', `net.ipv4.conf.${podLink}.proxy_arp=1`, `net.ipv4.neigh.${podLink}.proxy_delay=0`);
    await node.ip(
      `addr add fe80::1/64 dev ${podLink} nodad`,
      `route add 10.244.1.5/32 dev ${podLink}`,
      `route add 2001:db8:244:1::5/128 dev ${podLink}`,
    );
  }
  for (const each of [node, router]) {
    // oxlint-disable-next-line no-await-in-loop -- two
    await each.run('sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1');
  }
  return { node, router, client };
}

const CALICO_POD = [
  'route add 169.254.1.1 dev eth0 scope link',
  'route add default via 169.254.1.1 dev eth0',
  'route add default via fe80::1 dev eth0',
];
