/** Routing tables, for the longest match. */
import type { IpFamily, Route } from '../model/kernel.ts';
import { parsePrefix, prefixKey } from '../net/parse.ts';

/** The routes of one family in one table. */
export interface Table {
  /** Longest first. */
  readonly lengths: readonly number[];
  /** By length and octets of the prefix; in the order in which the kernel tries them. */
  readonly routes: ReadonlyMap<number, ReadonlyMap<string, readonly Route[]>>;
}

/** By `table` as `ip route` names it: `main`, `local`, `100`. */
export type Tables = ReadonlyMap<string, Table>;

export function tablesOf(routes: readonly Route[], family: IpFamily): Tables {
  const tables = new Map<string, Map<number, Map<string, Route[]>>>();
  for (const route of routes) {
    if (route.family !== family) continue;
    const prefix = parsePrefix(route.destination);
    if (prefix === null) continue;
    const table = entryOf(tables, tableName(route.table), () => new Map<number, Map<string, Route[]>>());
    const prefixes = entryOf(table, prefix.bits, () => new Map<string, Route[]>());
    entryOf(prefixes, prefixKey(prefix.octets, prefix.bits), () => new Array<Route>()).push(route);
  }
  return new Map([...tables].map(([name, table]) => [name, toTable(table)]));
}

function toTable(table: ReadonlyMap<number, ReadonlyMap<string, Route[]>>): Table {
  for (const prefixes of table.values()) {
    for (const routes of prefixes.values()) if (routes.length > 1) routes.sort(byTosAndMetric);
  }
  return { lengths: [...table.keys()].toSorted((a, b) => b - a), routes: table };
}

/** fib_insert_alias() in net/ipv4/fib_trie.c: a TOS before none, then the lower metric; of equals the one that was there first. */
const byTosAndMetric = (a: Route, b: Route): number => tosOf(b) - tosOf(a) || a.metric - b.metric;

/** The routes to `address`, the longest first, until `take` has one. */
export function findRoute<T>(table: Table, address: Uint8Array, take: (route: Route) => T | null): T | null {
  for (const length of table.lengths) {
    const routes = table.routes.get(length)?.get(prefixKey(address, length)) ?? [];
    for (const route of routes) {
      const taken = take(route);
      if (taken !== null) return taken;
    }
  }
  return null;
}

/** As printed with and without `-N` (/etc/iproute2/rt_tables). */
export const tableName = (name: string): string => NUMBERED[name] ?? name;
const NUMBERED: Readonly<Record<string, string>> = { '253': 'default', '254': 'main', '255': 'local' };

/** `0x10` or a name of /etc/iproute2/rt_dsfield; 0 where packets of any TOS are meant. */
export const tosOf = ({ tos }: Pick<Route, 'tos'>): number => (tos === null ? 0 : toTos(tos));

export function toTos(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number)) return number;
  return DSFIELDS[text] ?? UNKNOWN_TOS;
}
/** It is no packet's. */
const UNKNOWN_TOS = 0x100;
const DSFIELDS: Readonly<Record<string, number>> = {
  default: 0,
  CS1: 0x20,
  CS2: 0x40,
  CS3: 0x60,
  CS4: 0x80,
  CS5: 0xa0,
  CS6: 0xc0,
  CS7: 0xe0,
  EF: 0xb8,
};

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
