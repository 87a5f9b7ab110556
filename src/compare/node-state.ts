/** The least of a node that a later result can be compared with: routes, the sysctls that forwarding hangs on, and versions. */
import type { NodeState } from '../model/changes.ts';
import type { NextHop, Route } from '../model/kernel.ts';
import type { NodeSeen } from '../model/node.ts';
import type { VersionSeen } from '../model/version.ts';

/** A table that BGP filled is not kept whole: a result is for people to pass on. */
const MOST_ROUTES = 2000;
const KEPT =
  /^net\.(?:ipv[46]\.(?:ip_forward$|conf\..+\.(?:forwarding|rp_filter|accept_ra|disable_ipv6|accept_local|src_valid_mark|proxy_arp)$|fib_multipath_\w+$|neigh\.default\.gc_thresh\d$|ip_local_port_range$)|bridge\.bridge-nf-call-\w+$|netfilter\.nf_conntrack_max$|core\.(?:optmem_max|somaxconn)$)/;
/** They come and go with pods. */
const POD_LINK = /^(?:cali|lxc|veth|tap|eni)/;

export function nodeStates(nodes: readonly NodeSeen[], versions: readonly VersionSeen[]): readonly NodeState[] {
  const known = new Map<string, Map<string, string>>();
  for (const { node, of, version } of versions) known.set(node, (known.get(node) ?? new Map()).set(of, version));
  const others = [...known.keys()].filter((name) => !nodes.some((node) => node.name === name));
  const states = [...nodes, ...others.map((name) => ({ name, routes: null, sysctl: null, links: NO_LINKS }))];
  return states.flatMap((node): NodeState[] => {
    const own = known.get(node.name);
    if (node.routes === null && node.sysctl === null && own === undefined) return [];
    const routes = node.routes?.filter((route) => isKept(node, route)) ?? null;
    const settings = [...(node.sysctl?.settings.values() ?? [])].filter(({ key }) => isKeptKey(key));
    return [
      {
        name: node.name,
        routes:
          routes === null
            ? null
            : dictionaryOf(routes.slice(0, MOST_ROUTES).map((route) => [keyOf(route), wordsOf(route)])),
        routesLeftOut: Math.max(0, (routes?.length ?? 0) - MOST_ROUTES),
        sysctls: node.sysctl === null ? null : Object.fromEntries(settings.map(({ key, value }) => [key, value])),
        ...(own !== undefined && { versions: Object.fromEntries(own) }),
      },
    ];
  });
}

const NO_LINKS: NodeSeen['links'] = new Map();

const isKeptKey = (key: string): boolean => KEPT.test(key) && !POD_LINK.test(/\.conf\.([^.]+)\./.exec(key)?.[1] ?? '');

const isKept = ({ links }: Pick<NodeSeen, 'links'>, { type, table, destination, nextHops }: Route): boolean =>
  table !== 'local' &&
  type !== 'multicast' &&
  !/^(?:fe80|ff)/i.test(destination) &&
  !nextHops.some(({ device }) => device !== null && links.get(device)?.role === 'pod');

/** Made without prototype it is a dictionary at once: of thousands of keys `Object.fromEntries` makes as many shapes first. */
function dictionaryOf(entries: readonly (readonly [key: string, value: string])[]): Readonly<Record<string, string>> {
  const dictionary: Record<string, string> = Object.create(null);
  for (const [key, value] of entries) dictionary[key] = value;
  return dictionary;
}

function keyOf({ destination, table, metric, tos }: Route): string {
  const inTable = table === 'main' ? '' : ` table ${table}`;
  return `${destination}${inTable}${metric === 0 ? '' : ` metric ${metric}`}${tos === null ? '' : ` tos ${tos}`}`;
}

function wordsOf({ type, nextHops, protocol }: Route): string {
  const hops = nextHops.map(hopOf).toSorted().join(', ');
  return `${type === 'unicast' ? '' : `${type} `}${hops === '' ? '' : `${hops} `}proto ${protocol}`;
}

const hopOf = ({ via, device }: NextHop): string =>
  [...(via === null ? [] : [`via ${via}`]), ...(device === null ? [] : [`dev ${device}`])].join(' ');
