import { ErrorCode } from '../../decoders/bgp/registry/notifications.ts';
import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import { type Moment, otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { titleOf } from './define-notification-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { plural, seconds, times } from '../words.ts';
import { AFTER_NOTIFICATION, defineSessionCheck, mergeDrafts, type SessionDraft } from './define-session-check.ts';
import { holdTimeOf } from './hold-time.ts';
import { notificationsOf } from './sent.ts';

/** A sender that gave up because nothing of what it sent was taken. */
interface GivenUp {
  readonly connection: BgpConnection;
  readonly since: Moment;
  readonly seconds: number;
  /** True where the receiver kept its window closed; else nothing was acknowledged. */
  readonly closed: boolean;
  readonly end: Moment;
}

/** Of hold times. RFC 9687 §4 asks for this or eight minutes, whichever is longer; implementations leave the minutes out. */
const HOLD_TIMES = 2;

const CAUSE =
  'The sender could not send anything for the send hold time: the receiver keeps its TCP window closed, or acknowledges nothing (RFC 9687 §3).';

export const sendHoldTimerExpired: Check = defineSessionCheck({
  id: 'bgp/send-hold-timer-expired',
  severity: 'error',
  explains: AFTER_NOTIFICATION,
  docs: {
    what: 'A side sends NOTIFICATION 8 (Send Hold Timer Expired), or resets a connection on which for twice the hold time its data stayed unacknowledged or its peer kept the window closed.',
    why:
      `${CAUSE} The receiver may well send KEEPALIVEs all the while, so its own hold timer never tells. Its process hangs, or data gets lost on the way. ` +
      'The NOTIFICATION itself waits behind the data and seldom reaches the wire: a reset by the sender is what shows. The timer is eight minutes or twice the hold time by RFC 9687, and twice the hold time in most speakers.',
    remedy: [
      action('check-process', { on: 'RECEIVER', peer: 'SENDER' }),
      action('check-path', { on: 'SENDER', peer: 'RECEIVER' }),
    ],
    references: [rfc(9687, '3'), rfc(9687, '4')],
  },
  judge(session) {
    const drafts = SIDES.flatMap((side) => [...notified(session, side), ...resets(session, side)].slice(0, 1));
    return drafts.some(({ blame }) => blame !== null) ? drafts : mergeDrafts(drafts);
  },
});

function notified(session: BgpSession, side: Side): SessionDraft[] {
  const all = notificationsOf(session).filter(
    ({ code, notification }) => code === ErrorCode.SendHoldTimerExpired && notification.from === side,
  );
  const last = all.at(-1);
  if (last === undefined) return [];
  return [
    {
      title: titleOf(last, all.length),
      cause: CAUSE,
      remedy: remedyOf(session, side),
      evidence: [last.notification.at],
      blame: null,
      ...(all.every(({ harmless }) => harmless) && { severity: 'info' }),
    },
  ];
}

function resets(session: BgpSession, side: Side): SessionDraft[] {
  const all = session.connections.flatMap((connection) => givenUpOn(connection, side) ?? []);
  const last = all.at(-1);
  if (last === undefined) return [];
  const on = session[side].address;
  const peer = session[otherSide(side)].address;
  const { transmission } = last.connection.sides[side];
  const what = last.closed
    ? `${peer} keeps its TCP window closed for ${seconds(last.seconds)}`
    : `${peer} acknowledges ${plural(transmission?.unacknowledged ?? 0, 'octet')} of ${on} for ${seconds(last.seconds)} not at all`;
  return [
    {
      title: `${what} (hold time ${holdTimeOf(last.connection) ?? 0} s), and ${on} resets the connection, ${times(all.length)}.`,
      cause: `${CAUSE} Inferred from the reset: no NOTIFICATION 8 could get through.`,
      remedy: remedyOf(session, side),
      evidence: [last.since, last.end],
      blame: last.closed ? peer : null,
    },
  ];
}

function givenUpOn(connection: BgpConnection, side: Side): GivenUp | undefined {
  const { end, establishedAt, sides, notifications } = connection;
  const hold = holdTimeOf(connection);
  if (hold === null || establishedAt === null || end === null) return undefined;
  if (end.kind !== 'RST' || end.from !== side || notifications.length > 0) return undefined;
  const { closedWindow } = sides[otherSide(side)];
  const stuck = sides[side].transmission?.stuck ?? null;
  const closed = closedWindow !== null && closedWindow.lasts;
  const since = closed ? closedWindow.since : (stuck?.first ?? stuck?.firstRepeat);
  if (since === undefined) return undefined;
  const elapsed = end.at.seconds - since.seconds;
  return elapsed < hold * HOLD_TIMES ? undefined : { connection, since, seconds: elapsed, closed, end: end.at };
}

const remedyOf = (session: BgpSession, sender: Side): readonly ReturnType<typeof action>[] => {
  const on = session[sender].address;
  const peer = session[otherSide(sender)].address;
  return [action('check-process', { on: peer, peer: on }), action('check-path', { on, peer })];
};
