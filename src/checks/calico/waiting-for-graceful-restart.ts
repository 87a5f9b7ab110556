import type { PeerStatus, ProcessStatus } from '../../model/peer-status.ts';
import { type Check, type Draft, defineCheck } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { list } from '../words.ts';

export const waitingForGracefulRestart: Check = defineCheck({
  id: 'calico/waiting-for-graceful-restart',
  severity: 'warning',
  explains: ['bgp/no-routes', 'route/bgp-route-missing', 'route/pod-cidr-missing'],
  docs: {
    what: 'BIRD of a Calico node has started anew and waits for graceful-restart recovery, so that sessions which are Established carry no routes.',
    why:
      'After a start BIRD waits until each neighbour is back and has sent its End-of-RIB, or until its timer ends (240 s), and defers the selection of routes until then (RFC 4724 §4.1). `birdcl show status` says for how many it waits. Where a node has left the cluster and its Node resource has not, ' +
      'the mesh keeps a neighbour that never comes back: then each start of calico-node costs the whole time, and a liveness probe that restarts it makes it last.',
    remedy: [
      action('delete-gone-node', { on: 'NODE', peer: 'PEERS' }),
      action('wait-for-recovery', { on: 'NODE', peer: 'PEERS' }),
    ],
    references: [
      rfc(4724, '4.1'),
      { title: 'BIRD: graceful restart wait', url: 'https://bird.network.cz/?get_doc&v=16&f=bird-3.html' },
    ],
  },
  needs: ['processes'],
  wants: ['peers'],
  run({ processes, peers = [] }) {
    const calico = processes.filter(({ daemon }) => daemon === 'calico');
    if (calico.length === 0) return { outcome: 'not-applicable' };
    return calico.filter(({ state }) => state === 'recovering').map((process) => judge(process, peers));
  },
});

function judge({ node, source, line, text }: ProcessStatus, peers: readonly PeerStatus[]): Draft {
  const on = node ?? 'this node';
  const missing = peers.filter(
    ({ speaker, established }) =>
      speaker.daemon === 'calico' && (speaker.node ?? 'this node') === on && established === false,
  );
  const names = missing.flatMap(({ peer }) => peer.address ?? peer.name ?? []);
  const peer = names.length === 0 ? 'a neighbour that is not up' : list(names.slice(0, 4));
  return {
    subject: { kind: 'node', id: on },
    title: `BIRD of ${on} waits after its start: “${text}”.`,
    cause: `Until that ends it defers the selection of routes (RFC 4724 §4.1): sessions that are Established carry none of it.${names.length === 0 ? '' : ` Inferred: it waits for ${peer}, which ${names.length === 1 ? 'is' : 'are'} not up.`}`,
    remedy: [action('delete-gone-node', { on, peer }), action('wait-for-recovery', { on, peer })],
    evidence: [
      { source, line, text },
      ...missing.map((each) => ({ source: each.source, line: each.line, text: each.text })),
    ],
    blame: null,
  };
}
