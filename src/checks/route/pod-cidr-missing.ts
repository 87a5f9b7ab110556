import { type Lookup, lookupOf } from '../../forwarding/lookup.ts';
import type { ClusterSeen } from '../../model/cluster.ts';
import type { Route } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { NOT_APPLICABLE, type NodeDraft, defineNodeCheck } from '../sysctl/define-node-check.ts';
import { has, isByBgp, isDefault } from '../sysctl/values.ts';
import { addressTowards } from './addresses.ts';
import { isInstalling, missingRoutes } from './bgp-view.ts';
import { otherRanges, type PodRange } from './pods.ts';
import { CALICO_BGP, IP_ROUTE } from './references.ts';
import { some } from './words.ts';

export const podCidrMissing: Check = defineNodeCheck({
  id: 'route/pod-cidr-missing',
  severity: 'error',
  explains: ['node/pods-unreachable'],
  docs: {
    what: 'A node has no route to pods of another node, or only the default route although its CNI installs routes to other nodes.',
    why:
      "Judged by a lookup of an address of each block, pod bridge or borrowed address of the other nodes that were given, or of what resources tell of them (BlockAffinity of Calico, podCIDR of nodes with flannel or kube-router). A prefix that the node's own daemon has by BGP is one cause, and told once: route/bgp-route-missing. That the CNI installs routes shows in the others: a route to one node's pods is there and to another's is not, or the node has a tunnel of Calico or flannel, or kube-router. " +
      "Where pods are reached by the default route alone there may be a cloud's route table or a router that reflects the routes: nothing is said then, nor of Cilium with native routing, which leaves it to the network unless autoDirectNodeRoutes is set.",
    remedy: [
      action('see-sessions', { on: 'NODE', peer: 'NODE' }),
      action('add-route', { on: 'NODE', peer: 'NODE', route: 'PREFIX via ADDRESS' }),
    ],
    references: [CALICO_BGP, IP_ROUTE],
  },
  parts: ['routes'],
  judge(node, nodes, cluster) {
    const others = [...otherRanges(node, nodes, cluster)];
    if (others.length === 0) return NOT_APPLICABLE;
    const views = others.map(([other, ranges]) => ({
      other,
      looked: ranges.map((range) => ({
        range,
        found: lookupOf(node)({ destination: range.address, source: null }),
      })),
    }));
    const all = views.flatMap(({ looked }) => looked);
    let told: ReadonlySet<string> | undefined;
    // As an error, by route/bgp-route-missing.
    const isTold = ({ prefix }: PodRange): boolean => {
      told ??= new Set(
        missingRoutes(node).flatMap((each) =>
          isInstalling(node, each.daemon) && !each.isUnfiltered ? [each.prefix] : [],
        ),
      );
      return told.has(prefix);
    };
    const installs = installsRoutes(
      node,
      all.map(({ found }) => found),
    );
    return views.flatMap(({ other, looked }): NodeDraft[] => {
      const lost = looked
        .filter(({ found }) => found.kind === 'none' || (installs && isByDefault(found)))
        .filter(({ range }) => !isTold(range));
      const address = addressOf(node, nodes, cluster, other, lost);
      return lost.length === 0 ? [] : [toDraft(node, other, lost, address)];
    });
  },
});

interface Looked {
  readonly range: PodRange;
  readonly found: Lookup;
}

/** A default route that BGP brought may be all that a router sends. */
const isByDefault = (found: Lookup): boolean =>
  found.kind === 'route' && isDefault(found.route) && !isByBgp(found.route);

function installsRoutes(node: NodeSeen, found: readonly Lookup[]): boolean {
  // Cilium with native routing leaves it to the network, whatever else is there.
  if (has(node, 'cilium')) return false;
  if ([...node.links.values()].some(({ role, cni }) => role === 'tunnel' && cni !== null)) return true;
  return has(node, 'kube-router') || found.some((each) => each.kind === 'route' && isSpecific(each.route));
}

const isSpecific = (route: Route): boolean =>
  route.type === 'unicast' && !isDefault(route) && route.protocol !== 'kernel';

/** Of the other node, on a link that this one has too. */
function addressOf(
  node: NodeSeen,
  nodes: readonly NodeSeen[],
  cluster: ClusterSeen | undefined,
  other: string,
  [first]: readonly Looked[],
): string | null {
  const isSix = first?.range.prefix.includes(':') === true;
  const seen = nodes.find(({ name }) => name === other);
  if (seen !== undefined) return addressTowards(node, seen, isSix ? 'ipv6' : 'ipv4');
  const told = cluster?.nodes.find(({ name }) => name === other)?.addresses ?? [];
  const find = lookupOf(node);
  const isOnLink = (address: string): boolean => {
    const found = find({ destination: address, source: null });
    return found.kind === 'route' && found.route.type === 'unicast' && found.hops.some(({ via }) => via === null);
  };
  return told.find((address) => address.includes(':') === isSix && isOnLink(address)) ?? null;
}

function toDraft(node: NodeSeen, other: string, lost: readonly Looked[], gateway: string | null): NodeDraft {
  const on = node.name;
  const prefixes = lost.map(({ range }) => range.prefix);
  const defaults = lost.flatMap(({ found }) => (found.kind === 'route' ? [found.route] : []));
  const [standby] = defaults;
  return {
    title: `${on} has no route to ${some(prefixes)}, where pods of ${other} are${standby === undefined ? '' : ': only the default route'}.`,
    cause:
      standby === undefined
        ? `A lookup of ${lost[0]?.range.address ?? ''} finds nothing in the tables of ${on}: its pods get “Network is unreachable”.`
        : `The CNI of ${on} installs routes to the pods of other nodes, and this one is missing: packets go to the default gateway, which mostly does not know pods.`,
    evidence: [...defaults.slice(0, 1).map(({ at }) => at), ...lost.map(({ range }) => range.at)],
    remedy: [
      action('see-sessions', { on, peer: other }),
      ...(gateway === null
        ? []
        : prefixes
            .slice(0, 1)
            .map((prefix) => action('add-route', { on, peer: other, route: `${prefix} via ${gateway}` }))),
    ],
  };
}
