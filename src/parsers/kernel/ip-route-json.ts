import type { TextLine } from '../../model/finding.ts';
import type { IpFamily, NextHop, Route } from '../../model/kernel.ts';
import {
  type Fields,
  type Gap,
  type Read,
  familyOf,
  isAddress,
  isFields,
  listOf,
  numberOf,
  textOf,
  textsOf,
  toPrefix,
} from './read.ts';

/** Whether `value` is what `ip -j route` prints. */
export const isIpRouteJson = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.some((item) => isFields(item) && typeof item['dst'] === 'string' && !('state' in item) && 'flags' in item);

/** Reads what `ip -j route` prints; `at` is where it stands. */
export function parseIpRouteJson(value: unknown, at: TextLine, family: IpFamily | null = null): Read<Route> {
  const items = listOf(value).filter(isFields);
  const gaps: Gap[] = [];
  const values: Route[] = [];
  const first = items.find(({ dst }) => typeof dst === 'string' && dst !== 'default');
  const fallback = family ?? familyOf(textOf(first?.['dst']) ?? '');
  const read = createHopReader();
  for (const item of items) {
    if (item['dst'] === undefined && Object.keys(item).length === 0) continue;
    const route = readRoute(item, fallback, at, read);
    if (typeof route === 'string') gaps.push({ line: at.line, why: route });
    else values.push(route);
  }
  return { values, gaps };
}

type ReadHop = (item: Fields) => NextHop | null;

/** Of many routes the next hop is the same: it is one object, which checks look at once. */
function createHopReader(): ReadHop {
  const known = new Map<string, NextHop>();
  return (item) => {
    const { via, encap, flags } = item;
    if (via !== undefined || encap !== undefined || listOf(flags).length > 0) return readNextHop(item);
    const gateway = textOf(item['gateway']);
    const device = textOf(item['dev']);
    const weight = numberOf(item['weight']) ?? 1;
    const key = `${gateway} ${device} ${weight}`;
    const before = known.get(key);
    if (before?.via === gateway && before.device === device) return before;
    const hop = readNextHop(item);
    if (hop !== null && known.size < MOST_KNOWN) known.set(key, hop);
    return hop;
  };
}
const MOST_KNOWN = 1024;

function readRoute(item: Fields, fallback: IpFamily, at: TextLine, readHop: ReadHop): Route | string {
  const target = textOf(item['dst']) ?? '';
  // iproute2 writes the destination of an `encap ip` route and that of its tunnel under one name: the second one is left.
  if (item['encap'] === 'ip' || item['encap'] === 'ip6')
    return 'a route with encap ip: its JSON does not tell its destination';
  const type = textOf(item['type']) ?? 'unicast';
  const metrics = listOf(item['metrics']).find(isFields);
  const own = readHop(item);
  const family = target === 'default' ? (familyOfDefault(item, own?.via ?? null) ?? fallback) : familyOf(target);
  const destination = toPrefix(target, family);
  if (destination === null) return `${target === '' ? 'a route' : target} has no destination that can be read`;
  const isDropped = /^(?:blackhole|unreachable|prohibit|throw)$/.test(type);
  const hops = hopsOf(item, own, readHop);
  if (hops === null || (hops.length === 0 && !isDropped)) return `${target} has no next hop that can be read`;
  const nextHops = isDropped ? NONE : hops;
  const table = textOf(item['table']) ?? 'main';
  const protocol = textOf(item['protocol']) ?? 'boot';
  const metric = numberOf(item['metric']) ?? 0;
  return {
    family,
    type,
    destination,
    table,
    protocol,
    metric,
    scope: textOf(item['scope']),
    source: textOf(item['prefsrc']),
    tos: textOf(item['tos']),
    nextHops,
    nextHopId: numberOf(item['nhid']),
    flags: textsOf(item['flags']),
    mtu: numberOf(metrics?.['mtu']),
    expires: numberOf(item['expires']),
    at: {
      source: at.source,
      line: at.line,
      text: describe({ type, destination, nextHops, table, protocol, metric }),
    },
  };
}

const NONE: readonly NextHop[] = [];

/** Null where one of them cannot be read. */
function hopsOf(item: Fields, own: NextHop | null, readHop: ReadHop): readonly NextHop[] | null {
  const hops = own === null ? [] : [own];
  for (const each of listOf(item['nexthops'])) {
    const hop = isFields(each) ? readHop(each) : null;
    if (hop === null) return null;
    hops.push(hop);
  }
  return hops;
}

function familyOfDefault(item: Fields, via: string | null): IpFamily | null {
  if ('via' in item) return 'ipv4';
  if (via !== null) return familyOf(via);
  const hop = listOf(item['nexthops']).find(isFields);
  const gateway = textOf(hop?.['gateway']) ?? textOf(item['prefsrc']);
  return gateway === null ? ('pref' in item ? 'ipv6' : null) : familyOf(gateway);
}

function readNextHop(item: Fields): NextHop | null {
  const via = item['via'];
  const gateway = textOf(item['gateway']) ?? (isFields(via) ? textOf(via['host']) : null);
  const device = textOf(item['dev']);
  if ((gateway === null && device === null) || (gateway !== null && !isAddress(gateway))) return null;
  return {
    via: gateway,
    device,
    weight: numberOf(item['weight']) ?? 1,
    flags: textsOf(item['flags']),
    encapsulation: textOf(item['encap']),
  };
}

type Described = Pick<Route, 'type' | 'destination' | 'nextHops' | 'table' | 'protocol' | 'metric'>;

/** As `ip route` would print what matters of it. */
function describe({ type, destination, nextHops, table, protocol, metric }: Described): string {
  const words = type === 'unicast' ? [destination] : [type, destination];
  for (const { via, device } of nextHops) {
    if (nextHops.length > 1) words.push('nexthop');
    if (via !== null) words.push('via', via);
    if (device !== null) words.push('dev', device);
  }
  if (table !== 'main') words.push('table', table);
  words.push('proto', protocol);
  if (metric !== 0) words.push('metric', String(metric));
  return words.join(' ');
}
