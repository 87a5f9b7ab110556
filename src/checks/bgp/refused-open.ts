import { ErrorCode, OpenSubcode } from '../../decoders/bgp/registry/notifications.ts';
import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import type { NotificationSeen, OpenSeen } from '../../model/messages-seen.ts';
import { otherSide } from '../../model/moment.ts';

/** An OPEN that was refused for an optional parameter (2/4). */
export interface Refusal {
  /** The one that was refused; null if it is not in the capture. */
  readonly open: OpenSeen | null;
  readonly notification: NotificationSeen;
  /** Came up after it. */
  readonly later: BgpConnection | undefined;
  /** How often. */
  readonly times: number;
}

/**
 * The last 2/4 that answers an OPEN as `isIt` says, whichever side opened the connection. Not 2/7: who sends that knows
 * capabilities, and misses one (RFC 5492 §3).
 */
export function lastRefusal(
  { connections }: BgpSession,
  isIt: (open: OpenSeen | null) => boolean,
): Refusal | undefined {
  const lastUp = connections.findLastIndex(({ establishedAt }) => establishedAt !== null);
  const all = connections.flatMap((connection, index) =>
    connection.notifications.filter(isRefusal).flatMap((notification) => {
      const open = connection.opens[otherSide(notification.from)];
      return isIt(open) ? [{ open, notification, later: index < lastUp ? connections[lastUp] : undefined }] : [];
    }),
  );
  const last = all.at(-1);
  return last && { ...last, times: all.length };
}

const isRefusal = ({ code, subcode }: NotificationSeen): boolean =>
  code === ErrorCode.OpenMessageError && subcode === OpenSubcode.UnsupportedOptionalParameter;

export const offers = ({ capabilities }: OpenSeen, code: number): boolean =>
  capabilities.some((capability) => capability.code === code);
