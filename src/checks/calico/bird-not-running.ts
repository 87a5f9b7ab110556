import type { NodeSeen } from '../../model/node.ts';
import type { ProcessStatus } from '../../model/peer-status.ts';
import { type Check, type Draft, defineCheck } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { isOfBird } from '../route/bgp-view.ts';

export const birdNotRunning: Check = defineCheck({
  id: 'calico/bird-not-running',
  severity: 'error',
  explains: ['bgp/tcp-refused', 'calico/peer-not-established'],
  docs: {
    what: 'Calico’s BGP process is down, or does not answer, where BGP is enabled.',
    why:
      'confd writes BIRD’s configuration and BIRD speaks BGP, both in the pod calico-node. `calicoctl node status` says “is not running”; the readiness probe “BIRD is not ready: Error querying BIRD”. While it is down, peers that dial the node get a reset, and after the hold time they withdraw its routes. ' +
      'With the backend vxlan or none no BIRD runs, and that is right: a node with the link vxlan.calico and no route of BIRD is not judged. Where nothing shows that BGP is enabled, it is a warning, or info where the words are those of every cluster without BGP (“None of the BGP backend processes”).',
    remedy: [
      action('read-bird-log', { on: 'NODE', peer: 'calico-node' }),
      action('restart-calico-node', { on: 'NODE', peer: 'calico-node' }),
    ],
    references: [
      {
        title: 'Calico: troubleshooting, node status',
        url: 'https://docs.tigera.io/calico/latest/operations/troubleshoot/troubleshooting',
      },
    ],
  },
  needs: ['processes'],
  wants: ['nodes', 'peers'],
  run({ processes, nodes = [], peers = [] }) {
    const calico = processes.filter(({ daemon }) => daemon === 'calico');
    const down = calico.filter(({ state }) => state === 'not-running' || state === 'unreachable');
    if (calico.length === 0) return { outcome: 'not-applicable' };
    const byNode = new Map<string, ProcessStatus[]>();
    for (const process of down) {
      const name = process.node ?? 'this node';
      byNode.set(name, [...(byNode.get(name) ?? []), process]);
    }
    return [...byNode].flatMap(([on, told]): Draft[] => {
      const node = nodes.find(({ name }) => name === on) ?? (nodes.length === 1 ? nodes[0] : undefined);
      // One of its two daemons runs: the other is of a family that is not used.
      if (
        isWithoutBgp(node) ||
        peers.some(
          ({ speaker, established }) =>
            speaker.daemon === 'calico' && (speaker.node ?? 'this node') === on && established === true,
        )
      )
        return [];
      return [judge(on, told, isProven(told, node))];
    });
  },
});

const isWithoutBgp = (node: NodeSeen | undefined): boolean =>
  node !== undefined && node.links.has('vxlan.calico') && !(node.routes ?? []).some(isOfBird);

/** The probe asks BIRD only where it should run. */
const isProven = (told: readonly ProcessStatus[], node: NodeSeen | undefined): boolean =>
  told.some(({ text }) => text.includes('BIRD is not ready')) || (node?.routes ?? []).some(isOfBird);

/** `calicoctl node status` says so of each node without BIRD, where there need be none as well. */
const isUsualWithVxlan = ({ text }: ProcessStatus): boolean => text.startsWith('None of the BGP backend processes');

function judge(on: string, told: readonly ProcessStatus[], isCertain: boolean): Draft {
  const [first] = told;
  const isSilent = first?.state === 'unreachable';
  return {
    subject: { kind: 'node', id: on },
    blame: null,
    ...(!isCertain && { severity: told.every(isUsualWithVxlan) ? ('info' as const) : ('warning' as const) }),
    title: isSilent
      ? `BIRD of ${on} does not answer Calico: its socket is not there, or nobody listens at it.`
      : `Calico’s BGP process does not run on ${on}.`,
    cause: isCertain
      ? 'BGP is enabled there, so its routes are not announced, and those of other nodes are not learned.'
      : 'If BGP is enabled (backend bird), its routes are not announced; with the backend vxlan or none it need not run.',
    evidence: told.map(({ source, line, text }) => ({ source, line, text })),
    remedy: [
      action('read-bird-log', { on, peer: 'calico-node' }),
      action('restart-calico-node', { on, peer: 'calico-node' }),
    ],
  };
}
