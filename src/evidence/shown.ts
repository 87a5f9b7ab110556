import type { BgpConnection, BgpSession } from '../model/bgp-session.ts';
import { SIDES } from '../model/moment.ts';

/** What a capture that goes on has to show of a session before it may end. */
export interface Waiting {
  /** Seconds for which the session has been seen, and seen up, by the clock of who waits. */
  readonly seenFor: number;
  readonly upFor: number;
  /** A finding says why it failed. */
  readonly explained: boolean;
}

/** Seconds after which no End-of-RIB is waited for: speakers without graceful restart send none (RFC 4724 §2). */
const SETTLED_SECONDS = 30;

/**
 * What ends without a NOTIFICATION may end for another reason than the one before it: a speaker that is still backing off from
 * an OPEN it refused closes what its peer opens meanwhile. So as long as speakers back off, this is no answer.
 */
const BACKOFF_SECONDS = 30;

/** Why it is still worth waiting; null once the session has shown all that a verdict needs. */
export function lacking(session: BgpSession | undefined, { seenFor, upFor, explained }: Waiting): string | null {
  const last = session?.connections.at(-1);
  if (session === undefined || last === undefined) return 'no packet of it yet';
  if (isUp(session)) return lackingOfUp(last, upFor);
  const { connections } = session;
  const isTold = connections.some(({ notifications }) => notifications.length > 0);
  const hasEnded = connections.some(({ end }) => end !== null);
  if (!isTold && !(hasEnded && seenFor >= BACKOFF_SECONDS)) return 'no answer yet';
  return explained ? null : 'its end has no explanation yet';
}

export const isUp = ({ state }: BgpSession): boolean => state === 'established' || state === 'recovered';

function lackingOfUp({ sides }: BgpConnection, upFor: number): string | null {
  const both = SIDES.map((side) => sides[side]);
  if (both.some(({ messages }) => messages.keepalive === 0)) return 'no KEEPALIVE of both sides yet';
  if (both.some(({ transmission }) => (transmission?.unacknowledged ?? 0) > 0)) return 'octets not yet acknowledged';
  const isSettled = both.every(({ routes }) => [...routes.values()].some(({ endOfRib }) => endOfRib));
  return isSettled || upFor >= SETTLED_SECONDS ? null : 'no End-of-RIB yet';
}
