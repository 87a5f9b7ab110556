import type { Route } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import { type IpPrefix, contains, parsePrefix, prefixKey } from '../../net/parse.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { NOT_APPLICABLE, type NodeDraft, defineNodeCheck } from '../sysctl/define-node-check.ts';
import { isByBgp, isDefault } from '../sysctl/values.ts';
import { IP_ROUTE } from './references.ts';
import { routeWords } from './words.ts';

export const shadowed: Check = defineNodeCheck({
  id: 'route/shadowed',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'A route that BGP brought carries nothing, or not all: the same prefix wins from another origin, or a more specific route set by hand or by configuration hides a part of it.',
    why:
      'Of routes of the same prefix in one table the kernel takes the one with the lowest metric (BIRD and zebra install with 20 or 32, `ip route add` with 0), and a longer prefix wins whatever its metric. ' +
      'Not counted: routes of the links themselves (proto kernel), those to links of the CNI, those that BGP brought too, those with the same next hop, and what is more specific than a default route.',
    remedy: [
      action('delete-route', { on: 'NODE', peer: 'NODE', route: 'PREFIX via ADDRESS' }),
      action('nothing-if-intended', { on: 'NODE', peer: 'NODE' }),
    ],
    references: [IP_ROUTE],
  },
  parts: ['routes'],
  judge(node) {
    const routes = node.routes ?? [];
    if (!routes.some(isHideable)) return NOT_APPLICABLE;
    const others = routes.filter((route) => isByOther(node, route));
    if (others.length === 0) return [];
    const covers = coversOf(routes.filter(isHideable));
    const hidden = others.flatMap((by) => {
      const prefix = parsePrefix(by.destination);
      const route = prefix === null ? null : hiddenBy(covers, by, prefix);
      return route === null ? [] : [{ by, route }];
    });
    return hidden.slice(0, MOST).map(({ by, route }) => toDraft(node, by, route));
  },
});

const MOST = 8;

type Covers = ReadonlyMap<string, Route>;
const keyOf = ({ table, family }: Route, { octets }: IpPrefix, bits: number): string =>
  `${table} ${family} ${bits} ${prefixKey(octets, bits)}`;

function coversOf(routes: readonly Route[]): Covers {
  return new Map(
    routes.flatMap((route) => {
      const prefix = parsePrefix(route.destination);
      return prefix === null ? [] : [[keyOf(route, prefix, prefix.bits), route] as const];
    }),
  );
}

const isHideable = (route: Route): boolean => isByBgp(route) && route.tos === null && !isDefault(route);

/** What a person or a configuration has set. */
function isByOther(node: NodeSeen, route: Route): boolean {
  const { protocol, scope, nextHops, type, tos } = route;
  return (
    (protocol === 'boot' || protocol === 'static') &&
    type === 'unicast' &&
    tos === null &&
    !isDefault(route) &&
    scope !== 'link' &&
    nextHops.every(({ via, device }) => via !== null && !(device !== null && node.links.has(device)))
  );
}

/** The longest route of BGP that `by` is within. */
function hiddenBy(covers: Covers, by: Route, prefix: IpPrefix): Route | null {
  for (let bits = prefix.bits; bits > 0; bits--) {
    const route = covers.get(keyOf(by, prefix, bits));
    if (route === undefined) continue;
    const wins = bits < prefix.bits || by.metric < route.metric;
    return wins && !hasSameHops(by, route) ? route : null;
  }
  return null;
}

function hasSameHops(a: Route, b: Route): boolean {
  const theirs = new Set(b.nextHops.map(({ via }) => via));
  return a.nextHops.every(({ via }) => theirs.has(via));
}

function toDraft(node: NodeSeen, by: Route, route: Route): NodeDraft {
  const on = node.name;
  const isSame = contains(prefixOf(by), prefixOf(route));
  return {
    title: isSame
      ? `${on} does not use its BGP route to ${route.destination}: one of proto ${by.protocol} wins.`
      : `${on} sends what goes to ${by.destination} by a route of proto ${by.protocol}, and not by the BGP route to ${route.destination}.`,
    cause: isSame
      ? `Both have the same prefix, and the metric ${by.metric} is lower than ${route.metric}.`
      : 'The longer prefix wins, whatever the metrics are.',
    evidence: [by.at, route.at],
    remedy: [
      action('delete-route', { on, peer: on, route: routeWords(by) }),
      action('nothing-if-intended', { on, peer: on }),
    ],
  };
}

const prefixOf = ({ destination }: Route): IpPrefix =>
  parsePrefix(destination) ?? { octets: new Uint8Array(4), bits: 0 };
