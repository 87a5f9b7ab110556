import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { defineSessionCheck, type SessionDraft } from './define-session-check.ts';
import { firstPrefixes, isFlapping } from './prefixes.ts';
import { lastEstablished } from './progress.ts';

const SHOWN = 4;
/** A speaker that stops may withdraw its routes first: that they are gone says the end of the session. */
const BEFORE_THE_END_SECONDS = 5;

export const routeWithdrawn: Check = defineSessionCheck({
  id: 'bgp/route-withdrawn',
  severity: 'info',
  explains: [],
  docs: {
    what: 'A side withdraws prefixes, and does not announce them again until the capture ends. With ADD-PATH: the last path of a prefix.',
    why:
      'A withdrawal is ordinary: a service was deleted, a node was drained, the last endpoint of an externalTrafficPolicy=Local service left a node. It is worth knowing where somebody asks since when a prefix is unreachable. ' +
      'An agent that restarts without graceful restart withdraws nothing: its session ends, and all its routes with it.',
    remedy: [
      action('nothing-if-intended', { on: 'SIDE', peer: 'PEER' }),
      action('read-log', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(4271, '3.1'), rfc(7911, '5')],
  },
  judge(session) {
    const last = lastEstablished(session);
    return last === undefined ? [] : SIDES.flatMap((from) => judgeSide(session, last, from));
  },
});

function judgeSide(session: BgpSession, { sides, end, notifications }: BgpConnection, from: Side): SessionDraft[] {
  const over = notifications[0]?.at.seconds ?? end?.at.seconds ?? Infinity;
  const { withdrawn, withdrawnCount } = sides[from].carried;
  const gone = withdrawn.filter(
    (route) => !route.isBack && !isFlapping(route) && route.last.seconds < over - BEFORE_THE_END_SECONDS,
  );
  if (gone.length === 0) return [];
  const others = withdrawnCount - withdrawn.length;
  const on = session[from].address;
  const peer = session[otherSide(from)].address;
  return [
    {
      title: `${on} withdraws ${firstPrefixes(gone, gone.length + others)} from ${peer}, and does not announce ${gone.length === 1 ? 'it' : 'them'} again.`,
      cause: `The prefix is not reachable by ${on} any more (RFC 4271 §3.1). Inferred: what it stood for is gone, or ${on} no longer selects it for announcement.`,
      remedy: [action('nothing-if-intended', { on, peer }), action('read-log', { on, peer })],
      evidence: gone.slice(0, SHOWN).map(({ last }) => last),
      blame: null,
    },
  ];
}
