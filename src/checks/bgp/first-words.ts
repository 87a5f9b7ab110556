/** Connections on which a side says nothing, and why that counts. */
import type { BgpConnection } from '../../model/bgp-session.ts';
import { type Side, SIDES } from '../../model/moment.ts';
import { ErrorCode } from '../../decoders/bgp/registry/notifications.ts';
import { hasGap } from './progress.ts';

/** RFC 4271 §8.2.2 has the OPEN sent as soon as TCP is open. */
const OPEN_PATIENCE_SECONDS = 10;

export type Silence =
  | { readonly kind: 'closed'; readonly by: Side }
  | { readonly kind: 'no-open'; readonly sides: readonly Side[]; readonly seconds: number };

/** Null where both sides spoke, it is too early to tell, or the capture has a gap where an OPEN may have been. */
export function silenceOn(connection: BgpConnection, captureEnd: number): Silence | null {
  const { openedAt, establishedAt, end, notifications, sides } = connection;
  if (openedAt === null || establishedAt !== null || hasGap(connection)) return null;
  const silent = SIDES.filter((side) => sides[side].messages.open + sides[side].messages.notification === 0);
  if (silent.length === 0) return null;
  const seconds = (end?.at.seconds ?? captureEnd) - openedAt.seconds;
  if (seconds >= OPEN_PATIENCE_SECONDS) return { kind: 'no-open', sides: silent, seconds };
  const gaveUp = notifications.length > 0 && notifications.every(({ code }) => code === ErrorCode.HoldTimerExpired);
  if (gaveUp) return { kind: 'no-open', sides: silent, seconds };
  if (end === null) return null;
  if (silent.includes(end.from)) return notifications.length === 0 ? { kind: 'closed', by: end.from } : null;
  return notifications.length === 0 ? { kind: 'no-open', sides: silent, seconds } : null;
}
