import type { ClusterSeen } from '../../model/cluster.ts';
import type { Severity } from '../../model/report.ts';
import { type AddressRange, encloses, overlaps, parseRange } from '../../net/range.ts';
import { type Check, type Draft, defineCheck } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { CLUSTER_NETWORKING } from './references.ts';
import { type UsedRange, usedRanges, withoutParts } from './used-ranges.ts';

export const cidrOverlap: Check = defineCheck({
  id: 'network/cidr-overlap',
  severity: 'error',
  explains: [],
  docs: {
    what: 'Two ranges of addresses that must be apart have addresses in common: those of pods, services, load balancers, and the networks on links of nodes.',
    why:
      "An address of both is reached one way only: a pod's packets to the service network go to kube-proxy, those to a node's link go out there, and what docker0 has never leaves the node. " +
      'Ranges are taken from kubeadm, the arguments of kube-apiserver, kube-controller-manager and kube-proxy, IP pools of Calico, Cilium and MetalLB, podCIDRs of nodes, and connected routes. ' +
      "A range and its own parts (a node's podCIDR of the cluster's) is none, nor are links of the CNI itself, pods with addresses of a cloud's subnets, or load-balancer addresses that Calico is told to announce (serviceLoadBalancerIPs). Load-balancer addresses of the nodes' own network are normal with layer 2: info.",
    remedy: [
      action('renumber', { on: 'RANGE', peer: 'RANGE' }),
      action('renumber-link', { on: 'RANGE', peer: 'RANGE' }),
      action('nothing-if-intended', { on: 'RANGE', peer: 'RANGE' }),
    ],
    references: [CLUSTER_NETWORKING],
  },
  needs: ['cluster'],
  wants: ['nodes'],
  run({ cluster, nodes = [] }) {
    if (cluster.networks.length === 0) return { outcome: 'skipped', missing: ['networks of the cluster'] };
    const ranges = withoutParts(usedRanges(cluster, nodes));
    const own = ranges.filter(({ kind }) => kind === 'pods' || kind === 'services' || kind === 'load-balancer');
    return own.flatMap((a) =>
      ranges.flatMap((b) => {
        const severity = RANK[a.kind] < RANK[b.kind] && overlaps(a.range, b.range) ? judge(cluster, a, b) : null;
        return severity === null ? [] : [toDraft(a, b, severity)];
      }),
    );
  },
});

/** Each pair once, the one that is easier to change first. */
const RANK: Readonly<Record<UsedRange['kind'], number>> = {
  services: 0,
  pods: 1,
  'load-balancer': 2,
  'other-link': 3,
  link: 4,
  peer: 5,
};

/** Null of a pair that may share addresses. */
function judge(
  { declaredLoadBalancers, isPodNetworkShared }: ClusterSeen,
  a: UsedRange,
  b: UsedRange,
): Severity | null {
  if (a.kind === 'services' && b.kind === 'load-balancer') {
    return declaredLoadBalancers.some((text) => isWithin(text, b.range)) ? null : 'error';
  }
  if (a.kind === 'load-balancer') return b.kind === 'link' ? 'info' : b.kind === 'peer' ? null : 'error';
  if (a.kind === 'pods' && (b.kind === 'link' || b.kind === 'peer') && isPodNetworkShared) return null;
  return 'error';
}

function isWithin(text: string, inner: AddressRange): boolean {
  const outer = parseRange(text);
  return outer !== null && encloses(outer, inner);
}

function toDraft(a: UsedRange, b: UsedRange, severity: Severity): Draft {
  const isLink = b.kind === 'other-link';
  return {
    severity,
    title: `${upper(a.words)} and ${b.words} overlap.`,
    cause: CAUSES[b.kind],
    subject: { kind: 'network', id: a.text },
    blame: null,
    evidence: [...a.evidence, ...b.evidence],
    remedy:
      severity === 'info'
        ? [action('nothing-if-intended', { on: b.words, peer: a.text })]
        : [
            action(isLink ? 'renumber-link' : 'renumber', {
              on: isLink ? b.words : a.words,
              peer: isLink ? a.words : b.words,
            }),
          ],
  };
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const CAUSES: Readonly<Record<UsedRange['kind'], string>> = {
  services: '',
  pods: 'An address that is a pod and a service is taken for the service: kube-proxy, or what does its work, rewrites packets to it, and the pod cannot be reached.',
  'load-balancer': 'An address that is given out twice belongs to whoever answers first.',
  link: "The kernel has a connected route to the link's network: packets to pods or services of that part leave by the link, and hosts of it are taken for pods or services.",
  'other-link':
    'The kernel has a connected route to that link: packets to pods or services of that part never leave the node.',
  peer: 'Packets to that peer are taken for packets to a pod or a service.',
};
