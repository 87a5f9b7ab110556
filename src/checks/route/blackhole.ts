import { lookupOf } from '../../forwarding/lookup.ts';
import type { Route } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { NOT_APPLICABLE, type NodeDraft, defineNodeCheck } from '../sysctl/define-node-check.ts';
import { otherRanges, type PodRange, podRangesOf } from './pods.ts';
import { CALICO_BGP, IP_ROUTE } from './references.ts';
import { routeWords, some } from './words.ts';

export const blackhole: Check = defineNodeCheck({
  id: 'route/blackhole',
  severity: 'error',
  explains: ['node/pods-unreachable'],
  docs: {
    what: 'A blackhole, unreachable or prohibit route of a node takes what goes to pods of another node.',
    why:
      'Judged by a lookup as the kernel does it (rules, tables, longest match), for the blocks of the other nodes that were given, by their kernels or as resources (BlockAffinity of Calico, podCIDR of nodes with flannel or kube-router), and for pods with an address outside of them. ' +
      "A node's own block as `blackhole … proto bird` is normal: its pods have longer routes, and what has none shall not come back. It is a fault where a pod of another node has an address of it (borrowed) and its /32 route is missing, and where a block moved and the route stayed.",
    remedy: [
      action('delete-route', { on: 'NODE', peer: 'NODE' }),
      action('see-sessions', { on: 'NODE', peer: 'NODE' }),
    ],
    references: [IP_ROUTE, CALICO_BGP],
  },
  parts: ['routes'],
  judge(node, nodes, cluster) {
    const ranges = [...otherRanges(node, nodes, cluster).values()].flat();
    if (ranges.length === 0) return NOT_APPLICABLE;
    const taken = new Map<Route, PodRange[]>();
    for (const range of ranges) {
      const found = lookupOf(node)({ destination: range.address, source: null });
      if (found.kind !== 'refused' || found.route === null || isOwn(node, found.route, range)) continue;
      taken.set(found.route, [...(taken.get(found.route) ?? []), range]);
    }
    return [...taken].map(([route, each]) => toDraft(node, route, each));
  },
});

/** Of two nodes that claim one block the one without pods in it is wrong. */
function isOwn(node: NodeSeen, { destination }: Route, { what, pods }: PodRange): boolean {
  const own = podRangesOf(node).find(({ prefix }) => prefix === destination);
  return what === 'the block' && own !== undefined && own.pods > 0 && pods === 0;
}

function toDraft(node: NodeSeen, route: Route, ranges: readonly PodRange[]): NodeDraft {
  const on = node.name;
  const isOwnBlock =
    podRangesOf(node).some(({ at }) => at === route.at) && ranges.every(({ what }) => what === 'a pod');
  const where = some(ranges.map(({ prefix, node: other, what }) => `${prefix} (${what} of ${other})`));
  return {
    title: `${on} drops what goes to ${where}: ${route.type} ${route.destination}.`,
    cause: isOwnBlock
      ? `The pod's address is from a block of ${on}, and its own route, which is more specific, is missing here: BGP should bring it.`
      : `That prefix is on another node; the ${route.type} route wins by its length, so that no packet leaves ${on} for it.`,
    evidence: [route.at, ...ranges.map(({ at }) => at)],
    remedy: isOwnBlock
      ? [action('see-sessions', { on, peer: on })]
      : [action('delete-route', { on, peer: on, route: routeWords(route) }), action('see-sessions', { on, peer: on })],
  };
}
