/** From a session's connections to the state that it is in at the end of the capture. */
import { CeaseSubcode, ErrorCode } from '../decoders/bgp/registry/notifications.ts';
import type { BgpConnection, BgpSession, IcmpError } from '../model/bgp-session.ts';
import type { NotificationSeen, OpenSeen } from '../model/messages-seen.ts';
import { otherSide, type Side, SIDES } from '../model/moment.ts';
import type { SessionState } from '../model/session.ts';

/** The session should come up again by itself (RFC 4486 §4). */
const TO_RETURN: ReadonlySet<number> = new Set([
  CeaseSubcode.AdministrativeReset,
  CeaseSubcode.OtherConfigurationChange,
]);
/** An operator ends the session; why, a Hard Reset without data does not say. */
const BY_AN_OPERATOR: ReadonlySet<number> = new Set([
  ...TO_RETURN,
  CeaseSubcode.AdministrativeShutdown,
  CeaseSubcode.PeerDeconfigured,
  CeaseSubcode.HardReset,
]);

/** How long a side may take to answer before silence means something: a SYN, and an OPEN. */
const SYN_PATIENCE_SECONDS = 3;
const SYN_PATIENCE_COUNT = 3;
const OPEN_PATIENCE_SECONDS = 10;
/** Where the capture does not tell it: what most speakers propose (RFC 4271 §10). KEEPALIVEs come thrice as often. */
const USUAL_HOLD_SECONDS = 90;
/** Of one segment, without an acknowledgement of it. */
const ENOUGH_REPEATS = 3;
/** Losses in a row for one and the same reason. */
const LOOP = 2;

type Seen = Pick<BgpSession, 'connections' | 'icmp' | 'captureEnd'>;

/** The connection that is Established at the end of the capture. */
export function findUp(seen: Seen): BgpConnection | undefined {
  const { connections } = seen;
  return connections.findLast(
    (connection) =>
      connection.establishedAt !== null &&
      connection.end === null &&
      connection.notifications.length === 0 &&
      !connections.some((later) => gaveUp(seen, connection, later)) &&
      !isCutOff(seen, connection) &&
      !isUnheard(connection) &&
      !isInLoop(seen, connection) &&
      !isStuckAgain(seen, connection),
  );
}

/** Since its last packet ICMP says that nothing gets through, for longer than the hold time. */
function isCutOff({ icmp, captureEnd }: Seen, { last, opens }: BgpConnection): boolean {
  if (opens.local === null || opens.remote === null) return false;
  const hold = Math.min(opens.local.holdTime, opens.remote.holdTime);
  if (hold === 0 || captureEnd - last.seconds < hold) return false;
  return icmp.some((error) => isUnreachable(error) && error.at.seconds >= last.seconds);
}

/**
 * TCP repeats a side's octets for longer than the hold time, and nothing acknowledges them: either the other side gets
 * nothing, or what it sends does not come here. So one hold timer has run out, whether or not the end was captured.
 */
function isUnheard({ opens, sides }: BgpConnection): boolean {
  if (opens.local === null || opens.remote === null) return false;
  const hold = Math.min(opens.local.holdTime, opens.remote.holdTime);
  return (
    hold > 0 &&
    SIDES.some((side) => {
      const stuck = sides[side].transmission?.stuck ?? null;
      return stuck !== null && stuck.lastRepeat.seconds - (stuck.first ?? stuck.firstRepeat).seconds > hold;
    })
  );
}

/** One NOTIFICATION has ended the connections before it again and again, and none of them so soon: it is about to come again. */
function isInLoop({ connections, captureEnd }: Seen, { number, establishedAt }: BgpConnection): boolean {
  const lost = connections.filter((before) => before.number < number && before.establishedAt !== null).slice(-LOOP);
  const [reason] = lost[0]?.notifications ?? [];
  if (lost.length < LOOP || reason === undefined || establishedAt === null) return false;
  return lost.every(({ notifications: [first], establishedAt: since }) => {
    const isSame = first?.code === reason.code && first.subcode === reason.subcode && !isByOperator(first);
    return isSame && since !== null && first.at.seconds - since.seconds > captureEnd - establishedAt.seconds;
  });
}

const isStuck = ({ sides }: BgpConnection, side: Side): boolean =>
  (sides[side].transmission?.stuck?.repeats ?? 0) >= ENOUGH_REPEATS;

/** TCP gets no further with what a side sends, as on a connection before it that was lost so: this one will be. */
function isStuckAgain({ connections }: Seen, connection: BgpConnection): boolean {
  const lost = connections.filter(({ number, establishedAt }) => number < connection.number && establishedAt !== null);
  return SIDES.some((side) => isStuck(connection, side) && lost.some((before) => isStuck(before, side)));
}

/**
 * A speaker that dials anew and says nothing more on the old connection has lost it, though no FIN was captured. A probe or
 * a second speaker on its host dials as well: what is dialled has to come up, or the old one to be silent for too long.
 */
function gaveUp({ captureEnd }: Seen, before: BgpConnection, later: BgpConnection): boolean {
  const { number, sides, opens } = before;
  const by = later.openedBy;
  if (later.number <= number || by === null) return false;
  const isSame = isSameSpeaker(opens[by], later.opens[by]);
  if ((isSame && speaksElsewhere(before, later, by)) || dialsOnDeadPath(before, later, by)) return true;
  const last = sides[by].lastPacket;
  if (last === null || last.seconds >= later.first.seconds) return false;
  const hold = Math.min(opens.local?.holdTime ?? USUAL_HOLD_SECONDS, opens.remote?.holdTime ?? USUAL_HOLD_SECONDS);
  const isSilent = hold > 0 && captureEnd - last.seconds > hold / 2;
  return isSilent || later.establishedAt !== null || isSame;
}

/** What it sends on the old one is not acknowledged for a while, nor what it dials: that much no probe beside a session shows. */
function dialsOnDeadPath({ sides }: BgpConnection, later: BgpConnection, by: Side): boolean {
  const stuck = sides[by].transmission?.stuck ?? null;
  if (stuck === null || later.openedAt !== null || later.end !== null) return false;
  const since = (stuck.first ?? stuck.firstRepeat).seconds;
  return later.first.seconds > since && stuck.lastRepeat.seconds - since > SYN_PATIENCE_SECONDS;
}

/** Its kernel may go on for minutes with what it left behind: repeating octets, acknowledging. Not so soon: that is a collision. */
function speaksElsewhere({ sides }: BgpConnection, later: BgpConnection, by: Side): boolean {
  const last = sides[by].lastMessage;
  return last !== null && !ended(later) && later.first.seconds - last.seconds > SYN_PATIENCE_SECONDS;
}

const isSameSpeaker = (before: OpenSeen | null, now: OpenSeen | null): boolean =>
  before !== null && now !== null && before.as === now.as && before.bgpId === now.bgpId;

export function judgeState(seen: Seen): SessionState {
  const { connections, icmp, captureEnd } = seen;
  const up = findUp(seen);
  if (up !== undefined) return findFailed(connections, up) === undefined ? 'established' : 'recovered';
  const lost = connections.findLast(({ establishedAt }) => establishedAt !== null);
  if (lost !== undefined) return endedByOperator(lost) && !failsAfter(seen, lost) ? 'closed' : 'failed';
  if (connections.some(ended) && connections.every((each) => isRemnant(each) || isProbe(each, captureEnd)))
    return 'unknown';
  const refused = icmp.some((error) => error.kind === 'time-exceeded' || isUnreachable(error));
  const failed = refused || connections.some(ended) || dialledInVain(connections, captureEnd);
  return failed || connections.some((connection) => waitedInVain(connection, captureEnd)) ? 'failed' : 'unknown';
}

/** The last connection that was lost before `up` came up, else the last that failed. */
export function findFailed(connections: readonly BgpConnection[], up: BgpConnection): BgpConnection | undefined {
  const failed = connections.filter((other) => other !== up && failedBefore(connections, other, up));
  return failed.findLast(({ establishedAt }) => establishedAt !== null) ?? failed.at(-1);
}

/** A failure that the session recovered from; not the spare connection that a collision takes away (RFC 4271 §6.8). */
function failedBefore(connections: readonly BgpConnection[], other: BgpConnection, up: BgpConnection): boolean {
  // What is tried while the session is up, by a probe or a second speaker, it does not recover from.
  if (up.establishedAt === null || other.first.seconds > up.establishedAt.seconds) return false;
  if (other.establishedAt !== null) return !other.notifications.some(isCollision);
  if (other.notifications.some((notification) => !isCollision(notification))) return true;
  if (other.notifications.length > 0 || overlap(other, up)) return false;
  // FRR may close both connections of a collision, and come up on a third.
  if (connections.some((third) => third.notifications.some(isCollision) && overlap(other, third))) return false;
  // The side that dials in vain may be the one that need not dial.
  return ended(other) && (other.openedAt !== null || other.openedBy === up.openedBy);
}

function overlap(one: BgpConnection, other: BgpConnection): boolean {
  return one.first.seconds <= other.last.seconds && other.first.seconds <= one.last.seconds;
}

/** The end of a connection whose messages, if there were any, lie before the capture. */
const isRemnant = ({ midstream, notifications, sides }: BgpConnection): boolean =>
  midstream && notifications.length === 0 && SIDES.every((side) => sides[side].lastMessage === null);

/**
 * Who dialled hung up without a word, or was hung up on before anyone spoke: a health probe, a port scan, telnet. A speaker
 * of eBGP shows itself by TTL 1, and by its key.
 */
function isProbe(connection: BgpConnection, captureEnd: number): boolean {
  const { openedBy, openedAt, first, end, midstream, notifications, sides } = connection;
  if (openedBy === null || midstream || notifications.length > 0) return false;
  const { [openedBy]: caller, [otherSide(openedBy)]: answerer } = sides;
  if (caller.syn === null || caller.syn.ttl === 1 || caller.syn.auth !== null || caller.syn.count > 1) return false;
  if (caller.firstMessage !== null || caller.missing !== null || answerer.unseen) return false;
  if (end === null) return captureEnd - first.seconds < SYN_PATIENCE_SECONDS;
  return answerer.syn !== null && (end.from === openedBy || (openedAt !== null && answerer.firstMessage === null));
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

export const isCollision = ({ code, subcode }: NotificationSeen): boolean =>
  code === ErrorCode.Cease && subcode === CeaseSubcode.ConnectionCollisionResolution;

const isUnreachable = ({ kind }: IcmpError): boolean => kind === 'unreachable' || kind === 'prohibited';

const endedByOperator = ({ notifications }: BgpConnection): boolean => notifications.some(isByOperator);

const isByOperator = (notification: NotificationSeen): boolean => isCeaseOf(notification, BY_AN_OPERATOR);

/** What a Hard Reset wraps is why it was sent (RFC 8538 §3.1). */
function isCeaseOf(notification: NotificationSeen, subcodes: ReadonlySet<number>): boolean {
  const { code, subcode } = notification.detail.wrapped ?? notification;
  return code === ErrorCode.Cease && subcodes.has(subcode);
}

/**
 * A later attempt was answered by a NOTIFICATION that no operator's Cease explains; or nobody answers, though a reset and a
 * change of configuration are over in a moment.
 */
function failsAfter({ connections, captureEnd }: Seen, lost: BgpConnection): boolean {
  const later = connections.filter(({ number }) => number > lost.number);
  if (later.some(({ notifications }) => notifications.some(({ code }) => code !== ErrorCode.Cease))) return true;
  const isToReturn = lost.notifications.some((notification) => isCeaseOf(notification, TO_RETURN));
  return isToReturn && dialledInVain(later, captureEnd);
}
