import type { PeerStatus } from '../../model/peer-status.ts';
import { type Check, type Draft, defineCheck } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';

/** FRR shows it; of others a capture shows that no route is sent (bgp/no-routes). */
export const policyMissing: Check = defineCheck({
  id: 'peer/policy-missing',
  severity: 'warning',
  explains: ['bgp/no-routes', 'route/bgp-route-missing'],
  docs: {
    what: 'A speaker shows a session that is up, and that it lets no route pass since no policy says so: `(Policy)`.',
    why:
      'An eBGP session without an import policy accepts nothing, and without an export policy sends nothing (RFC 8212). FRR does so unless `no bgp ebgp-requires-policy` is set (its default since 7.4 outside of the datacenter profile), and shows `(Policy)` in the place of the count: ' +
      'under PfxRcd what comes from the peer is lost, under PfxSnt what should go to it. The session itself looks well, at both ends. That nothing passes may be meant: then a policy that rejects all says so better.',
    remedy: [
      action('allow-by-policy', { on: 'SPEAKER', peer: 'PEER' }),
      action('nothing-if-intended', { on: 'SPEAKER', peer: 'PEER' }),
    ],
    references: [
      rfc(8212, '2'),
      { title: 'FRR: eBGP requires policy', url: 'https://docs.frrouting.org/en/latest/bgp.html' },
    ],
  },
  needs: ['peers'],
  run: ({ peers }) =>
    peers.filter(({ established, reason }) => established === true && reason?.code === 'policy').map(judge),
});

function judge({ speaker, peer, source, line, text }: PeerStatus): Draft {
  const on = speaker.label;
  const to = peer.address ?? peer.name ?? 'a peer without an address';
  return {
    subject: { kind: 'session', id: `${speaker.address ?? on}-${to}` },
    title: `${on} has a session with ${to} that is up, and shows that a policy is missing: “(Policy)”.`,
    cause:
      'Without a policy for that direction it lets no route pass (RFC 8212 §2): under PfxRcd it drops what the peer sends, under PfxSnt it sends nothing.',
    remedy: [action('allow-by-policy', { on, peer: to }), action('nothing-if-intended', { on, peer: to })],
    evidence: [{ source, line, text }],
    blame: speaker.address,
  };
}
