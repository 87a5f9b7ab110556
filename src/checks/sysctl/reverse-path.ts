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

/**
 * Looks `source` up as fib_validate_source() does for a packet from `source` to `destination`: rules in their order,
 * longest match, lowest metric. A rule with `iif` is not asked, nor one with a mark (src_valid_mark is 0 by default).
 */
export function reverseLookup(node: NodeSeen, source: string, destination: string): Lookup | null {
  const tables = tablesOf(node);
  const rules = (node.rules ?? DEFAULT_RULES).filter(({ family }) => family !== 'ipv6');
  for (const rule of rules.toSorted((a, b) => a.priority - b.priority)) {
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
    const route = bestRoute(table, source);
    if (route === null || route.type === 'throw') continue;
    const suppressed = rule.suppressPrefixLength;
    if (suppressed !== null && lengthOf(route) <= suppressed) continue;
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

function tablesOf({ routes }: NodeSeen): ReadonlyMap<string, readonly Route[]> {
  const tables = new Map<string, Route[]>([['main', []]]);
  for (const route of routes ?? []) {
    if (route.family !== 'ipv4' || route.tos !== null) continue;
    const table = tables.get(route.table);
    if (table === undefined) tables.set(route.table, [route]);
    else table.push(route);
  }
  return tables;
}

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

function bestRoute(routes: readonly Route[], address: string): Route | null {
  let best: Route | null = null;
  for (const route of routes) {
    if (!within(address, route.destination) || route.flags.includes('dead')) continue;
    const isBetter =
      best === null ||
      lengthOf(route) > lengthOf(best) ||
      (lengthOf(route) === lengthOf(best) && route.metric < best.metric);
    if (isBetter) best = route;
  }
  return best;
}

const lengthOf = ({ destination }: Route): number => Number(destination.slice(destination.indexOf('/') + 1));
