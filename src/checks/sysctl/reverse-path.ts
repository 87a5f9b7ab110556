/** Where the kernel would send a packet *to* an address: what its reverse path filter asks of a packet *from* there. */
import type { Route, Rule } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import { contains, parsePrefix } from '../../net/parse.ts';

/** `devices` by which the lookup leaves, of any next hop; null where what was given does not tell. */
export interface Lookup {
  readonly devices: ReadonlySet<string>;
  /** The route that wins; null if none does. */
  readonly route: Route | null;
}

export type ReverseLookup = (source: string, destination: string) => Lookup | null;

/**
 * Looks sources up as fib_validate_source() does for a packet from `source` to `destination`: rules in their order,
 * longest match, lowest metric. A rule with `iif` is not asked, nor one with a mark (src_valid_mark is 0 by default).
 */
export function createReverseLookup(node: NodeSeen): ReverseLookup {
  const tables = tablesOf(node);
  const rules = (node.rules ?? DEFAULT_RULES)
    .filter(({ family }) => family !== 'ipv6')
    .toSorted((a, b) => a.priority - b.priority);
  return (source, destination) => lookUp(tables, rules, source, destination);
}

function lookUp(tables: Tables, rules: readonly Rule[], source: string, destination: string): Lookup | null {
  for (const rule of rules) {
    const matches = matchesRule(rule, source, destination);
    if (matches === null) return null;
    if (!matches || rule.action === 'l3mdev' || rule.action === 'nop') continue;
    if (rule.action !== 'lookup' || rule.table === null) return null;
    // The local table holds the node's own addresses, which no other host sends from.
    if (rule.table === 'local') continue;
    const table = tables.get(rule.table);
    if (table === undefined) {
      if (rule.table === 'default') continue;
      return null;
    }
    const found = bestRoute(table, source);
    if (found === null || found.route.type === 'throw') continue;
    const suppressed = rule.suppressPrefixLength;
    if (suppressed !== null && found.length <= suppressed) continue;
    const { route } = found;
    return { route, devices: new Set(route.nextHops.flatMap(({ device }) => device ?? [])) };
  }
  return { route: null, devices: new Set() };
}

const DEFAULT_RULES: readonly Rule[] = [
  {
    priority: 32_766,
    table: 'main',
    family: null,
    isNegated: false,
    from: null,
    to: null,
    inDevice: null,
    outDevice: null,
    mark: null,
    conditions: [],
    action: 'lookup',
    suppressPrefixLength: null,
    at: { source: '', line: 0, text: '' },
  },
];

/** A route with its prefix as numbers: tables may have thousands, and are searched for each source. */
interface Entry {
  readonly route: Route;
  readonly network: number;
  readonly mask: number;
  readonly length: number;
}
type Tables = ReadonlyMap<string, readonly Entry[]>;

function tablesOf({ routes }: NodeSeen): Tables {
  const tables = new Map<string, Entry[]>([['main', []]]);
  for (const route of routes ?? []) {
    if (route.family !== 'ipv4' || route.tos !== null || route.flags.includes('dead')) continue;
    const prefix = parsePrefix(route.destination);
    if (prefix === null) continue;
    const length = prefix.bits;
    const mask = length === 0 ? 0 : -1 << (32 - length);
    const entry = { route, network: toNumber(prefix.octets) & mask, mask, length };
    const table = tables.get(route.table);
    if (table === undefined) tables.set(route.table, [entry]);
    else table.push(entry);
  }
  return tables;
}

const toNumber = ([a = 0, b = 0, c = 0, d = 0]: Uint8Array): number => (a << 24) | (b << 16) | (c << 8) | d;

/** Null where it asks for what is not known of the packet. */
function matchesRule(rule: Rule, source: string, destination: string): boolean | null {
  // The answer goes from `destination` to `source`, and enters by no interface.
  const known = within(destination, rule.from) && within(source, rule.to);
  const device = rule.inDevice === null && rule.outDevice === null;
  const mark = rule.mark === null || rule.mark.value === 0;
  const all = known && device && mark;
  if (all && rule.conditions.length > 0) return null;
  return all !== rule.isNegated;
}

function within(address: string, prefix: string | null): boolean {
  if (prefix === null) return true;
  const [outer, inner] = [parsePrefix(prefix), parsePrefix(address)];
  return outer !== null && inner !== null && contains(outer, inner);
}

function bestRoute(entries: readonly Entry[], address: string): Entry | null {
  const prefix = parsePrefix(address);
  if (prefix === null) return null;
  const number = toNumber(prefix.octets);
  let best: Entry | null = null;
  for (const entry of entries) {
    if ((number & entry.mask) !== entry.network) continue;
    const { length, route } = entry;
    if (best === null || length > best.length || (length === best.length && route.metric < best.route.metric))
      best = entry;
  }
  return best;
}
