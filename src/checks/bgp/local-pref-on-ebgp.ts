import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { defineSessionCheck, type SessionDraft } from './define-session-check.ts';

export const localPrefOnEbgp: Check = defineSessionCheck({
  id: 'bgp/local-pref-on-ebgp',
  severity: 'info',
  explains: [],
  docs: {
    what: 'An UPDATE between different ASes carries LOCAL_PREF, outside a confederation.',
    why:
      'LOCAL_PREF is a preference within an AS. Sent to another one it is ignored, and some routers log it as an error each time (Junos). Where the sender means to steer the other AS with it, it fails without a word: MED, ' +
      'AS path prepending or a community do that. Within a confederation it is right, which shows by AS_CONFED_SEQUENCE in the path.',
    remedy: [action('send-no-local-pref', { on: 'SENDER', peer: 'RECEIVER' })],
    references: [rfc(4271, '5.1.5'), rfc(5065, '4')],
  },
  judge: (session) => SIDES.flatMap((from) => judgeSide(session, from)),
});

function judgeSide(session: BgpSession, from: Side): SessionDraft[] {
  const last = session.connections.findLast((connection) => isBetweenAses(connection) && sends(connection, from));
  const seen = last?.sides[from].carried.localPref ?? null;
  if (last === undefined || seen === null) return [];
  const on = session[from].address;
  const peer = session[otherSide(from)].address;
  return [
    {
      title: `${on} (AS ${last.opens[from]?.as}) sends ${peer} (AS ${last.opens[otherSide(from)]?.as}) LOCAL_PREF, with ${seen.prefix} first.`,
      cause: 'It must not be sent to another AS outside a confederation, and is ignored there (RFC 4271 §5.1.5).',
      remedy: [action('send-no-local-pref', { on, peer })],
      evidence: [seen.at],
      blame: on,
    },
  ];
}

const sends = ({ sides }: BgpConnection, from: Side): boolean => sides[from].carried.localPref !== null;

function isBetweenAses({ opens: { local, remote }, sides }: BgpConnection): boolean {
  if (local === null || remote === null || local.as === remote.as) return false;
  return !SIDES.some((side) => sides[side].carried.confederation);
}
