/**
 * UPDATE (RFC 4271 §4.3), walked without making anything: this runs for every UPDATE of a capture, and every rule that
 * RFC 7606 has for one stands here and in the scan- files beside it. `decodeUpdate` makes values, and takes its fault from here.
 *
 *   +------------------+-------------------+-----------------------+-----------------+---------------+
 *   | Withdrawn Routes | Withdrawn Routes  | Total Path Attribute  | Path Attributes | NLRI          |
 *   | Length, 2 octets |                   | Length, 2 octets      |                 | (the rest)    |
 *   +------------------+-------------------+-----------------------+-----------------+---------------+
 */
import { u16, u8 } from '../../net/octets.ts';
import { flagsOf, flagsTreatment, JUDGED_FLAGS } from './attribute-rules.ts';
import { IPV4_UNICAST } from './families.ts';
import type { Treatment } from './fault.ts';
import { headerFault, lengthFault } from './header.ts';
import { type DecodeContext, HEADER_LENGTH, MessageType } from './message.ts';
import { AttributeFlag, AttributeType, attributeName, isRegistered } from './registry/attributes.ts';
import { UpdateSubcode } from './registry/notifications.ts';
import { forgiveAsTrans } from './scan-as-path.ts';
import { scanAttribute, updateFault } from './scan-attribute.ts';
import { countPrefixes, prefixReason } from './scan-nlri.ts';
import { addFault, addType, hasType, resetUpdateScan, type UpdateScan } from './scan-result.ts';

export { createUpdateScan, type UpdateScan } from './scan-result.ts';

const IPV4_BITS = 32;

/** Fills `scan` from the whole message in `bytes[start]` to `bytes[end - 1]`, header included. Never throws. */
export function scanUpdate(
  bytes: Uint8Array,
  start: number,
  end: number,
  context: DecodeContext,
  scan: UpdateScan,
): void {
  resetUpdateScan(scan);
  scan.fault = headerFault(bytes, start, end);
  if (scan.fault === null) scanBody(bytes, start, end, context, scan);
}

/** As `scanUpdate`, of a message that a framer has cut out by its marker and length: they are not checked again. */
export function scanFramedUpdate(
  bytes: Uint8Array,
  start: number,
  end: number,
  context: DecodeContext,
  scan: UpdateScan,
): void {
  resetUpdateScan(scan);
  scan.fault = lengthFault(MessageType.UPDATE, end - start);
  if (scan.fault === null) scanBody(bytes, start, end, context, scan);
}

function scanBody(bytes: Uint8Array, start: number, end: number, context: DecodeContext, scan: UpdateScan): void {
  const withdrawnAt = start + HEADER_LENGTH + 2;
  const withdrawnEnd = withdrawnAt + u16(bytes, withdrawnAt - 2);
  if (withdrawnEnd + 2 > end)
    return sectionTooLong(scan, withdrawnAt - 2 - start, 'Withdrawn Routes', withdrawnEnd + 2 - end);
  const attributesAt = withdrawnEnd + 2;
  const attributesEnd = attributesAt + u16(bytes, withdrawnEnd);
  if (attributesEnd > end)
    return sectionTooLong(scan, withdrawnEnd - start, 'Total Path Attribute', attributesEnd - end);
  scan.withdrawnAt = withdrawnAt - start;
  scan.withdrawnEnd = withdrawnEnd - start;
  scan.announcedAt = attributesEnd - start;
  scan.announcedEnd = end - start;
  const pathIds = context.addPath.has(IPV4_UNICAST);
  scan.withdrawn = countIpv4(bytes, start, withdrawnAt, withdrawnEnd, pathIds, scan);
  scan.announced = countIpv4(bytes, start, attributesEnd, end, pathIds, scan);
  const attributes = scanAttributes(bytes, start, attributesAt, attributesEnd, context, scan);
  if (hasType(scan, AttributeType.AS4_PATH)) forgiveAsTrans(scan, 'AS_PATH');
  if (hasType(scan, AttributeType.AS4_AGGREGATOR)) forgiveAsTrans(scan, 'AGGREGATOR');
  judgeWhole(scan, attributesAt - start);
  if (attributesEnd === end && withdrawnEnd === withdrawnAt) scan.endOfRib = endOfRib(scan, attributes);
}

/** Nothing of such a message can be relied on (RFC 4271 §6.3). */
function sectionTooLong(scan: UpdateScan, offset: number, name: string, excess: number): void {
  const reason = `${name} Length runs ${excess} octets over the end`;
  addFault(scan, updateFault(offset, reason, UpdateSubcode.MalformedAttributeList, 'session-reset'));
}

/** RFC 7606 §5.3, §3 j. */
function countIpv4(
  bytes: Uint8Array,
  start: number,
  at: number,
  end: number,
  pathIds: boolean,
  scan: UpdateScan,
): number {
  const count = countPrefixes(bytes, at, end, IPV4_BITS, pathIds);
  if (count >= 0) return count;
  const bad = -1 - count;
  const reason = prefixReason(bytes, bad, end, IPV4_BITS, pathIds);
  addFault(scan, updateFault(bad - start, reason, UpdateSubcode.InvalidNetworkField, 'session-reset'));
  return 0;
}

/** The number of attributes that were walked. */
function scanAttributes(
  bytes: Uint8Array,
  start: number,
  from: number,
  end: number,
  context: DecodeContext,
  scan: UpdateScan,
): number {
  let count = 0;
  let at = from;
  while (at < end) {
    const flags = u8(bytes, at);
    const extended = (flags & AttributeFlag.EXTENDED_LENGTH) !== 0;
    const valueAt = at + (extended ? 4 : 3);
    const length = extended ? u16(bytes, at + 2) : u8(bytes, at + 2);
    const next = valueAt + length;
    if (valueAt > end || next > end) {
      const reason = `path attribute runs ${Math.max(valueAt, next) - end} octets over the end of the list`;
      addFault(scan, updateFault(at - start, reason, UpdateSubcode.MalformedAttributeList, 'treat-as-withdraw')); // RFC 7606 §4
      return count;
    }
    const type = u8(bytes, at + 1);
    if (hasType(scan, type)) {
      repeated(scan, type, at - start);
    } else {
      addType(scan, type);
      const known = flagsOf(type);
      if ((flags & JUDGED_FLAGS) !== known) judgeFlags(scan, type, flags, known, at - start);
      scanAttribute(bytes, start, type, valueAt, next, context, scan);
    }
    count++;
    at = next;
  }
  return count;
}

/** RFC 7606 §3 g. */
function repeated(scan: UpdateScan, type: number, offset: number): void {
  const mp = type === AttributeType.MP_REACH_NLRI || type === AttributeType.MP_UNREACH_NLRI;
  const treatment: Treatment = mp ? 'session-reset' : 'attribute-discard';
  const reason = `${attributeName(type)} a second time`;
  addFault(scan, updateFault(offset, reason, UpdateSubcode.MalformedAttributeList, treatment));
}

/** RFC 7606 §3 c. One that is not optional must be known (RFC 4271 §6.3); of those kept raw only that bit is judged. */
function judgeFlags(scan: UpdateScan, type: number, flags: number, known: number, offset: number): void {
  if (known === 0 && (flags & AttributeFlag.OPTIONAL) !== 0) return;
  const shown = `0x${flags.toString(16).padStart(2, '0')}`;
  if (known === 0 && !isRegistered(type)) {
    const reason = `well-known attribute ${type} is not known (flags ${shown})`;
    addFault(scan, updateFault(offset, reason, UpdateSubcode.UnrecognizedWellKnownAttribute, 'session-reset'));
  } else {
    const reason = `${attributeName(type)} with flags ${shown}${known === 0 ? '' : `, not 0x${known.toString(16)}`}`;
    addFault(scan, updateFault(offset, reason, UpdateSubcode.AttributeFlagsError, flagsTreatment(type, flags)));
  }
}

/** What only all attributes together show: RFC 7606 §3 d, §5.2. */
function judgeWhole(scan: UpdateScan, offset: number): void {
  const reaches = scan.announced > 0 || scan.reachFamily !== -1;
  if (reaches && !hasType(scan, AttributeType.ORIGIN)) missing(scan, offset, AttributeType.ORIGIN);
  const hasPath = hasType(scan, AttributeType.AS_PATH) || hasType(scan, AttributeType.BGPSEC_PATH); // RFC 8205 §4.1: never both
  if (reaches && !hasPath) missing(scan, offset, AttributeType.AS_PATH);
  if (scan.announced > 0 && !hasType(scan, AttributeType.NEXT_HOP)) missing(scan, offset, AttributeType.NEXT_HOP);
  const announces = scan.announced > 0 || scan.reachCount > 0;
  if (scan.fault?.treatment === 'treat-as-withdraw' && !announces) {
    scan.fault = { ...scan.fault, treatment: 'session-reset' };
  }
}

function missing(scan: UpdateScan, offset: number, type: number): void {
  const reason = `${attributeName(type)} is missing`;
  addFault(scan, updateFault(offset, reason, UpdateSubcode.MissingWellKnownAttribute, 'treat-as-withdraw'));
}

/** RFC 4724 §2: an empty UPDATE, or MP_UNREACH_NLRI alone and empty. */
function endOfRib({ unreachFamily, unreachCount, fault }: UpdateScan, attributes: number): number {
  if (fault !== null) return -1;
  if (attributes === 0) return IPV4_UNICAST;
  return attributes === 1 && unreachCount === 0 ? unreachFamily : -1;
}
