/** What the checks of sysctls ask of a node. */
import type { IpFamily, Route, Setting } from '../../model/kernel.ts';
import type { Cni, NodeSeen } from '../../model/node.ts';

export const settingOf = (node: NodeSeen, key: string): Setting | null => node.sysctl?.settings.get(key) ?? null;

/** Of several names of one switch the reading that came last: they may have been read at different times. */
export function latestOf(node: NodeSeen, keys: readonly string[]): Setting | null {
  const readings = keys.flatMap((key) => settingOf(node, key) ?? []);
  return readings.toSorted((a, b) => a.at.line - b.at.line).at(-1) ?? null;
}

export function numberOf(setting: Setting | null): number | null {
  return setting !== null && /^\d{1,15}$/.test(setting.value) ? Number(setting.value) : null;
}

/** `net.ipv4.conf.eth0/100.forwarding`: as sysctl takes it, too. */
export const interfaceKey = (family: IpFamily, name: string, leaf: string): string =>
  `net.${family}.conf.${name.replaceAll('.', '/')}.${leaf}`;

export const has = (node: NodeSeen, ...cnis: readonly Cni[]): boolean =>
  node.cnis.some(({ cni }) => cnis.includes(cni));

/** The end of a cause where nothing proves whose values these are. */
export function doubt({ namespace, name }: NodeSeen): string {
  if (namespace === 'host') return '';
  return namespace === 'lonely'
    ? ` Only lo and one more interface are listed, as in a pod's own network namespace, where this would be normal: read it on ${name} itself (nsenter -t 1 -n sysctl -a).`
    : ` What was given does not prove that it was read in the network namespace of ${name} itself and not in that of a pod.`;
}

/** Who makes routes by BGP: bird (12), zebra (11), bgp (186), and kube-router's 17. */
const BGP_MAKERS: ReadonlySet<string> = new Set(['bird', 'bgp', 'zebra', '11', '12', '17', '186']);
export const isByBgp = ({ protocol, type }: Route): boolean => type === 'unicast' && BGP_MAKERS.has(protocol);

export const isDefault = ({ destination }: Route): boolean => destination.endsWith('/0');

const LOCAL_IPV6 = /^(?:fe80:|ff|::1\/)/i;

/** IPv6 routes that show pods: to their links, or learnt by BGP. */
export const ipv6PodRoutes = (node: NodeSeen): readonly Route[] =>
  (node.routes ?? []).filter(
    (route) =>
      route.family === 'ipv6' &&
      (route.type === 'unicast' || route.type === 'blackhole') &&
      !LOCAL_IPV6.test(route.destination) &&
      !isDefault(route) &&
      (isByBgp(route) || route.nextHops.some(({ device }) => device !== null && node.links.has(device))),
  );

/** Neither a CNI's, nor a link that other programs make for themselves. */
export const isUplinkName = (node: NodeSeen, name: string): boolean =>
  !node.links.has(name) && !/^(?:lo|docker|virbr|br-|veth|kube-ipvs|nodelocaldns|dummy|tunl0|podman|lxdbr)/.test(name);
