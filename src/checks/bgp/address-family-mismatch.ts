import type { BgpSession } from '../../model/bgp-session.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { list } from '../words.ts';
import { defineSessionCheck, type SessionDraft } from './define-session-check.ts';
import { shareNoFamily } from './families.ts';
import { lastOpens } from './progress.ts';

export const addressFamilyMismatch: Check = defineSessionCheck({
  id: 'bgp/address-family-mismatch',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'Only one side announces an address family. A warning where the cluster announces routes of it, else only worth knowing.',
    why:
      'The session comes up with the families that both announce; routes of the other ones are never sent, and nothing complains. Cilium offers IPv4 and IPv6 unicast by default, so the difference is often harmless: ' +
      'it matters where the cluster has routes of that family. On the router the neighbour then lacks `activate` in that address family.',
    remedy: [action('activate-families', { on: 'PEER', peer: 'SIDE' })],
    references: [rfc(4760, '8'), rfc(5492, '3')],
  },
  judge(session) {
    const opens = lastOpens(session)?.opens;
    if (opens === undefined || shareNoFamily(opens.local, opens.remote)) return [];
    return SIDES.flatMap((side): SessionDraft[] => {
      const only = opens[side].families.filter((family) => !opens[otherSide(side)].families.includes(family));
      if (only.length === 0) return [];
      const on = session[side].address;
      const peer = session[otherSide(side)].address;
      const needed = only.filter((family) => isAnnounced(session, 'local', family));
      return [
        {
          title: `Only ${on} (AS ${opens[side].as}) announces ${list(only)}; ${peer} (AS ${opens[otherSide(side)].as}) announces ${list(opens[otherSide(side)].families)}.`,
          cause: `Routes are exchanged in families that both announce (RFC 4760 §8)${needed.length === 0 ? '' : `, and ${session.local.address} has routes of ${list(needed)}`}.`,
          remedy: [action('activate-families', { on: peer, peer: on, families: only })],
          evidence: [opens.local.at, opens.remote.at],
          blame: null,
          severity: needed.length === 0 ? 'info' : 'warning',
        },
      ];
    });
  },
});

const isAnnounced = ({ connections }: BgpSession, side: Side, family: string): boolean =>
  connections.some(({ sides }) => (sides[side].routes.get(family)?.announced ?? 0) > 0);
