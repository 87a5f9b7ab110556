import { type HopProblem, hopProblem } from '../../forwarding/next-hop.ts';
import { lookupOf } from '../../forwarding/lookup.ts';
import type { NextHop, Route } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { Check } from '../define-check.ts';
import { type Action, action } from '../remedies/actions.ts';
import { type NodeDraft, defineNodeCheck } from '../sysctl/define-node-check.ts';
import { IP_NEIGHBOUR, IP_ROUTE } from './references.ts';
import { safe, some } from './words.ts';

export const nextHopUnreachable: Check = defineNodeCheck({
  id: 'route/next-hop-unreachable',
  severity: 'error',
  explains: ['route/bgp-route-missing', 'node/pods-unreachable', 'bgp/tcp-no-answer'],
  docs: {
    what: 'Routes lead by a next hop that cannot be used: its link is down or gone, or its neighbour entry is FAILED.',
    why:
      'The kernel keeps a route whose next hop answers neither ARP nor neighbour discovery, and drops what it sends there (“No route to host” after some seconds). ' +
      'A link without carrier makes its routes `linkdown`; they are still taken unless ignore_routes_with_linkdown is set. One whose interface is down is `dead`, and passed over if there is another. ' +
      'Of several next hops of one route (ECMP) a failed one still gets its share of the flows, unless fib_multipath_use_neigh is 1. INCOMPLETE, STALE, DELAY and PROBE are states of a neighbour that is being asked, or was not needed lately: no fault. ' +
      'A link of its own that is down (docker0 without containers) is none either: only routes by a gateway count.',
    remedy: [
      action('bring-link-up', { on: 'NODE', peer: 'NEXT-HOP' }),
      action('check-neighbour', { on: 'NODE', peer: 'NEXT-HOP' }),
      action('move-gateway', { on: 'NODE', peer: 'NEXT-HOP' }),
    ],
    references: [IP_NEIGHBOUR, IP_ROUTE],
  },
  parts: ['routes'],
  judge(node) {
    const broken = new Map<string, Broken>();
    // Of a long table most routes share a few next hops.
    const seen = new Map<NextHop, HopProblem | null>();
    for (const route of node.routes ?? []) {
      if (route.type !== 'unicast') continue;
      for (const hop of route.nextHops) {
        if (hop.via === null) continue;
        let problem = seen.get(hop);
        if (problem === undefined) seen.set(hop, (problem = hopProblem(node, hop)));
        if (problem === null || !isTaken(node, route, hop)) continue;
        const place = `${hop.via} ${hop.device}`;
        const known = broken.get(place) ?? { problem, routes: [] };
        broken.set(place, known);
        known.routes.push(route);
      }
    }
    return [...broken.values()].map((each) => toDraft(node, each));
  },
});

interface Broken {
  readonly problem: HopProblem;
  readonly routes: Route[];
}

/** A route that another one is preferred to carries nothing. */
function isTaken(node: NodeSeen, route: Route, { flags }: NextHop): boolean {
  if (flags.includes('dead')) return route.nextHops.every((hop) => hop.flags.includes('dead'));
  const [destination = ''] = route.destination.split('/');
  const found = lookupOf(node)({ destination, source: null });
  // A more specific route may have just that address, so that the rest still goes this way.
  return found.kind !== 'route' || found.route === route || found.route.destination !== route.destination;
}

function toDraft(node: NodeSeen, { problem, routes }: Broken): NodeDraft {
  const { kind, device, at } = problem;
  const via = problem.via ?? device;
  const [on, peer] = [node.name, via];
  const isShared = routes.every(({ nextHops }) => nextHops.length > 1);
  const share = isShared ? 'a share of what goes to' : 'what goes to';
  const what: Readonly<Record<HopProblem['kind'], string>> = {
    'no-link': `${device} does not exist`,
    'link-down': `${device} is down`,
    'neighbour-failed': `${via} does not answer on ${device}`,
  };
  const causes: Readonly<Record<HopProblem['kind'], string>> = {
    'no-link':
      'No packet can leave by a link that is not there: the route is left over, or the output was read elsewhere.',
    'link-down': 'Nothing leaves by a link without carrier, or one that is set down.',
    'neighbour-failed':
      'The kernel asked for its link-layer address (ARP, or neighbour discovery) and got no answer: the entry is FAILED, and packets to it are dropped.',
  };
  const steps: Readonly<Record<HopProblem['kind'], Action>> = {
    'no-link': action('bring-link-up', { on, peer, device: safe(device) }),
    'link-down': action('bring-link-up', { on, peer, device: safe(device) }),
    'neighbour-failed': action('check-neighbour', { on, peer, device: safe(device) }),
  };
  return {
    title: `${on} sends ${share} ${some(routes.map(({ destination }) => destination))} by ${via}, and ${what[kind]}.`,
    cause: causes[kind],
    evidence: [...(at === null ? [] : [at]), ...routes.map((route) => route.at)],
    remedy: [steps[kind], action('move-gateway', { on, peer })],
  };
}
