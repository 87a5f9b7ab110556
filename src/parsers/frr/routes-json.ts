/** `show bgp ipv4 unicast json`, of a prefix, `received-routes` and `advertised-routes`, and `show ip route json` of FRR. */
import type { BgpRoute, RibEntry, RibNextHop } from '../../model/daemon-routes.ts';
import { children, createLineFinder, type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from '../fields.ts';
import { type JsonFormat, type Output, quote, type JsonSection } from '../format.ts';
import { ownerOf } from '../owner.ts';
import { isUnspecified, named, toBgpRoute } from '../route.ts';
import { isPrefix, toAddress } from '../values.ts';

export const frrBgpJson: JsonFormat = {
  name: 'show bgp json',
  recognises: (value) => isFields(value) && (isTable(value) || Object.values(value).some(isTable)),
  parse(value, section) {
    const find = createLineFinder(section.lines);
    return {
      routing: tablesOf(value).map((table) => ({
        ...named(section, ownerOf(section, 'frr')),
        bgpId: textOf(table.head['routerId']) ?? textOf(table.head['bgpLocalRouterId']),
        as: numberOf(table.head['localAS']),
        bgpRoutes: table.paths.flatMap(([prefix, paths]) => {
          const at = find(`"${prefix}"`);
          return paths.filter(isFields).map((path) => toPath(prefix, path, table, section, at));
        }),
      })),
    };
  },
};

/** Tables are large: they are not read twice. */
const isTable = (value: unknown): boolean =>
  isFields(value) &&
  ((isFields(value['routes']) && 'routerId' in value) ||
    isFields(value['receivedRoutes']) ||
    isFields(value['advertisedRoutes']) ||
    (Array.isArray(value['paths']) && isPrefix(textOf(value['prefix']) ?? '')));

interface Table {
  readonly kind: BgpRoute['table'];
  readonly head: Fields;
  readonly paths: readonly (readonly [prefix: string, paths: readonly unknown[]])[];
}

function tablesOf(value: unknown): readonly Table[] {
  if (!isFields(value)) return [];
  const own = tableOf(value);
  if (own !== null) return [own];
  // `show bgp vrf all …`: each below its name.
  return children(value).flatMap(([, below]) => tableOf(below) ?? []);
}

/** What holds the paths: by prefix, of one prefix, or as a neighbour sent them. */
function tableOf(head: Fields): Table | null {
  if (isFields(head['routes']) && 'routerId' in head) {
    const paths = Object.entries(head['routes']).map(
      ([prefix, below]) => [prefix, isFields(below) ? listOf(below['paths']) : listOf(below)] as const,
    );
    return { kind: 'chosen-from', head, paths: paths.filter(([prefix]) => isPrefix(prefix)) };
  }
  for (const [key, kind] of [
    ['receivedRoutes', 'received'],
    ['advertisedRoutes', 'sent'],
  ] as const) {
    if (!isFields(head[key])) continue;
    const routes = children(head[key]).filter(([prefix]) => isPrefix(prefix));
    return { kind, head, paths: routes.map(([prefix, one]) => [prefix, [one]]) };
  }
  const prefix = textOf(head['prefix']);
  if (prefix === null || !isPrefix(prefix) || !Array.isArray(head['paths'])) return null;
  return { kind: 'chosen-from', head, paths: [[prefix, head['paths']]] };
}

function toPath(prefix: string, path: Fields, { kind, head }: Table, section: JsonSection, at: number): BgpRoute {
  const peer = textOf(isFields(path['peer']) ? path['peer']['peerId'] : path['peerId']);
  const hops = listOf(path['nexthops']).filter(isFields);
  const nextHops = hops.length > 0 ? hops.map((hop) => textOf(hop['ip'])) : [textOf(path['nextHop'])];
  const best = path['bestpath'];
  const isOwn = peer === null ? null : peer === '(unspec)' || isUnspecified(peer);
  const isChoice = kind === 'chosen-from';
  return toBgpRoute(
    {
      table: kind,
      vrf: textOf(head['vrfName']),
      prefix,
      nextHops: nextHops.filter((hop) => hop !== null),
      peer: isOwn === true ? null : (peer ?? neighborTold(section)),
      isOwn,
      asPath: textOf(isFields(path['aspath']) ? path['aspath']['string'] : path['path']) ?? '',
      isBest: isChoice ? best === true || (isFields(best) && best['overall'] === true) : null,
      isMultipath: isChoice ? path['multipath'] === true : null,
      isValid: isChoice ? path['valid'] === true : null,
    },
    section,
    at,
  );
}

/** Of `… neighbors 10.0.0.1 received-routes`. */
const neighborTold = ({ command }: JsonSection): string | null =>
  /\bneighbors? +(\S+) +(?:received|advertised)/.exec(command ?? '')?.[1] ?? null;

export const frrRouteJson: JsonFormat = {
  name: 'show ip route json',
  recognises: (value) =>
    isFields(value) && Object.keys(value).some((prefix) => isPrefix(prefix) && listOf(value[prefix]).some(isEntry)),
  parse(value, section): Output {
    const find = createLineFinder(section.lines);
    const ribEntries: RibEntry[] = [];
    for (const [prefix, entries] of Object.entries(fieldsOf(value))) {
      if (!isPrefix(prefix)) continue;
      const at = find(`"${prefix}"`);
      for (const entry of listOf(entries)) if (isEntry(entry)) ribEntries.push(toEntry(prefix, entry, section, at));
    }
    return { routing: [{ ...named(section, ownerOf(section, 'frr')), ribEntries }] };
  },
};

const isEntry = (one: unknown): one is Fields => isFields(one) && 'nexthops' in one && 'protocol' in one;

function toEntry(prefix: string, entry: Fields, section: JsonSection, at: number): RibEntry {
  const { source, line } = section;
  const hops = listOf(entry['nexthops']).filter(isFields);
  const drop = hops.find((hop) => hop['unreachable'] === true || hop['blackhole'] === true);
  const vrf = textOf(entry['vrfName']);
  const type = drop === undefined ? 'unicast' : drop['reject'] === true ? 'unreachable' : 'blackhole';
  const nextHops = drop === undefined ? hops.map(toNextHop) : [];
  return {
    vrf: vrf === 'default' ? null : vrf,
    prefix,
    protocol: textOf(entry['protocol']) ?? '',
    type: drop?.['admin-prohibited'] === true ? 'prohibit' : type,
    distance: numberOf(entry['distance']),
    metric: numberOf(entry['metric']),
    isSelected: entry['selected'] === true,
    isInstalled: entry['installed'] === true,
    nextHops,
    at: {
      source,
      line: line + at,
      text: quote(section, at, () => `${prefix} via ${nextHops.map(({ via, device }) => via ?? device).join(', ')}`),
    },
  };
}

function toNextHop(hop: Fields): RibNextHop {
  const via = textOf(hop['ip']);
  return {
    via: via === null ? null : toAddress(via),
    device: textOf(hop['interfaceName']),
    isActive: hop['active'] === true,
    isInstalled: hop['fib'] === true,
    isRecursive: hop['recursive'] === true,
    weight: numberOf(hop['weight']) ?? 1,
  };
}
