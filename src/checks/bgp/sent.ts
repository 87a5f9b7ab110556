import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import type { NotificationSeen } from '../../model/messages-seen.ts';
import { type Moment, otherSide } from '../../model/moment.ts';
import { CeaseSubcode, ErrorCode, notificationName } from '../../decoders/bgp/registry/notifications.ts';

/** A NOTIFICATION of a session. A Hard Reset is looked through: what it wraps is why it was sent (RFC 8538 §3.1). */
export interface Sent {
  readonly connection: BgpConnection;
  readonly notification: NotificationSeen;
  readonly code: number;
  readonly subcode: number;
  /** `6/2 (Cease / Administrative Shutdown)`. */
  readonly label: string;
  readonly shutdownText: string | null;
  /** Addresses. */
  readonly sender: string;
  readonly receiver: string;
  /** Another connection of the pair was up while it was sent: nothing was lost. */
  readonly harmless: boolean;
}

/** In the order in which they were sent, connection by connection. */
export function notificationsOf(session: BgpSession): Sent[] {
  return session.connections.flatMap((connection) =>
    connection.notifications.map((notification): Sent => {
      const { code, subcode, shutdownText } = notification.detail.wrapped ?? notification;
      const label = `${code}/${subcode} (${notificationName(code, subcode)})`;
      return {
        connection,
        notification,
        code,
        subcode,
        label: notification.detail.wrapped === undefined ? label : `6/9 (Cease / Hard Reset) that wraps ${label}`,
        shutdownText,
        sender: session[notification.from].address,
        receiver: session[otherSide(notification.from)].address,
        harmless: session.connections.some((other) => other !== connection && isUpAt(other, notification.at)),
      };
    }),
  );
}

export const isHardReset = ({ code, subcode }: NotificationSeen): boolean =>
  code === ErrorCode.Cease && subcode === CeaseSubcode.HardReset;

function isUpAt({ establishedAt, end, last }: BgpConnection, at: Moment): boolean {
  if (establishedAt === null || establishedAt.seconds > at.seconds) return false;
  return (end?.at ?? last).seconds > at.seconds;
}
