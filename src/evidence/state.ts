/** From a session's connections to the state that it is in at the end of the capture. */
import { type BgpConnection, type IcmpError, type NotificationSeen, SIDES } from '../model/evidence.ts';
import type { SessionState } from '../model/session.ts';

const CEASE = 6;
const HARD_RESET = 9;
const COLLISION = 7;
/** Shutdown, de-configured, reset, configuration change (RFC 4486 §4): an operator ends the session. */
const BY_AN_OPERATOR: ReadonlySet<number> = new Set([2, 3, 4, 6]);

/** How long a side may take to answer before silence means something: a SYN, and an OPEN. */
const SYN_PATIENCE_SECONDS = 3;
const SYN_PATIENCE_COUNT = 3;
const OPEN_PATIENCE_SECONDS = 10;

/** The connection that is Established at the end of the capture. */
export function findUp(connections: readonly BgpConnection[]): BgpConnection | undefined {
  return connections.findLast(
    (connection) =>
      connection.establishedAt !== null &&
      connection.end === null &&
      connection.notifications.length === 0 &&
      !connections.some((later) => gaveUp(connection, later)),
  );
}

/** A speaker that dials anew and says nothing more on the old connection has lost it, though no FIN was captured. */
function gaveUp({ number, sides }: BgpConnection, later: BgpConnection): boolean {
  if (later.number <= number || later.openedBy === null) return false;
  const last = sides[later.openedBy].lastPacket;
  return last !== null && last.seconds < later.first.seconds;
}

/** `captureEnd`: the time of the capture's last packet, in seconds since the epoch. */
export function judgeState(
  connections: readonly BgpConnection[],
  icmp: readonly IcmpError[],
  captureEnd: number,
): SessionState {
  const up = findUp(connections);
  if (up !== undefined) {
    return connections.some((other) => other !== up && failedBefore(other, up)) ? 'recovered' : 'established';
  }
  const lost = connections.findLast(({ establishedAt }) => establishedAt !== null);
  if (lost !== undefined) return endedByOperator(lost) && !refusedAfter(connections, lost) ? 'closed' : 'failed';
  const refused = icmp.some(({ kind }) => kind !== 'too-big' && kind !== 'other');
  const failed = refused || connections.some(ended) || dialledInVain(connections, captureEnd);
  return failed || connections.some((connection) => waitedInVain(connection, captureEnd)) ? 'failed' : 'unknown';
}

/** A failure that the session recovered from; not the spare connection that a collision takes away (RFC 4271 §6.8). */
function failedBefore(other: BgpConnection, up: BgpConnection): boolean {
  if (other.establishedAt !== null) return !other.notifications.some(isCollision);
  if (other.notifications.some((notification) => !isCollision(notification))) return true;
  if (other.notifications.length > 0 || overlap(other, up)) return false;
  // The side that dials in vain may be the one that need not dial.
  return ended(other) && (other.openedAt !== null || other.openedBy === up.openedBy);
}

function overlap(one: BgpConnection, other: BgpConnection): boolean {
  return one.first.seconds <= other.last.seconds && other.first.seconds <= one.last.seconds;
}

const ended = ({ end, notifications }: BgpConnection): boolean => end !== null || notifications.length > 0;

/** SYNs may be repeated on one connection or each come from a port of its own. */
function dialledInVain(connections: readonly BgpConnection[], captureEnd: number): boolean {
  return SIDES.some((side) => {
    const vain = connections.filter((connection) => connection.openedBy === side && connection.openedAt === null);
    const syns = vain.reduce((sum, { sides }) => sum + (sides[side].syn?.count ?? 0), 0);
    const first = vain[0];
    return (
      first !== undefined && (syns >= SYN_PATIENCE_COUNT || captureEnd - first.first.seconds >= SYN_PATIENCE_SECONDS)
    );
  });
}

/** Where octets are missing from the capture, what is waited for may have come. */
function waitedInVain({ openedAt, establishedAt, sides, snapped }: BgpConnection, captureEnd: number): boolean {
  if (openedAt === null || establishedAt !== null || snapped) return false;
  if (SIDES.some((side) => sides[side].missing !== null || sides[side].unseen)) return false;
  return captureEnd - openedAt.seconds >= OPEN_PATIENCE_SECONDS;
}

const isCollision = ({ code, subcode }: NotificationSeen): boolean => code === CEASE && subcode === COLLISION;

function endedByOperator({ notifications }: BgpConnection): boolean {
  return notifications.some(({ code, subcode, detail }) => {
    const meant =
      code === CEASE && subcode === HARD_RESET && detail.wrapped !== undefined ? detail.wrapped : { code, subcode };
    return meant.code === CEASE && (BY_AN_OPERATOR.has(meant.subcode) || meant.subcode === HARD_RESET);
  });
}

/** A later attempt was answered by a NOTIFICATION that no operator's Cease explains. */
function refusedAfter(connections: readonly BgpConnection[], lost: BgpConnection): boolean {
  return connections.some(
    (later) => later.number > lost.number && later.notifications.some(({ code }) => code !== CEASE),
  );
}
