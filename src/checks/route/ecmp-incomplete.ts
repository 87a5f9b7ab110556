import { lookupOf } from '../../forwarding/lookup.ts';
import type { Route } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { NOT_APPLICABLE, type NodeDraft, defineNodeCheck } from '../sysctl/define-node-check.ts';
import { isByBgp } from '../sysctl/values.ts';
import { list, plural } from '../words.ts';
import { type Wanted, gatewaysOf, wantedOf } from './bgp-view.ts';
import { DAEMONS } from './daemons.ts';
import { FRR_MULTIPATH, IP_ROUTE } from './references.ts';
import { routeWords, some } from './words.ts';

export const ecmpIncomplete: Check = defineNodeCheck({
  id: 'route/ecmp-incomplete',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'BGP has several equal paths to a prefix, and the kernel has fewer next hops for it.',
    why:
      'Equal are paths that the daemon marks as multipath, or whose AS_PATH is as long as that of the best one, with the same ORIGIN, MED and LOCAL_PREF as far as they are printed. A next hop that is not on a link counts as the gateways that it resolves to, and one that does not resolve not at all. ' +
      'Where the kernel has one next hop only, and no other route of the node has several from BGP, multipath is most likely off: info. Some paths installed and others not means that a limit (maximum-paths) or a change that was lost is in the way.',
    remedy: [
      action('allow-multipath', { on: 'NODE', peer: 'DAEMON' }),
      action('make-daemon-install', { on: 'NODE', peer: 'DAEMON' }),
    ],
    references: [FRR_MULTIPATH, IP_ROUTE],
  },
  parts: ['routes'],
  judge(node) {
    const several = wantedOf(node).filter(({ paths }) => paths.length > 1);
    if (several.length === 0) return NOT_APPLICABLE;
    const cases = new Map<string, Incomplete[]>();
    for (const wanted of several) {
      const found = compare(node, wanted);
      if (found === null) continue;
      const key = `${wanted.daemon} ${found.missing.join(' ')} ${found.route.nextHops.length}`;
      cases.set(key, [...(cases.get(key) ?? []), found]);
    }
    return [...cases.values()].map((each) => toDraft(node, each));
  },
});

interface Incomplete {
  readonly wanted: Wanted;
  readonly route: Route;
  readonly gateways: readonly string[];
  readonly missing: readonly string[];
}

function compare(node: NodeSeen, wanted: Wanted): Incomplete | null {
  const [destination = ''] = wanted.prefix.split('/');
  const found = lookupOf(node)({ destination, source: null });
  if (found.kind !== 'route' || found.route.destination !== wanted.prefix || !isByBgp(found.route)) return null;
  const { route } = found;
  const installed = new Set(route.nextHops.map(({ via }) => via));
  const gateways: string[] = [];
  const missing: string[] = [];
  for (const path of wanted.paths) {
    const own = gatewaysOf(node, path);
    if (own === null || gateways.some((gateway) => own.includes(gateway))) continue;
    gateways.push(...own.slice(0, 1));
    if (!own.some((gateway) => installed.has(gateway))) missing.push(...own.slice(0, 1));
  }
  // A link-local next hop, or a route without gateway, can't be told apart.
  if (missing.length === 0 || installed.has(null) || missing.length >= gateways.length) return null;
  return { wanted, route, gateways, missing };
}

function toDraft(node: NodeSeen, cases: readonly Incomplete[]): NodeDraft {
  const [first] = cases;
  const on = node.name;
  const name = first === undefined ? 'BGP' : (DAEMONS[first.wanted.daemon] ?? first.wanted.daemon);
  const [had, all] = [first?.route.nextHops.length ?? 0, first?.gateways.length ?? 0];
  const isOff = had === 1 && !(node.routes ?? []).some((route) => isByBgp(route) && route.nextHops.length > 1);
  return {
    ...(isOff && { severity: 'info' as const }),
    title: `${on} has ${had} of ${plural(all, 'next hop')} to ${some(cases.map(({ wanted }) => wanted.prefix))} in its kernel: ${list(first?.missing ?? [])} ${first?.missing.length === 1 ? 'is' : 'are'} missing.`,
    cause: isOff
      ? `${name} has equal paths, and no route of this node has several next hops: multipath seems to be off, so that one path carries all.`
      : `${name} has equal paths, and multipath works on this node: the missing ones carry nothing.`,
    evidence: cases.flatMap(({ wanted, route }) => [route.at, ...wanted.paths.map(({ at }) => at)]),
    remedy: [
      action('allow-multipath', { on, peer: name }),
      ...(isOff ? [] : [action('make-daemon-install', { on, peer: name })]),
      ...cases.slice(0, 1).map((each) => action('add-route', { on, peer: name, route: multipath(each) })),
    ],
  };
}

/** The route that is there, with every next hop. */
const multipath = ({ route, gateways }: Incomplete): string =>
  `${routeWords({ ...route, nextHops: [] })}${gateways.map((gateway) => ` nexthop via ${gateway}`).join('')}`;
