import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { list, seconds } from '../words.ts';
import { defineSessionCheck, type SessionDraft } from './define-session-check.ts';
import { gracefulRestartOf } from './graceful-restart.ts';
import { hasGap, lastEstablished, untilOf } from './progress.ts';

/** After so long without an UPDATE a table is over: routers send one in a stretch. */
const QUIET_SECONDS = 30;

export const noEndOfRib: Check = defineSessionCheck({
  id: 'bgp/no-end-of-rib',
  severity: 'info',
  explains: [],
  docs: {
    what: 'Graceful restart is negotiated, and a side sends no End-of-RIB for a family although its UPDATEs have stopped.',
    why:
      'End-of-RIB says that a table is complete. A router that helps its neighbour over a restart keeps the old routes until it comes, or until its stale timer ends; a router that restarts itself waits for it before it ' +
      'selects routes at all. Without it both take minutes longer than they need to, and stale routes attract traffic meanwhile.',
    remedy: [action('send-end-of-rib', { on: 'SIDE', peer: 'PEER' })],
    references: [rfc(4724, '2'), rfc(4724, '4')],
  },
  judge(session) {
    const up = lastEstablished(session);
    return up === undefined || hasGap(up) ? [] : SIDES.flatMap((side) => judgeSide(session, up, side));
  },
});

function judgeSide(session: BgpSession, connection: BgpConnection, side: Side): SessionDraft[] {
  const { opens, establishedAt, sides } = connection;
  const { [side]: open, [otherSide(side)]: theirs } = opens;
  if (open === null || theirs === null || establishedAt === null || gracefulRestartOf(theirs) === null) return [];
  const { lastUpdate, routes } = sides[side];
  const until = connection.end === null ? session.captureEnd : untilOf(connection).seconds;
  const quiet = until - (lastUpdate ?? establishedAt).seconds;
  const without = (gracefulRestartOf(open)?.families ?? [])
    .map(({ family }) => family)
    .filter((family) => theirs.families.includes(family) && routes.get(family)?.endOfRib !== true);
  if (without.length === 0 || quiet < QUIET_SECONDS) return [];
  const on = session[side].address;
  const peer = session[otherSide(side)].address;
  return [
    {
      title: `${on} negotiated graceful restart and sends ${peer} no End-of-RIB for ${list(without)}: ${lastUpdate === null ? 'no UPDATE at all' : 'its last UPDATE is'} ${seconds(quiet)} ${lastUpdate === null ? 'since the session came up' : 'old'}.`,
      cause: `A speaker with graceful restart ends its first table with it, an empty one too (RFC 4724 §2). When ${on} or ${peer} restarts, the other waits for it until a timer ends (§4).`,
      remedy: [action('send-end-of-rib', { on, peer })],
      evidence: [open.at, theirs.at, establishedAt, ...(lastUpdate === null ? [] : [lastUpdate])],
      blame: on,
    },
  ];
}
