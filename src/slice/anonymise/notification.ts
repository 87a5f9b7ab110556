/** The data of a NOTIFICATION, which only its code and subcode give a meaning. What has none becomes 0. */
import { ByteReader, DecodeError } from '../../bytes/reader.ts';
import { tile, type TraceNode } from '../../bytes/trace.ts';
import { decodeCapabilities } from '../../decoders/bgp/capabilities.ts';
import { AttributeFlag } from '../../decoders/bgp/registry/attributes.ts';
import { CeaseSubcode, ErrorCode, OpenSubcode } from '../../decoders/bgp/registry/notifications.ts';
import { u8 } from '../../net/octets.ts';
import type { Identities } from './identities.ts';
import { anonymiseFields, fillText, replaceAs } from './rewrite-fields.ts';

/** The message's length or type, a version, a hold time, a role. */
const NUMBER = 2;
const MAX_PREFIXES = 7; // RFC 4486 §4: AFI, SAFI, limit
const NO_AFI = 0;

/** `body` is code, subcode and data; it is changed in place. */
export function anonymiseNotification(body: Uint8Array, who: Identities): void {
  const data = body.subarray(2);
  const subcode = u8(body, 1);
  switch (u8(body, 0)) {
    case ErrorCode.OpenMessageError:
      anonymiseOpenError(subcode, data, who);
      break;
    case ErrorCode.UpdateMessageError:
      // RFC 4271 §6.3: the attribute, of which flags, type and length tell what was wrong.
      data.fill(0, (u8(data, 0) & AttributeFlag.EXTENDED_LENGTH) === 0 ? 3 : 4);
      break;
    case ErrorCode.Cease:
      anonymiseCease(subcode, data, who);
      break;
    default:
      data.fill(0, NUMBER);
  }
}

function anonymiseOpenError(subcode: number, data: Uint8Array, who: Identities): void {
  const isWord = data.length === 4;
  if (subcode === OpenSubcode.BadPeerAs && (isWord || data.length === 2)) replaceAs(data, who);
  else if (subcode === OpenSubcode.BadBgpIdentifier && isWord) who.address(data, 0, 4);
  else if (subcode === OpenSubcode.UnsupportedCapability) anonymiseCapabilities(data, who);
  else data.fill(0, NUMBER);
}

function anonymiseCapabilities(data: Uint8Array, who: Identities): void {
  const trace: TraceNode[] = [];
  try {
    decodeCapabilities(new ByteReader(data.slice(), 'bgp.notification', 0, trace), []);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
  anonymiseFields(data, tile(trace, 0, data.length), NO_AFI, who);
}

function anonymiseCease(subcode: number, data: Uint8Array, who: Identities): void {
  switch (subcode) {
    case CeaseSubcode.MaximumNumberOfPrefixesReached:
      data.fill(0, MAX_PREFIXES);
      break;
    case CeaseSubcode.AdministrativeShutdown:
    case CeaseSubcode.AdministrativeReset:
      anonymiseShutdown(data);
      break;
    case CeaseSubcode.HardReset:
      anonymiseNotification(data, who);
      break;
    default:
      data.fill(0);
  }
}

/** RFC 9003 §2: one octet of length, then the text. Some senders leave the length away, or lie. */
function anonymiseShutdown(data: Uint8Array): void {
  const length = u8(data, 0);
  if (length > data.length - 1) fillText(data);
  else {
    fillText(data.subarray(1, 1 + length));
    data.fill(0, 1 + length);
  }
}
