/** Where the kernel would send a packet, by its rules and tables: fib_table_lookup() in net/ipv4/fib_trie.c. */
import type { IpFamily, NextHop, Route, Rule } from '../model/kernel.ts';
import type { NodeSeen } from '../model/node.ts';
import { parseAddress } from '../net/parse.ts';
import { type Packet, matchRule, rulesOf } from './rules.ts';
import { type Table, type Tables, findRoute, tableName, tablesOf, tosOf } from './table.ts';

export type Lookup =
  /** A route takes it: on by one of `hops`, or, of type `local` and its like, to the node itself. */
  | { readonly kind: 'route'; readonly route: Route; readonly rule: Rule; readonly hops: readonly NextHop[] }
  /** It is dropped: `blackhole`, `unreachable` or `prohibit`. */
  | { readonly kind: 'refused'; readonly type: string; readonly route: Route | null; readonly rule: Rule }
  /** Network is unreachable. */
  | { readonly kind: 'none' }
  /** A rule hangs on what was not given. */
  | { readonly kind: 'unknown'; readonly why: string; readonly rule: Rule };

export type Find = (packet: Packet) => Lookup;

/** What a lookup reads of a node. */
export type Fib = Pick<NodeSeen, 'routes' | 'rules' | 'interfaces' | 'sysctl'>;

const REFUSALS: ReadonlySet<string> = new Set(['blackhole', 'unreachable', 'prohibit']);

const made = new WeakMap<Fib, Find>();

/** Builds a node's tables once; each lookup then costs one look for each length of prefix that occurs. */
export function lookupOf(node: Fib): Find {
  const known = made.get(node);
  if (known !== undefined) return known;
  const find = createLookup(node);
  made.set(node, find);
  return find;
}

function createLookup(node: Fib): Find {
  const views = { ipv4: createView(node, 'ipv4'), ipv6: createView(node, 'ipv6') };
  return (packet) => {
    const address = parseAddress(packet.destination);
    if (address === null) return { kind: 'none' };
    return askRules(views[address.length === 4 ? 'ipv4' : 'ipv6'], address, packet);
  };
}

interface View {
  readonly node: Fib;
  readonly family: IpFamily;
  readonly tables: Tables;
  readonly rules: readonly Rule[];
  /** All tables were given: one without routes is empty. */
  readonly isWhole: boolean;
  /** Routes of this family were given. */
  readonly isListed: boolean;
}

function createView(node: Fib, family: IpFamily): View {
  const routes = node.routes ?? [];
  const listed = routes.filter((route) => route.family === family);
  const isLocalGiven = listed.some(({ table }) => table === 'local');
  const tables = tablesOf(isLocalGiven ? routes : [...routes, ...localRoutes(node)], family);
  // `ip route show table all` alone names the table of a route.
  const isWhole = listed.some(({ table, at }) => table === 'local' && at.text.includes(' table local'));
  return { node, family, tables, rules: rulesOf(node.rules, family), isWhole, isListed: listed.length > 0 };
}

/** What the table `local` holds at least. */
const localRoutes = ({ interfaces }: Fib): readonly Route[] =>
  (interfaces ?? []).flatMap(({ name, addresses }) =>
    addresses.map(({ family, address, at }): Route => ({
      family,
      type: 'local',
      destination: `${address}/${family === 'ipv4' ? 32 : 128}`,
      table: 'local',
      protocol: 'kernel',
      metric: 0,
      scope: 'host',
      source: null,
      tos: null,
      nextHops: [{ via: null, device: name, weight: 1, flags: [], encapsulation: null }],
      nextHopId: null,
      flags: [],
      mtu: null,
      expires: null,
      at,
    })),
  );

function askRules(view: View, address: Uint8Array, packet: Packet): Lookup {
  // Rules are asked in order, and `goto` leads forward only.
  let from = -1;
  for (const rule of view.rules) {
    if (rule.priority < from || rule.action === 'nop') continue;
    const matches = matchRule(rule, packet);
    if (matches === null)
      return { kind: 'unknown', why: `rule ${rule.priority} (${rule.conditions.join(', ')})`, rule };
    if (!matches) continue;
    if (rule.action === 'goto') {
      from = gotoTarget(view.rules, rule) ?? from;
      continue;
    }
    if (REFUSALS.has(rule.action)) return { kind: 'refused', type: rule.action, route: null, rule };
    const name = rule.action === 'l3mdev' ? vrfTable(view.node, packet) : rule.table;
    if (name === null) continue;
    const table = view.tables.get(tableName(name));
    if (table === undefined) {
      if (isKnownEmpty(view, tableName(name))) continue;
      return { kind: 'unknown', why: `the routes of table ${name}`, rule };
    }
    const found = askTable(view, table, address, packet, rule);
    if (found !== null) return found;
  }
  return { kind: 'none' };
}

/** A target that does not exist is no jump: the next rule is asked. */
function gotoTarget(rules: readonly Rule[], { goto }: Rule): number | null {
  return goto !== null && rules.some(({ priority }) => priority === goto) ? goto : null;
}

const isKnownEmpty = ({ isWhole, isListed }: View, name: string): boolean =>
  isWhole || name === 'default' || name === 'local' || (name === 'main' && isListed);

/** Of the VRF that the packet entered by, or is sent from. */
function vrfTable({ interfaces }: Fib, { inDevice, outDevice }: Packet): string | null {
  const device = inDevice ?? outDevice ?? null;
  const link = interfaces?.find(({ name }) => name === device);
  const master = link?.kind === 'vrf' ? link : interfaces?.find(({ name }) => name === link?.master);
  return master?.table ?? null;
}

/** Null where the table has no route for it, or one that hands it back to the rules. */
function askTable(view: View, table: Table, address: Uint8Array, packet: Packet, rule: Rule): Lookup | null {
  const { tos = 0 } = packet;
  const found = findRoute(table, address, (route): Lookup | 'throw' | null => {
    const wanted = tosOf(route);
    if (wanted !== 0 && wanted !== tos) return null;
    if (route.type === 'throw') return 'throw';
    if (REFUSALS.has(route.type)) return { kind: 'refused', type: route.type, route, rule };
    const hops = usableHops(view, route, packet);
    return hops.length === 0 ? null : { kind: 'route', route, rule, hops };
  });
  if (found === 'throw' || found === null) return null;
  // Only what would be taken is suppressed (fib4_rule_suppress): a blackhole is not.
  const isSuppressed =
    found.kind === 'route' &&
    rule.suppressPrefixLength !== null &&
    Number(found.route.destination.split('/')[1]) <= rule.suppressPrefixLength;
  return isSuppressed ? null : found;
}

/** A route whose hops are all dead is passed over for the next one, or a shorter one. */
function usableHops(view: View, route: Route, { outDevice = null }: Packet): readonly NextHop[] {
  return route.nextHops.filter(
    ({ flags, device }) =>
      !flags.includes('dead') &&
      !(flags.includes('linkdown') && ignoresLinkdown(view, device)) &&
      (outDevice === null || device === outDevice),
  );
}

function ignoresLinkdown({ node, family }: View, device: string | null): boolean {
  const key = `net.${family}.conf.${(device ?? '').replaceAll('.', '/')}.ignore_routes_with_linkdown`;
  return node.sysctl?.settings.get(key)?.value === '1';
}
