/**
 * NOTIFICATION (RFC 4271 §4.5), after the header.
 *
 *   +---------------+---------------+-------------------+
 *   |  Error code   | Error subcode | Data (the rest)   |
 *   +---------------+---------------+-------------------+
 */
import { ByteReader } from '../../bytes/reader.ts';
import { type BgpNotification, HEADER_LENGTH } from './message.ts';
import { decodeNotificationData, shutdownText } from './notification-data.ts';
import { notificationName } from './registry/notifications.ts';

/** Reads a NOTIFICATION of at least 21 octets. Its data is copied. */
export function decodeNotification(message: Uint8Array): BgpNotification {
  const reader = new ByteReader(message.subarray(HEADER_LENGTH), 'bgp.notification', HEADER_LENGTH);
  const code = reader.u8('code');
  const subcode = reader.u8('subcode');
  const data = reader.bytes(reader.remaining, 'data').slice();
  const detail = decodeNotificationData(code, subcode, data);
  return {
    code,
    subcode,
    name: notificationName(code, subcode),
    data,
    shutdownText: shutdownText(code, subcode, data) ?? detail.wrapped?.shutdownText ?? null,
    detail,
  };
}
