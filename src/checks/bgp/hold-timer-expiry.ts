/** Hold timers that ran out: whose silence it was, since when, and what shows why. */
import { ErrorCode } from '../../decoders/bgp/registry/notifications.ts';
import type { BgpConnection, BgpSession, SideSeen } from '../../model/bgp-session.ts';
import type { NotificationSeen } from '../../model/messages-seen.ts';
import { type Moment, otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Stall } from '../../model/transmission.ts';
import { holdLimitOf, holdTimeOf } from './hold-time.ts';
import { hasGap } from './progress.ts';

/** A hold timer that ran out on one connection. */
export interface Expiry {
  readonly connection: BgpConnection;
  readonly silent: Side;
  readonly since: Moment | null;
  readonly seconds: number | null;
  /** Null where it never reached the wire. */
  readonly notification: NotificationSeen | null;
  readonly end: Moment;
  /** The connection's end was captured, or an attempt of a new one. */
  readonly isOver: boolean;
}

/** Two ends of a timer that both run on clocks of their own. */
const TOLERANCE_SECONDS = 1;
/** BIRD shortens the hold timer too by the jitter that RFC 4271 §10 has for others. KEEPALIVEs come every third of it. */
const LEAST_JITTER = 0.75;
const LEAST_REPEATS = 2;

export function expiryOn(session: BgpSession, connection: BgpConnection, silent: Side): Expiry | undefined {
  const { lastMessage } = connection.sides[silent];
  const notification = connection.notifications.find((each) => accuses(each, silent) && !isTooLate(connection, each));
  if (notification !== undefined) {
    const isLast = lastMessage !== null && lastMessage.seconds <= notification.at.seconds;
    const since = isLast ? lastMessage : lastBefore(connection, notification);
    const elapsed = since === null ? null : notification.at.seconds - since.seconds;
    return { connection, silent, since, seconds: elapsed, notification, end: notification.at, isOver: true };
  }
  const hold = holdLimitOf(session, connection);
  const since = sinceOf(connection, silent);
  if (since === null || hold === null) return undefined;
  if (connection.notifications.some((each) => !isTooLate(connection, each)) || hasGap(connection)) return undefined;
  const isEndedByOther = connection.end?.from === otherSide(silent);
  const patience = isEndedByOther ? hold * LEAST_JITTER : hold - TOLERANCE_SECONDS;
  const given = endOf(session, connection, since.seconds + patience);
  if (given === undefined || given.end.seconds - since.seconds < patience) return undefined;
  return { connection, silent, since, seconds: given.end.seconds - since.seconds, notification: null, ...given };
}

const accuses = ({ code, from }: NotificationSeen, silent: Side): boolean =>
  code === ErrorCode.HoldTimerExpired && from === otherSide(silent);

/** A process that stood still finds its own timers run out, when the other side has long given it up. */
const isTooLate = ({ end }: BgpConnection, notification: NotificationSeen): boolean =>
  end !== null && accuses(notification, end.from) && end.at.seconds <= notification.at.seconds;

/** A process that stood still speaks again after its time. What a gap held up is handed out as late, and was sent before. */
const lastBefore = (connection: BgpConnection, { answers }: NotificationSeen): Moment | null =>
  hasGap(connection) || SIDES.some((side) => (connection.sides[side].transmission?.repeated ?? 0) > 0) ? null : answers;

/**
 * Its end, or the attempt of a new connection, `due` or later, that shows that it was given up; or the last of the repeats
 * that go on until then.
 */
function endOf(
  { connections, state }: BgpSession,
  { number, end, sides }: BgpConnection,
  due: number,
): Pick<Expiry, 'end' | 'isOver'> | undefined {
  const over = end?.at ?? connections.find((later) => later.number > number && later.first.seconds >= due)?.first;
  if (over !== undefined) return { end: over, isOver: true };
  if (state !== 'failed') return undefined;
  // What is left in a kernel is repeated after its daemon has given up, and the end waits behind it.
  const repeats = SIDES.flatMap((side) => stuckOf(sides[side])?.lastRepeat ?? []);
  const last = repeats.find(({ seconds: at }) => at >= due);
  return last === undefined ? undefined : { end: last, isOver: false };
}

/** Its last message before the other side ended it, or the first octet that does not get through, whatever it goes on sending. */
function sinceOf({ sides, end }: BgpConnection, silent: Side): Moment | null {
  const stuck = stuckOf(sides[silent]);
  if (stuck !== null) return stuck.first ?? stuck.firstRepeat;
  return (end?.from === otherSide(silent) ? end.answers : undefined) ?? sides[silent].lastMessage;
}

/** One repeat is nothing: it may have been about to be acknowledged. */
export function stuckOf({ transmission }: SideSeen): Stall | null {
  const stuck = transmission?.stuck ?? null;
  return stuck !== null && stuck.repeats >= LEAST_REPEATS ? stuck : null;
}

/**
 * `hangs`: its kernel answers. `mute`: so it does, but since its OPEN nothing came: its UPDATEs may be too large for the path.
 * `stuck`: it speaks, and is not heard. `shut`: the other side does not take it. `unread`: it was not silent for so
 * long, and the kernel of the other side has all that it said. `unseen`: the capture has none of its packets. `gone`: nothing comes.
 */
export type Reason = 'hangs' | 'mute' | 'stuck' | 'shut' | 'unread' | 'unseen' | 'gone';

export function reasonOf(expiry: Expiry): Reason {
  const { connection, silent, since } = expiry;
  const { sides } = connection;
  if (connection.sides[silent].unseen) return 'unseen';
  if (isUnread(expiry)) return 'unread';
  if (sides[otherSide(silent)].closedWindow?.lasts === true) return 'shut';
  if (stuckOf(sides[silent]) !== null) return 'stuck';
  const acknowledged = sides[silent].lastAcknowledgement;
  const answers = since !== null && acknowledged !== null && acknowledged.seconds > since.seconds + TOLERANCE_SECONDS;
  if (!answers) return 'gone';
  const { update, keepalive } = sides[silent].messages;
  // An UPDATE would have come before its second KEEPALIVE: who sends these has no table that is stuck.
  const isMute = connection.establishedAt !== null && !connection.midstream && update === 0 && keepalive < 2;
  return isMute ? 'mute' : 'hangs';
}

function isUnread({ connection, silent, since, seconds: elapsed, notification }: Expiry): boolean {
  const hold = holdTimeOf(connection);
  if (notification === null || since === null || elapsed === null || hold === null) return false;
  const taken = connection.sides[otherSide(silent)].lastAcknowledgement;
  const isTaken = taken !== null && taken.seconds >= since.seconds && taken.seconds <= notification.at.seconds;
  return elapsed < hold * LEAST_JITTER && isTaken && !hasGap(connection);
}

/** The last session was lost since a BGP process stood still: what TCP has to do with it had no part in it. */
export const wasLostByHanging = (session: BgpSession): boolean => {
  const last = session.connections.findLast(({ establishedAt }) => establishedAt !== null);
  return (
    last !== undefined &&
    SIDES.some((silent) => {
      const expiry = expiryOn(session, last, silent);
      return expiry !== undefined && reasonOf(expiry) === 'hangs';
    })
  );
};

/** The session was up, and lost since this side fell silent. */
export const wasLostToSilence = (session: BgpSession, silent: Side): boolean =>
  session.connections.some(
    (connection) => connection.establishedAt !== null && expiryOn(session, connection, silent) !== undefined,
  );
