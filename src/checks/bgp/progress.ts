/** How far the connections of a session get, in order of time. */
import { CeaseSubcode, ErrorCode } from '../../decoders/bgp/registry/notifications.ts';
import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import type { NotificationSeen } from '../../model/messages-seen.ts';
import { type Moment, type Side, SIDES } from '../../model/moment.ts';

/** TCP is, or was, open. */
export const isOpen = ({ openedAt, midstream }: BgpConnection): boolean => openedAt !== null || midstream;

/** Established at the end of the capture: what was refused or lost before did not last. */
export const isUp = ({ state }: BgpSession): boolean => state === 'established' || state === 'recovered';

const beginOf = ({ openedAt, first }: BgpConnection): Moment => openedAt ?? first;

/** When it ended, or was last seen. */
export const untilOf = ({ end, last }: BgpConnection): Moment => end?.at ?? last;

/** The connection that is up, or the last one that was. */
export const lastEstablished = ({ connections }: BgpSession): BgpConnection | undefined =>
  connections.findLast(({ establishedAt }) => establishedAt !== null);

/** Octets are missing from the capture, so what was not seen may have been sent all the same. */
export const hasGap = ({ sides, snapped }: BgpConnection): boolean =>
  snapped || SIDES.some((side) => sides[side].missing !== null || sides[side].unseen);

/** Another connection of the pair is established while this one is tried, or later: that it is idle is no matter. */
export const comesUpAnyway = (session: BgpSession, tried: BgpConnection): boolean =>
  isUp(session) ||
  session.connections.some(
    (other) => other !== tried && other.establishedAt !== null && untilOf(other).seconds >= tried.first.seconds,
  );

/**
 * A connection of the pair, in either direction, has TCP open, and each side takes what the other sends on it later than
 * `seconds`. Packets alone prove nothing: what is lost is repeated.
 */
export const talksAfter = ({ connections }: BgpSession, seconds: number): boolean =>
  connections.some(
    (connection) =>
      isOpen(connection) &&
      SIDES.every((side) => {
        const { lastAcknowledgement } = connection.sides[side];
        return lastAcknowledgement !== null && lastAcknowledgement.seconds > seconds;
      }),
  );

/** Both are open at one time, and OPENs were sent on both. */
export function overlap(a: BgpConnection, b: BgpConnection): boolean {
  if (![a, b].every((each) => isOpen(each) && SIDES.some((side) => each.opens[side] !== null))) return false;
  return Math.max(beginOf(a).seconds, beginOf(b).seconds) < Math.min(untilOf(a).seconds, untilOf(b).seconds);
}

/** One of the connections of a collision (RFC 4271 §6.8): another one goes on, or was refused for it. */
export const isSpare = ({ connections }: BgpSession, spare: BgpConnection): boolean =>
  connections.some(
    (other) =>
      other !== spare &&
      overlap(other, spare) &&
      (untilOf(other).seconds > untilOf(spare).seconds || other.notifications.some(isCollision)),
  );

export const isCollision = ({ code, subcode }: NotificationSeen): boolean =>
  code === ErrorCode.Cease && subcode === CeaseSubcode.ConnectionCollisionResolution;

/** The OPENs that the session last was negotiated with, or would have been. */
export function lastOpens({ connections }: BgpSession):
  | {
      readonly connection: BgpConnection;
      readonly opens: Readonly<Record<Side, NonNullable<BgpConnection['opens'][Side]>>>;
    }
  | undefined {
  for (const connection of connections.toReversed()) {
    const { local, remote } = connection.opens;
    if (local !== null && remote !== null) return { connection, opens: { local, remote } };
  }
  return undefined;
}
