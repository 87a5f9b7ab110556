import { CeaseSubcode, ErrorCode } from '../../decoders/bgp/registry/notifications.ts';
import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import type { NotificationSeen, OpenSeen } from '../../model/messages-seen.ts';
import { type Moment, otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { list } from '../words.ts';
import { defineSessionCheck, type SessionDraft } from './define-session-check.ts';
import { type GracefulRestart, gracefulRestartOf } from './graceful-restart.ts';

/** A peer that says nothing for so much of the hold time may have been given up: then nobody restarted. */
const SILENT = 1 / 2;

export const gracefulRestartDefeated: Check = defineSessionCheck({
  id: 'bgp/graceful-restart-defeated',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'Graceful restart is negotiated, but the side that restarts sends NOTIFICATION 6/3 (Peer De-configured) when it ends, or comes back without the R bit (it restarted) or the F bits (its forwarding went on).',
    why:
      'Graceful restart is there so that a restart of the speaker costs no packet: the router keeps the routes until it is back. A NOTIFICATION ends that (only the N bit of RFC 8538 on both sides saves the routes), and GoBGP sends 6/3 when it ' +
      "stops; so Cilium's routes go when its agent is deleted. A speaker that comes back without the F bits says that its forwarding was lost, and the router drops what it had kept; without the R bit some routers do " +
      'so too. BIRD sets both only when started with `-R`, GoBGP when started with `--graceful-restart`, FRR the F bits with `bgp graceful-restart preserve-fw-state`.',
    remedy: [
      action('restart-gracefully', { on: 'SIDE', peer: 'PEER' }),
      action('nothing-if-intended', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(4724, '4.1'), rfc(4724, '4.2'), rfc(8538, '4')],
  },
  judge: (session) => SIDES.flatMap((side) => judgeSide(session, side)),
});

interface Defeat {
  readonly what: string;
  readonly cause: string;
  readonly evidence: readonly Moment[];
}

function judgeSide(session: BgpSession, side: Side): SessionDraft[] {
  const on = session[side].address;
  const peer = session[otherSide(side)].address;
  const defeat = session.connections
    .map((connection) => defeatOf(session, connection, side, peer))
    .findLast((found) => found !== null);
  if (defeat === undefined || defeat === null) return [];
  return [
    {
      title: `${on} and ${peer} negotiated graceful restart, but ${on} ${defeat.what}.`,
      cause: defeat.cause,
      remedy: [action('restart-gracefully', { on, peer }), action('nothing-if-intended', { on, peer })],
      evidence: defeat.evidence,
      blame: on,
    },
  ];
}

function defeatOf(session: BgpSession, connection: BgpConnection, side: Side, peer: string): Defeat | null {
  const { [side]: mine, [otherSide(side)]: theirs } = connection.opens;
  if (mine === null || theirs === null || connection.establishedAt === null) return null;
  const restart = gracefulRestartOf(mine);
  const helper = gracefulRestartOf(theirs);
  if (restart === null || helper === null || restart.families.length === 0) return null;
  const told = connection.notifications.find(
    (notification) => notification.from === side && isDeconfigured(notification),
  );
  if (told !== undefined) {
    if ((restart.notification && helper.notification) || !isRestart(session, connection, side)) return null;
    return {
      what: 'ends the session with NOTIFICATION 6/3 (Cease / Peer De-configured)',
      cause: `A NOTIFICATION ends graceful restart: ${peer} drops the routes at once (RFC 4724 §4.2, RFC 8538 §4). Inferred: the speaker was stopped to be started again, and GoBGP says so when it stops.`,
      evidence: [mine.at, told.at],
    };
  }
  const back = session.connections.find(({ number, opens }) => number > connection.number && opens[side] !== null);
  const again = back?.opens[side] ?? null;
  if (again === null || !isKilled(connection, side)) return null;
  const lost = lostFamilies(restart, again);
  const hasRestarted = gracefulRestartOf(again)?.restarted === true;
  if (lost.length === 0 && hasRestarted) return null;
  return {
    what: `ends without a word and comes back with an OPEN ${missingBits(lost, hasRestarted, again)}`,
    cause:
      lost.length === 0
        ? `By RFC 4724 §4.1 a speaker that has restarted sets the R bit. Without it ${peer} may take the session for a new one, and drop the routes that it kept.`
        : `To ${peer} it has not kept its forwarding state: ${peer} drops the routes that it kept (RFC 4724 §4.2).`,
    evidence: [mine.at, ...(connection.end === null ? [] : [connection.end.at]), again.at],
  };
}

const isDeconfigured = ({ code, subcode }: NotificationSeen): boolean =>
  code === ErrorCode.Cease && subcode === CeaseSubcode.PeerDeconfigured;

/** It comes back, or nobody listens any more: a neighbour that was only removed leaves its speaker running. */
const isRestart = ({ connections }: BgpSession, { number }: BgpConnection, side: Side): boolean =>
  connections.some(
    (later) =>
      later.number > number &&
      (later.openedBy === side || later.opens[side] !== null || later.sides[side].refusal !== null),
  );

/** Its TCP ends without a NOTIFICATION while its peer still talks. */
function isKilled({ end, notifications, opens, sides }: BgpConnection, side: Side): boolean {
  const heard = sides[otherSide(side)].lastMessage;
  const hold = Math.min(opens.local?.holdTime ?? 0, opens.remote?.holdTime ?? 0);
  if (end === null || end.from !== side || notifications.length > 0 || heard === null) return false;
  return hold === 0 || end.at.seconds - heard.seconds < hold * SILENT;
}

/** Those whose forwarding it could keep, and has not. */
function lostFamilies(before: GracefulRestart, again: OpenSeen): string[] {
  const now = gracefulRestartOf(again)?.families ?? [];
  const kept = now.filter(({ forwardingState }) => forwardingState).map(({ family }) => family);
  return before.families.map(({ family }) => family).filter((family) => !kept.includes(family));
}

function missingBits(lost: readonly string[], hasRestarted: boolean, again: OpenSeen): string {
  if (gracefulRestartOf(again) === null) return 'without the graceful-restart capability';
  const bits = [
    ...(hasRestarted ? [] : ['the R bit (restarted)']),
    ...(lost.length === 0 ? [] : [`the F bit (forwarding kept) of ${list(lost)}`]),
  ];
  return `without ${bits.join(' and ')}`;
}
