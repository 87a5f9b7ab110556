/**
 * ROUTE-REFRESH (RFC 2918 §3, RFC 7313 §3.2), after the header.
 *
 *   +----------+------------------+----------+--------------------+
 *   | AFI      | Message Subtype  | SAFI     | ORFs (RFC 5291 §4) |
 *   | 2 octets | 1 octet          | 1 octet  | the rest, if any   |
 *   +----------+------------------+----------+--------------------+
 */
import type { ByteReader } from '../../bytes/reader.ts';
import { familyName } from './families.ts';
import { messageFault } from './fault.ts';
import { toHex } from './hex.ts';
import type { MessageFault } from './fault.ts';
import type { BgpRouteRefresh } from './message.ts';
import { ErrorCode, RouteRefreshSubcode } from './registry/notifications.ts';

/** RFC 7313 §3.2: they mark where a refresh begins and ends, and carry no filters. */
const BORR = 1;
const EORR = 2;

/** Reads a ROUTE-REFRESH of at least 23 octets, from behind its header. */
export function decodeRouteRefresh(reader: ByteReader): {
  readonly routeRefresh: BgpRouteRefresh;
  readonly fault: MessageFault | null;
} {
  const afi = reader.u16('afi');
  const subtype = reader.u8('subtype');
  const safi = reader.u8('safi');
  reader.note(familyName(afi, safi));
  const { offset } = reader;
  const orf = reader.bytes(reader.remaining, 'orf');
  const marks = subtype === BORR || subtype === EORR;
  const fault = marks && orf.length > 0 ? badLength(offset, subtype, orf.length) : null;
  return { routeRefresh: { afi, safi, subtype, ...(orf.length > 0 && { orf: toHex(orf) }) }, fault };
}

/** RFC 7313 §5. */
function badLength(offset: number, subtype: number, octets: number): MessageFault {
  const reason = `subtype ${subtype} with ${octets} octets after the SAFI`;
  return messageFault(offset, reason, ErrorCode.RouteRefreshMessageError, RouteRefreshSubcode.InvalidMessageLength);
}
