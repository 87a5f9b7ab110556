/** The data of a NOTIFICATION, where a document says what it holds. Senders get it wrong: what does not fit gives no detail. */
import { type ByteReader, DecodeError } from '../../bytes/reader.ts';
import type { NotificationDetail } from '../../model/messages-seen.ts';
import type { Capability } from '../../model/session.ts';
import { u16, u32, u8 } from '../../net/octets.ts';
import { decodeCapabilities } from './capabilities.ts';
import { toHex } from './hex.ts';
import { CeaseSubcode, ErrorCode, HeaderSubcode, notificationName, OpenSubcode } from './registry/notifications.ts';

export function decodeNotificationData(code: number, subcode: number, reader: ByteReader): NotificationDetail {
  const data = reader.octets;
  switch (code) {
    case ErrorCode.MessageHeaderError:
      return headerDetail(subcode, data);
    case ErrorCode.OpenMessageError:
      return openDetail(subcode, data, reader);
    case ErrorCode.UpdateMessageError: // RFC 4271 §6.3: the attribute, from its flags
      return data.length > 0 ? { attribute: toHex(data) } : {};
    case ErrorCode.Cease:
      return ceaseDetail(subcode, data);
    default:
      return {};
  }
}

/** RFC 4271 §6.1. */
function headerDetail(subcode: number, data: Uint8Array): NotificationDetail {
  if (subcode === HeaderSubcode.BadMessageLength && data.length === 2) return { length: u16(data, 0) };
  if (subcode === HeaderSubcode.BadMessageType && data.length === 1) return { typeCode: u8(data, 0) };
  return {};
}

/** RFC 4271 §6.2 defines the version only; FRR and BIRD put the value that they refuse behind 2/2 and 2/6 too. */
function openDetail(subcode: number, data: Uint8Array, reader: ByteReader): NotificationDetail {
  switch (subcode) {
    case OpenSubcode.UnsupportedVersionNumber:
      return data.length === 2 ? { version: u16(data, 0) } : {};
    case OpenSubcode.BadPeerAs:
      if (data.length === 2) return { as: u16(data, 0) };
      return data.length === 4 ? { as: u32(data, 0) } : {};
    case OpenSubcode.UnacceptableHoldTime:
      return data.length === 2 ? { holdTime: u16(data, 0) } : {};
    case OpenSubcode.UnsupportedCapability:
      return capabilitiesDetail(reader);
    default:
      return {};
  }
}

/** RFC 5492 §3: those that the sender wants and misses. Some daemons list those that they refuse, or none. */
function capabilitiesDetail(reader: ByteReader): NotificationDetail {
  const capabilities: Capability[] = [];
  try {
    decodeCapabilities(reader, capabilities);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return {};
  }
  return capabilities.length > 0 ? { capabilities } : {};
}

function ceaseDetail(subcode: number, data: Uint8Array): NotificationDetail {
  // RFC 4486 §4
  if (subcode === CeaseSubcode.MaximumNumberOfPrefixesReached && data.length === 7) {
    return { afi: u16(data, 0), safi: u8(data, 2), limit: u32(data, 3) };
  }
  if (subcode === CeaseSubcode.HardReset && data.length >= 2) return { wrapped: wrappedNotification(data) };
  return {};
}

/** RFC 8538 §3.1: code, subcode and data of the NOTIFICATION that a Hard Reset stands for. */
function wrappedNotification(data: Uint8Array): NonNullable<NotificationDetail['wrapped']> {
  const code = u8(data, 0);
  const subcode = u8(data, 1);
  const name = notificationName(code, subcode);
  return { code, subcode, name, shutdownText: shutdownText(code, subcode, data.subarray(2)) };
}

/** RFC 9003 §2: one length octet, then UTF-8. Senders get this wrong, so a bad text is no text, not an error. */
export function shutdownText(code: number, subcode: number, data: Uint8Array): string | null {
  if (code !== ErrorCode.Cease) return null;
  if (subcode !== CeaseSubcode.AdministrativeShutdown && subcode !== CeaseSubcode.AdministrativeReset) return null;
  const length = data[0];
  if (length === undefined || length === 0 || length > data.length - 1) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data.subarray(1, 1 + length));
  } catch {
    return null;
  }
}
