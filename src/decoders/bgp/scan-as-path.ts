/**
 * AS_PATH and AS4_PATH (RFC 4271 §4.3, RFC 6793 §3): segments of
 *
 *   +----------+-----------+--------------------------------+
 *   | Type     | Number    | as many AS numbers, each of    |
 *   | 1 octet  | 1 octet   | 2 or 4 octets by the session   |
 *   +----------+-----------+--------------------------------+
 */
import { isDocumentationAs, isReservedAs } from '../../net/asn.ts';
import { u16, u32, u8 } from '../../net/octets.ts';
import type { UpdateScan } from './scan-result.ts';

/** AS_SET, AS_SEQUENCE, AS_CONFED_SEQUENCE, AS_CONFED_SET (RFC 5065 §3). */
const MAX_SEGMENT_TYPE = 4;
const FIRST_CONFEDERATION_TYPE = 3;
export const WELL_FORMED = -1;

const AS_TRANS = 23_456; // RFC 6793 §9
/** Reserved and documentation AS numbers lie here, besides 0, 23456 and the last one: few paths need a closer look. */
const FIRST_SPECIAL_AS = 64_496;
const LAST_SPECIAL_AS = 65_551;
const LAST_AS = 4_294_967_295;

/** Notes the numbers of a path. `WELL_FORMED`, or where the segment begins that breaks the format (RFC 7606 §7.2). */
export function scanAsPath(bytes: Uint8Array, from: number, end: number, width: 2 | 4, scan: UpdateScan): number {
  const { receiverAs } = scan;
  let at = from;
  while (at < end) {
    if (at + 2 > end) return at;
    const type = u8(bytes, at);
    const count = u8(bytes, at + 1);
    const next = at + 2 + count * width;
    if (type === 0 || type > MAX_SEGMENT_TYPE || count === 0 || next > end) return at;
    if (type >= FIRST_CONFEDERATION_TYPE) {
      scan.hasConfederation = true;
      scan.isNotable = true;
    }
    for (let asAt = at + 2; asAt < next; asAt += width) {
      const as = width === 4 ? u32(bytes, asAt) : u16(bytes, asAt);
      if (as > scan.maxAs) scan.maxAs = as;
      if (as === receiverAs) {
        scan.hasReceiverAs = true;
        scan.isNotable = true;
      }
      const special = as >= FIRST_SPECIAL_AS ? as <= LAST_SPECIAL_AS || as === LAST_AS : as === AS_TRANS || as === 0;
      if (special) noteSpecialAs(scan, as, 'AS_PATH');
    }
    at = next;
  }
  return WELL_FORMED;
}

/** Of reserved numbers the first, but one that nothing can explain before 23456. */
export function noteSpecialAs(scan: UpdateScan, as: number, where: UpdateScan['reservedIn']): void {
  if (isReservedAs(as)) {
    if (scan.reservedAs !== -1 && (scan.reservedAs !== AS_TRANS || as === AS_TRANS)) return;
    scan.reservedAs = as;
    scan.reservedIn = where;
  } else if (scan.documentationAs === -1 && isDocumentationAs(as)) {
    scan.documentationAs = as;
  }
}

/** 23456 stands for the numbers of the AS4_ attribute beside it, and is right there (RFC 6793 §4.2.2). */
export function forgiveAsTrans(scan: UpdateScan, where: UpdateScan['reservedIn']): void {
  if (scan.reservedAs === AS_TRANS && scan.reservedIn === where) scan.reservedAs = -1;
}
