/** The world of `sysctl.test.ts` and `sysctl-more.test.ts`. */
import { expect } from 'vitest';
import { run } from '../cli/fake-io.ts';
import type { Lab, Namespace } from './namespaces.ts';

/** A pod (10.244.1.5) behind a node (192.168.10.11, .20.11), and a router (.1 of both) with a client behind it (10.9.0.5). */
export interface World {
  readonly node: Namespace;
  readonly router: Namespace;
  readonly client: Namespace;
}

export interface Found {
  readonly id: string;
  readonly title: string;
  readonly remedy: readonly string[];
}

const GATHER = 'sysctl -a 2>/dev/null; ip route show table all; ip -6 route show table all; ip rule; ip addr';

export const set = ({ node }: World, ...settings: readonly string[]): Promise<string> =>
  node.run('sysctl', '-qw', ...settings);

/** What is gathered of a node. */
export const textOf = async (name: string, ns: Namespace): Promise<string> =>
  `# node: ${name}\n${await ns.run('sh', '-c', GATHER)}`;

export async function findingsOf(...texts: readonly string[]): Promise<readonly Found[]> {
  const stdin = new TextEncoder().encode(texts.join('\n'));
  const { code, out, err } = await run(['sysctl', '-', '--format', 'json'], { stdin });
  expect([0, 1]).toContain(code);
  expect(err).toBe('');
  const report: { readonly findings: readonly Found[] } = JSON.parse(out);
  return report.findings;
}

/** @param podLink the node's end of the pod's link: its name tells the CNI */
export async function build(lab: Lab, podLink: string): Promise<World> {
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
