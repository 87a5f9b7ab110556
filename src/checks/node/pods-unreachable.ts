import type { PodPing } from '../../model/probe.ts';
import { type Check, type Draft, defineCheck } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { KUBERNETES_NETWORK } from '../route/references.ts';
import { some } from '../route/words.ts';

export const podsUnreachable: Check = defineCheck({
  id: 'node/pods-unreachable',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'With `--probe`: a pod of ours on one node gets no answer to its pings from one on another node.',
    why:
      'Kubernetes asks that pods reach one another on all nodes without NAT. Both pods are ours, of one namespace, and do nothing else: no application is at fault. Packets are lost on their way, or a network policy of that namespace drops them, which pings cannot tell apart: so it is a warning, ' +
      'under the node with the most neighbours that it does not reach. Routes, firewalls and sysctls that would do it have findings of their own, and explain it. One answer of three is an answer.',
    remedy: [
      action('follow-packet', { on: 'NODE', peer: 'ADDRESS' }),
      action('see-policies', { on: 'NODE', peer: 'NODE' }),
    ],
    references: [KUBERNETES_NETWORK],
  },
  needs: ['pings'],
  run: ({ pings }) => drafts(pings),
});

/** A node that reaches nobody is one fault, not one of each of the others: the one with the most such pairs comes first. */
function drafts(pings: readonly PodPing[]): readonly Draft[] {
  const found: Draft[] = [];
  let lost = pings.filter(({ received }) => received === 0);
  while (lost.length > 0) {
    const node = worstOf(lost);
    const isIts = ({ from, to }: PodPing): boolean => from.node === node || to.node === node;
    found.push(toDraft(node, lost.filter(isIts), pings));
    lost = lost.filter((ping) => !isIts(ping));
  }
  return found;
}

function worstOf(lost: readonly PodPing[]): string {
  const others = new Map<string, Set<string>>();
  for (const { from, to } of lost) {
    others.set(from.node, (others.get(from.node) ?? new Set()).add(to.node));
    others.set(to.node, (others.get(to.node) ?? new Set()).add(from.node));
  }
  const [worst] = [...others].toSorted(([a, ofA], [b, ofB]) => ofB.size - ofA.size || (a < b ? -1 : 1));
  return worst?.[0] ?? '';
}

function toDraft(node: string, lost: readonly PodPing[], pings: readonly PodPing[]): Draft {
  const others = [...new Set(lost.map(({ from, to }) => (from.node === node ? to.node : from.node)))].toSorted();
  const reachesAny = pings.some(({ from, to, received }) => received > 0 && [from.node, to.node].includes(node));
  const [first] = lost;
  const [on, peer] = first === undefined ? [node, ''] : [first.from.node, first.to.address];
  return {
    subject: { kind: 'node', id: node },
    blame: null,
    title: `Pods of ${node} and pods of ${some(others)} do not reach one another.`,
    cause: `Pings of our own pods stay unanswered: packets between these nodes’ pods are lost on their way there or back, or a network policy drops them.${reachesAny ? '' : ` Pods of ${node} reach no other node that was tried.`}`,
    evidence: lost.map(({ at }) => at),
    remedy: [action('follow-packet', { on, peer }), action('see-policies', { on: node, peer: others[0] ?? '' })],
  };
}
