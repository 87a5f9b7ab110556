/**
 * AS_PATH and AS4_PATH (RFC 4271 §4.3, RFC 6793 §3): segments of
 *
 *   +----------+-----------+--------------------------------+
 *   | Type     | Number    | as many AS numbers, each of    |
 *   | 1 octet  | 1 octet   | 2 or 4 octets by the session   |
 *   +----------+-----------+--------------------------------+
 */
import { AS_TRANS, isDocumentationAs, isReservedAs } from '../../net/asn.ts';
import { u16, u8 } from '../../net/octets.ts';
import type { UpdateScan } from './scan-result.ts';

/** AS_SET, AS_SEQUENCE, AS_CONFED_SEQUENCE, AS_CONFED_SET (RFC 5065 §3). */
const MAX_SEGMENT_TYPE = 4;
const FIRST_CONFEDERATION_TYPE = 3;
export const WELL_FORMED = -1;

/** RFC 5398: 64496 to 64511, and 65536 to 65551. */
const FIRST_SPECIAL_AS = 64_496;
const LAST_DOCUMENTATION_AS = 64_511;
const LAST_DOCUMENTATION_LOW = 15;

/** Notes the numbers of a path. `WELL_FORMED`, or where the segment begins that breaks the format (RFC 7606 §7.2). */
export function scanAsPath(bytes: Uint8Array, from: number, end: number, width: 2 | 4, scan: UpdateScan): number {
  const { receiverAs } = scan;
  const receiverHigh = receiverAs === -1 ? -1 : receiverAs >>> 16;
  const receiverLow = receiverAs & 0xffff;
  let maxHigh = -1;
  let maxLow = 0;
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
    // The two halves of a number are small integers, which the whole of a 4-octet one isn't.
    for (let asAt = at + 2; asAt < next; asAt += width) {
      const high = width === 4 ? u16(bytes, asAt) : 0;
      const low = u16(bytes, asAt + width - 2);
      if (high > maxHigh || (high === maxHigh && low > maxLow)) {
        maxHigh = high;
        maxLow = low;
      }
      if (low === receiverLow && high === receiverHigh) {
        scan.hasReceiverAs = true;
        scan.isNotable = true;
      }
      if (isSpecial(high, low)) noteSpecialAs(scan, high * 0x1_0000 + low, 'AS_PATH');
    }
    at = next;
  }
  const max = maxHigh * 0x1_0000 + maxLow;
  if (max > scan.maxAs) scan.maxAs = max; // without a number it is below all of them
  return WELL_FORMED;
}

/** Reserved, or for documentation: few paths need a closer look. */
export function isSpecial(high: number, low: number): boolean {
  if (high === 0)
    return low >= FIRST_SPECIAL_AS ? low <= LAST_DOCUMENTATION_AS || low === 0xffff : low === 0 || low === AS_TRANS;
  return high === 1 ? low <= LAST_DOCUMENTATION_LOW : high === 0xffff && low === 0xffff;
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
