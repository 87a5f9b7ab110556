import type { PeerStatus } from '../../model/peer-status.ts';
import { parseAddress } from '../../net/parse.ts';
import { type Check, type Draft, defineCheck } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { bySession, nameOfPeer, nameOfSpeaker } from './by-session.ts';

export const routerIdInvalid: Check = defineCheck({
  id: 'node/router-id-invalid',
  severity: 'error',
  explains: [
    'calico/peer-not-established',
    'cilium/peer-not-established',
    'kube-router/peer-not-established',
    'node/peer-not-established',
    'bgp/bad-bgp-id',
  ],
  docs: {
    what: 'A speaker has no BGP identifier (IPv6 only, and none configured), or one in 224.0.0.0/3 that its peer refuses.',
    why: 'The BGP identifier is 32 bits, by default an IPv4 address of the node. A node with IPv6 alone has none to take: FRR says “Router ID missing” and stays down, kube-router does not start. Where it is made of a hash, as Calico does with `CALICO_ROUTER_ID=hash`, it may lie in 224.0.0.0/3; RFC 4271 asked for a valid host address, RFC 6286 only for one that is not zero, and FRR refuses the former still (NOTIFICATION 2/3).',
    remedy: [action('set-router-id', { on: 'NODE', peer: 'PEER' })],
    references: [rfc(6286, '2.1'), rfc(4271, '6.2')],
  },
  needs: [],
  wants: ['peers', 'processes'],
  run({ peers = [], processes = [] }) {
    if (peers.length + processes.length === 0) return { outcome: 'skipped', missing: ['peers'] };
    const missing = processes.filter(({ state }) => state === 'no-router-id');
    return [
      ...bySession(peers.filter(isIt), peers, judge),
      ...missing.map(({ daemon, node, source, line, text }): Draft => {
        const on = node ?? 'this node';
        return {
          subject: { kind: 'node', id: on },
          blame: null,
          title: `${daemon} on ${on} has no BGP identifier.`,
          cause: 'It has IPv6 addresses only, and none is configured.',
          evidence: [{ source, line, text }],
          remedy: [action('set-router-id', { on, peer: on })],
        };
      }),
    ];
  },
});

const isIt = ({ established, reason, speaker }: PeerStatus): boolean =>
  established !== true &&
  (reason?.code === 'no-id' || (reason?.code === '2/3' && (isHigh(speaker.bgpId) || isHigh(refusedOf(reason.text)))));

/** In 224.0.0.0/3: multicast, and what is reserved. */
const isHigh = (id: string | null): boolean => (parseAddress(id ?? '')?.[0] ?? 0) >= 224;

const refusedOf = (text: string): string | null => /wrong router identifier (\S+)/.exec(text)?.[1] ?? null;

function judge(status: PeerStatus): Omit<Draft, 'subject' | 'blame'> {
  const { source, line, text, reason, speaker } = status;
  const [on, peer] = [nameOfSpeaker(status), nameOfPeer(status)];
  const refused = refusedOf(reason?.text ?? '');
  const isPeers = refused !== null;
  const [owner, other] = isPeers ? [peer, on] : [on, peer];
  return {
    title:
      reason?.code === 'no-id'
        ? `${on} has no BGP identifier, and no session with ${peer}.`
        : `${other} refuses the BGP identifier ${refused ?? speaker.bgpId} of ${owner}.`,
    cause: `${reason?.code === 'no-id' ? 'It has no IPv4 address to take it from, and none is configured' : 'It lies in 224.0.0.0/3, where no host has its address (RFC 4271 §6.2); made of a hash, it comes out so for one node of eight'}.`,
    evidence: [{ source, line, text }],
    remedy: [action('set-router-id', { on: owner, peer: other })],
  };
}
