/**
 * NOTIFICATION (RFC 4271 §4.5), after the header.
 *
 *   +---------------+---------------+-------------------+
 *   |  Error code   | Error subcode | Data (the rest)   |
 *   +---------------+---------------+-------------------+
 */
import type { ByteReader } from '../../bytes/reader.ts';
import type { BgpNotification } from './message.ts';
import { decodeNotificationData, shutdownText } from './notification-data.ts';
import { notificationName } from './registry/notifications.ts';

/** Reads a NOTIFICATION of at least 21 octets, from behind its header. Its data is copied. */
export function decodeNotification(reader: ByteReader): BgpNotification {
  const code = reader.u8('code');
  const subcode = reader.u8('subcode');
  const name = reader.note(notificationName(code, subcode));
  const inData = reader.sub(reader.remaining, 'data');
  const data = inData.octets.slice();
  const detail = decodeNotificationData(code, subcode, inData);
  const text = shutdownText(code, subcode, data) ?? detail.wrapped?.shutdownText ?? null;
  if (text !== null) reader.note(text);
  return {
    code,
    subcode,
    name,
    data,
    shutdownText: text,
    detail,
  };
}
