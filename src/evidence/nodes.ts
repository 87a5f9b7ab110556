/** Outputs of nodes' kernels to the nodes that checks ask for. */
import type { RoutingOutput } from '../model/daemon-routes.ts';
import type { Chain, Ruleset } from '../model/firewall.ts';
import type { Interface, KernelOutput, Setting, SysctlFile } from '../model/kernel.ts';
import type { Cni, CniLink, CniSeen, NamespaceSeen, NodeSeen } from '../model/node.ts';
import type { PeerStatus } from '../model/peer-status.ts';
import type { EvidenceRef } from '../model/report.ts';
import { interfaceOf } from '../parsers/kernel/sysctl-key.ts';
import { linkOf } from './cni.ts';

/** What daemons of nodes tell, besides their kernels. */
export interface ToldByDaemons {
  readonly routing?: readonly RoutingOutput[];
  readonly peers?: readonly PeerStatus[];
}

/** Outputs of one node belong together by its name, or by their source where nothing names it. */
export function nodesOf(
  outputs: readonly KernelOutput[],
  given: readonly Cni[],
  { routing = [], peers = [] }: ToldByDaemons = {},
): readonly NodeSeen[] {
  const byName = new Map<string, KernelOutput[]>();
  for (const output of outputs) {
    const name = output.node ?? nameOfSource(output.source);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [output]);
    else known.push(output);
  }
  const ownerOf = ownersOf(byName);
  return [...byName].map(([name, parts]) => ({
    ...toNode(name, parts, given),
    routing: routing.filter(({ node, source }) => ownerOf(node, source) === name),
    peers: peers.filter(({ speaker, source }) => ownerOf(speaker.node, source) === name),
  }));
}

/** Whose a daemon's output is: a node's of that name, or of the only one whose kernel stands in the same text. */
function ownersOf(byName: ReadonlyMap<string, readonly KernelOutput[]>) {
  const bySource = new Map<string, Set<string>>();
  for (const [name, parts] of byName) {
    for (const { source } of parts) bySource.set(source, (bySource.get(source) ?? new Set()).add(name));
  }
  return (node: string | null, source: string): string | undefined => {
    if (node !== null && byName.has(node)) return node;
    const [only, ...others] = bySource.get(source) ?? [];
    return others.length === 0 ? only : undefined;
  };
}

const nameOfSource = (source: string): string => (source === '-' ? 'this node' : source);

type Kernel = Omit<NodeSeen, 'routing' | 'peers'>;

function toNode(name: string, outputs: readonly KernelOutput[], given: readonly Cni[]): Kernel {
  const gather = <T>(pick: (output: KernelOutput) => readonly T[] | undefined): readonly T[] | null => {
    const lists = outputs.flatMap((output) => {
      const list = pick(output);
      return list === undefined ? [] : [list];
    });
    const [first = null, ...others] = lists;
    return others.length === 0 ? first : lists.flat();
  };
  const settings = gather((output) => output.settings);
  const absent = gather((output) => output.absent) ?? [];
  const sysctl = settings === null ? null : { settings: byKey(settings), absent: byKey(absent) };
  const node = {
    name,
    sysctl,
    sysctlFiles: mergeFiles(gather((output) => output.files)),
    routes: gather((output) => output.routes),
    rules: gather((output) => output.rules),
    interfaces: mergeInterfaces(gather((output) => output.interfaces)),
    neighbours: gather((output) => output.neighbours),
    counters: gather((output) => output.counters) ?? [],
    signatureDrops: gather((output) => output.signatureDrops) ?? [],
    managers: gather((output) => output.managers) ?? [],
    rulesets: latestTables(gather((output) => output.rulesets)),
    listeners: gather((output) => output.listeners),
  };
  const names = namesSeen(node);
  const links = new Map<string, CniLink>();
  for (const [each, at] of names) {
    const link = linkOf(each, at);
    if (link !== null) links.set(each, link);
  }
  const isNamed = outputs.some((output) => output.node !== null);
  return { ...node, links, cnis: cnisOf(links, given), namespace: namespaceOf(node, links, names, isNamed) };
}

const byKey = (settings: readonly Setting[]): ReadonlyMap<string, Setting> =>
  new Map(settings.map((setting) => [setting.key, setting]));

/** A file may come in pieces. */
function mergeFiles(files: readonly SysctlFile[] | null): readonly SysctlFile[] | null {
  if (files === null) return null;
  const paths = [...new Set(files.map(({ path }) => path))];
  return paths.map((path) => ({ path, entries: files.flatMap((file) => (file.path === path ? file.entries : [])) }));
}

/** `ip -4 addr` and `ip -6 addr` each tell a half of an interface, and `ip link` another one. */
function mergeInterfaces(interfaces: readonly Interface[] | null): readonly Interface[] | null {
  if (interfaces === null) return null;
  const merged = new Map<string, Interface>();
  for (const one of interfaces) {
    const known = merged.get(one.name);
    merged.set(one.name, known === undefined ? one : mergeInterface(known, one));
  }
  return [...merged.values()];
}

function mergeInterface(known: Interface, more: Interface): Interface {
  const addresses = new Map(
    [...known.addresses, ...more.addresses].toReversed().map((one) => [`${one.address}/${one.prefixLength}`, one]),
  );
  return {
    ...known,
    flags: known.flags ?? more.flags,
    state: known.state ?? more.state,
    mtu: known.mtu ?? more.mtu,
    master: known.master ?? more.master,
    kind: known.kind ?? more.kind,
    table: known.table ?? more.table,
    addresses: [...addresses.values()].toReversed(),
  };
}

/** Of a table that was printed twice, the later one holds. */
function latestTables(rulesets: readonly Ruleset[] | null): readonly Ruleset[] | null {
  // Sets alone are no rules.
  if (rulesets === null || rulesets.every(({ command }) => command === 'ipset')) return null;
  const seen = new Set<string>();
  return rulesets
    .toReversed()
    .map((ruleset) => {
      const { tool, chains } = ruleset;
      const keyOf = ({ family, table }: Chain): string => `${tool} ${family} ${table}`;
      const fresh = chains.filter((chain) => !seen.has(keyOf(chain)));
      for (const chain of chains) seen.add(keyOf(chain));
      return { ...ruleset, chains: fresh };
    })
    .toReversed();
}

/** Every interface that an output names, and where first. */
function namesSeen({
  sysctl,
  interfaces,
  routes,
}: Pick<NodeSeen, 'sysctl' | 'interfaces' | 'routes'>): Map<string, EvidenceRef> {
  const names = new Map<string, EvidenceRef>();
  const see = (name: string | null, at: EvidenceRef): void => {
    if (name !== null && !names.has(name) && name !== 'all' && name !== 'default') names.set(name, at);
  };
  for (const { name, at } of interfaces ?? []) see(name, at);
  for (const { nextHops, at } of routes ?? []) for (const { device } of nextHops) see(device, at);
  for (const { key, at } of sysctl?.settings.values() ?? []) see(interfaceOf(key)?.name ?? null, at);
  return names;
}

function cnisOf(links: ReadonlyMap<string, CniLink>, given: readonly Cni[]): readonly CniSeen[] {
  const seen = new Map<Cni, CniSeen>();
  for (const { cni, at } of links.values()) if (cni !== null && !seen.has(cni)) seen.set(cni, { cni, at });
  for (const cni of given) if (!seen.has(cni)) seen.set(cni, { cni, at: null });
  return [...seen.values()];
}

/** Keys that exist in the first network namespace alone (sysctl_net_core.c, sysctl_net_ipv4.c), whatever the kernel. */
const FIRST_NAMESPACE_ONLY = [
  'net.core.netdev_max_backlog',
  'net.core.dev_weight',
  'net.ipv4.tcp_mem',
  'net.ipv4.udp_mem',
];
/** What stands beside them in a whole listing, of any namespace. */
const EVERY_NAMESPACE = ['net.core.somaxconn', 'net.ipv4.ip_forward'];
const WHOLE_LISTING = 100; // keys; the shortest of a namespace has several hundred
/** Links that a namespace has by itself. */
const BY_ITSELF = /^(?:lo|tunl0|sit0|ip6tnl0|gre0|gretap0|erspan0|ip_vti0|ip6_vti0|ip6gre0)$/;

function namespaceOf(
  { sysctl, routes, interfaces }: Pick<NodeSeen, 'sysctl' | 'interfaces' | 'routes'>,
  links: ReadonlyMap<string, CniLink>,
  names: ReadonlyMap<string, EvidenceRef>,
  isNamed: boolean,
): NamespaceSeen {
  if (links.size > 0) return 'host';
  if (sysctl === null) return 'unknown';
  const isListing = routes === null && interfaces === null;
  if (FIRST_NAMESPACE_ONLY.some((key) => sysctl.settings.has(key))) return 'host';
  // The nodes of kind are containers themselves: where the paste names the node, its word counts.
  if (isNamed) return 'unknown';
  const isWhole = sysctl.settings.size > WHOLE_LISTING && EVERY_NAMESPACE.every((key) => sysctl.settings.has(key));
  if (isWhole) return 'container';
  const own = [...names.keys()].filter((name) => !BY_ITSELF.test(name));
  return isListing && names.size > 0 && own.length < 2 ? 'lonely' : 'unknown';
}
