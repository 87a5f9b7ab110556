import type { Lab, Namespace } from './namespaces.ts';

/** A host of the lab: where a speaker runs, and the addresses that it speaks from. */
export interface Site {
  readonly ns: Namespace;
  readonly address: string;
  readonly address6: string;
}

export interface Pair {
  readonly node: Site;
  readonly router: Site;
}

const NODE = { address: '192.168.10.11', address6: 'fd00:10::11' };
const ROUTER = { address: '192.168.10.1', address6: 'fd00:10::1' };
const FAR_ROUTER = { address: '192.168.20.1', address6: 'fd00:20::1' };

/** A cable. The MTU is the usual one, and `dev` has the same name at both ends. */
async function cable(left: Namespace, leftDevice: string, right: Namespace, rightDevice: string): Promise<void> {
  await left.ip(
    `link add ${leftDevice} type veth peer name ${rightDevice} netns ${right.name}`,
    `link set ${leftDevice} up`,
  );
  await right.ip(`link set ${rightDevice} up`);
}

const addresses = (device: string, { address, address6 }: { address: string; address6: string }): string[] => [
  `addr add ${address}/24 dev ${device}`,
  `addr add ${address6}/64 dev ${device} nodad`,
];

/** One link between the node and the router. */
export async function direct(lab: Lab): Promise<Pair> {
  const [node, router] = [await lab.namespace('node'), await lab.namespace('router')];
  await cable(node, 'eth0', router, 'eth0');
  await node.ip(...addresses('eth0', NODE));
  await router.ip(...addresses('eth0', ROUTER));
  return { node: { ns: node, ...NODE }, router: { ns: router, ...ROUTER } };
}

/** A hop between the two: the node's gateway is 192.168.10.254. */
export async function routed(lab: Lab): Promise<Pair & { readonly middle: Namespace }> {
  const [node, middle, router] = [
    await lab.namespace('node'),
    await lab.namespace('middle'),
    await lab.namespace('router'),
  ];
  await cable(node, 'eth0', middle, 'eth0');
  await cable(middle, 'eth1', router, 'eth0');
  await node.ip(
    ...addresses('eth0', NODE),
    'route add 192.168.20.0/24 via 192.168.10.254',
    'route add fd00:20::/64 via fd00:10::fe',
  );
  await middle.ip(
    ...addresses('eth0', { address: '192.168.10.254', address6: 'fd00:10::fe' }),
    ...addresses('eth1', { address: '192.168.20.254', address6: 'fd00:20::fe' }),
  );
  await router.ip(
    ...addresses('eth0', FAR_ROUTER),
    'route add 192.168.10.0/24 via 192.168.20.254',
    'route add fd00:10::/64 via fd00:20::fe',
  );
  await middle.run('sysctl', '-q', '-w', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1');
  return { node: { ns: node, ...NODE }, middle, router: { ns: router, ...ROUTER, ...FAR_ROUTER } };
}

/** The node's address is on a bridge over its uplink: `-i any` sees each packet on both. */
export async function bridged(lab: Lab): Promise<Pair> {
  const [node, router] = [await lab.namespace('node'), await lab.namespace('router')];
  await cable(node, 'eth0', router, 'eth0');
  await node.ip('link add br0 type bridge', 'link set br0 up', 'link set eth0 master br0', ...addresses('br0', NODE));
  await router.ip(...addresses('eth0', ROUTER));
  return { node: { ns: node, ...NODE }, router: { ns: router, ...ROUTER } };
}

/** The speaker is a pod behind the node's bridge: `-i any` on the node sees each packet come in and go out. */
export async function podBehindBridge(lab: Lab): Promise<Pair & { readonly host: Namespace }> {
  const [pod, host, router] = [await lab.namespace('pod'), await lab.namespace('host'), await lab.namespace('router')];
  await cable(host, 'veth1', pod, 'eth0');
  await cable(host, 'eth0', router, 'eth0');
  await host.ip('link add br0 type bridge', 'link set br0 up', 'link set eth0 master br0', 'link set veth1 master br0');
  await pod.ip(...addresses('eth0', NODE));
  await router.ip(...addresses('eth0', ROUTER));
  return { node: { ns: pod, ...NODE }, host, router: { ns: router, ...ROUTER } };
}

/** The pair's link is a VXLAN tunnel over 10.10.0.0/24. */
export async function overlay(lab: Lab, port: 4789 | 8472): Promise<Pair> {
  const [node, router] = [await lab.namespace('node'), await lab.namespace('router')];
  await cable(node, 'eth0', router, 'eth0');
  const tunnel = (local: string, remote: string): string[] => [
    `addr add ${local}/24 dev eth0`,
    `link add vxlan0 type vxlan id 42 local ${local} remote ${remote} dstport ${port} dev eth0`,
    'link set vxlan0 up',
  ];
  await node.ip(...tunnel('10.10.0.11', '10.10.0.1'), ...addresses('vxlan0', NODE));
  await router.ip(...tunnel('10.10.0.1', '10.10.0.11'), ...addresses('vxlan0', ROUTER));
  return { node: { ns: node, ...NODE }, router: { ns: router, ...ROUTER } };
}

const HOLD = 'k8sdoctor_hold';

/** nft wants its lines. */
const chain = (hook: 'input' | 'output' | 'forward', table: string, rules: readonly string[]): string =>
  `table inet ${table} {\nchain ${hook} {\ntype filter hook ${hook} priority 0\n${rules.join('\n')}\n}\n}\n`;

export const inputChain = (table: string, ...rules: readonly string[]): string => chain('input', table, rules);
export const forwardChain = (table: string, ...rules: readonly string[]): string => chain('forward', table, rules);
export const outputChain = (table: string, ...rules: readonly string[]): string => chain('output', table, rules);

/**
 * Keeps a side from dialing until `release`: a capture that starts in between holds the whole first connection.
 * A side that is never released is a passive one, whatever its daemon; AF_PACKET does not see what OUTPUT drops.
 */
export async function hold(...sites: readonly Site[]): Promise<void> {
  await Promise.all(
    sites.map(({ ns }) => ns.nft(outputChain(HOLD, 'oifname != "lo" tcp flags & (syn | ack | rst) == syn drop'))),
  );
}

export async function release(...sites: readonly Site[]): Promise<void> {
  await Promise.all(sites.map(({ ns }) => ns.nft(`delete table inet ${HOLD}`)));
}
