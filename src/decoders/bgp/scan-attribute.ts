/** The content of one path attribute: what a receiver counts in it, and what it objects to. */
import { ByteReader, DecodeError } from '../../bytes/reader.ts';
import { u16, u32, u8 } from '../../net/octets.ts';
import { lengthFits, lengthRule, lengthTreatment, malformedTreatment } from './attribute-rules.ts';
import { decodeAttributeValue } from './attributes/decoders.ts';
import { familyCode } from './families.ts';
import { messageFault, type Treatment, TreatedError } from './fault.ts';
import type { MessageFault } from './fault.ts';
import type { DecodeContext } from './message.ts';
import { Safi } from './registry/address-families.ts';
import { AttributeType, attributeName } from './registry/attributes.ts';
import { ErrorCode, UpdateSubcode } from './registry/notifications.ts';
import { noteSpecialAs, scanAsPath, WELL_FORMED } from './scan-as-path.ts';
import { scanCommunities } from './scan-communities.ts';
import { countFamilyNlri } from './nlri/decode-nlri.ts';
import { addressBits, countPrefixes, nextHopFits, prefixReason } from './scan-nlri.ts';
import { addFault, createUpdateScan, type UpdateScan } from './scan-result.ts';

export const MAX_ORIGIN = 2; // IGP, EGP, INCOMPLETE

/** `at` to `end` are the value's octets, `start` is the message's first. */
export function scanAttribute(
  bytes: Uint8Array,
  start: number,
  type: number,
  at: number,
  end: number,
  context: DecodeContext,
  scan: UpdateScan,
): void {
  switch (type) {
    case AttributeType.AS_PATH:
      scanPath(bytes, start, type, at, end, context.fourOctetAs ? 4 : 2, scan);
      break;
    case AttributeType.AS4_PATH:
      scanPath(bytes, start, type, at, end, 4, scan);
      break;
    case AttributeType.MP_REACH_NLRI:
      scanReach(bytes, start, at, end, context, scan);
      break;
    case AttributeType.MP_UNREACH_NLRI:
      scanUnreach(bytes, start, at, end, context, scan);
      break;
    case AttributeType.AGGREGATOR:
      scanAggregator(bytes, start, at, end, context.fourOctetAs ? 4 : 2, scan);
      break;
    default:
      if (!lengthFits(type, end - at)) {
        badLength(scan, type, at - start, end - at, lengthRule(type), lengthTreatment(type));
      } else if (type === AttributeType.NEXT_HOP) {
        scan.nextHopAt = at - start;
        if (isOddNextHop(u8(bytes, at)) || u32(bytes, at) === scan.receiverIpv4) scan.isNotable = true;
      } else if (type === AttributeType.LOCAL_PREF) {
        scan.isNotable = true;
      } else if (type === AttributeType.COMMUNITIES) {
        scanCommunities(bytes, at, end, scan);
      } else if (type === AttributeType.ORIGIN && u8(bytes, at) > MAX_ORIGIN) {
        const reason = `ORIGIN ${u8(bytes, at)}, known are 0 to ${MAX_ORIGIN}`;
        addFault(scan, updateFault(at - start, reason, UpdateSubcode.InvalidOriginAttribute, 'treat-as-withdraw'));
      } else if (type === AttributeType.AS4_AGGREGATOR) {
        noteSpecialAs(scan, u32(bytes, at), 'AGGREGATOR');
      } else {
        const treatment = malformedTreatment(type);
        if (treatment !== undefined) scanValue(bytes, start, type, at, end, context, treatment, scan);
      }
  }
}

/** Of attributes rare enough to be read as values; a receiver checks those that it knows (RFC 4271 §6.3). */
function scanValue(
  bytes: Uint8Array,
  start: number,
  type: number,
  at: number,
  end: number,
  context: DecodeContext,
  treatment: Treatment,
  scan: UpdateScan,
): void {
  try {
    const reader = new ByteReader(bytes.subarray(at, end), 'bgp.attribute', at - start);
    decodeAttributeValue(type, reader, context);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const reason = `${attributeName(type)}: ${error.field}: ${error.reason}`;
    const asked = error instanceof TreatedError ? error.treatment : treatment;
    addFault(scan, updateFault(error.offset, reason, UpdateSubcode.OptionalAttributeError, asked));
  }
}

/** RFC 7606 §7.2; AS4_PATH is ignored where it is malformed (RFC 6793 §6), and is so without a segment. */
function scanPath(
  bytes: Uint8Array,
  start: number,
  type: number,
  at: number,
  end: number,
  width: 2 | 4,
  scan: UpdateScan,
): void {
  const bad = scanAsPath(bytes, at, end, width, scan);
  if (type === AttributeType.AS_PATH) {
    if (bad === WELL_FORMED) return;
    forgetPath(scan);
    const other = width === 2 ? 4 : 2;
    const fits =
      scanAsPath(bytes, at, end, other, createUpdateScan()) === WELL_FORMED
        ? `; with ${other}-octet numbers it reads well`
        : '';
    const reason = `${segmentReason(bytes, bad, end)} of ${width}-octet AS numbers${fits}`;
    addFault(scan, updateFault(bad - start, reason, UpdateSubcode.MalformedAsPath, 'treat-as-withdraw'));
  } else if (bad !== WELL_FORMED || at === end) {
    const reason = at === end ? 'AS4_PATH without a segment' : `AS4_PATH: ${segmentReason(bytes, bad, end)}`;
    const offset = at === end ? at : bad;
    addFault(scan, updateFault(offset - start, reason, UpdateSubcode.OptionalAttributeError, 'attribute-discard'));
  }
}

/** Of 0.0.0.0/8, 127.0.0.0/8, and from 224.0.0.0 on: whoever judges it looks closer. */
export const isOddNextHop = (first: number): boolean => first === 0 || first === 127 || first >= 224;

/** Numbers of a path that cannot be read to its end are no AS numbers. */
function forgetPath(scan: UpdateScan): void {
  scan.reservedAs = -1;
  scan.documentationAs = -1;
  scan.maxAs = -1;
  scan.hasReceiverAs = false;
  scan.hasConfederation = false;
}

function segmentReason(bytes: Uint8Array, at: number, end: number): string {
  if (at + 2 > end) return 'one octet left for a segment';
  return `segment of type ${u8(bytes, at)} with ${u8(bytes, at + 1)} numbers in ${end - at - 2} octets`;
}

/** RFC 7606 §7.7. */
function scanAggregator(
  bytes: Uint8Array,
  start: number,
  at: number,
  end: number,
  width: 2 | 4,
  scan: UpdateScan,
): void {
  if (end - at === width + 4) noteSpecialAs(scan, width === 4 ? u32(bytes, at) : u16(bytes, at), 'AGGREGATOR');
  else badLength(scan, AttributeType.AGGREGATOR, at - start, end - at, String(width + 4), 'attribute-discard');
}

/** RFC 4760 §3: AFI (2), SAFI (1), next hop's length (1), next hop, reserved (1), NLRI. */
function scanReach(
  bytes: Uint8Array,
  start: number,
  at: number,
  end: number,
  context: DecodeContext,
  scan: UpdateScan,
): void {
  if (end - at < 5) return badMp(scan, at - start, `MP_REACH_NLRI of ${end - at} octets, minimum 5`);
  const afi = u16(bytes, at);
  const safi = u8(bytes, at + 2);
  const nextHopLength = u8(bytes, at + 3);
  const nlriAt = at + 5 + nextHopLength;
  if (nlriAt > end || (addressBits(afi, safi) > 0 && !nextHopFits(afi, nextHopLength))) {
    const reason = `next hop of ${nextHopLength} octets in AFI ${afi}, SAFI ${safi}, ${end - at - 5} octets left`;
    return badMp(scan, at + 3 - start, reason);
  }
  scan.reachFamily = familyCode(afi, safi);
  scan.isNotable = true;
  scan.reachNextHopAt = at + 4 - start;
  scan.reachNextHopLength = nextHopLength;
  scan.reachAt = nlriAt - start;
  scan.reachEnd = end - start;
  scan.reachCount = countMpNlri(bytes, start, nlriAt, end, scan.reachFamily, false, context, scan);
}

/** RFC 4760 §4: AFI (2), SAFI (1), withdrawn NLRI. */
function scanUnreach(
  bytes: Uint8Array,
  start: number,
  at: number,
  end: number,
  context: DecodeContext,
  scan: UpdateScan,
): void {
  if (end - at < 3) return badMp(scan, at - start, `MP_UNREACH_NLRI of ${end - at} octets, minimum 3`);
  scan.unreachFamily = familyCode(u16(bytes, at), u8(bytes, at + 2));
  scan.unreachAt = at + 3 - start;
  scan.unreachEnd = end - start;
  scan.unreachCount = countMpNlri(bytes, start, at + 3, end, scan.unreachFamily, true, context, scan);
}

function countMpNlri(
  bytes: Uint8Array,
  start: number,
  at: number,
  end: number,
  family: number,
  withdrawn: boolean,
  context: DecodeContext,
  scan: UpdateScan,
): number {
  const maxBits = addressBits(family >> 8, family & 0xff);
  if (maxBits === 0) return countOthers(bytes, start, at, end, family, withdrawn, context, scan);
  const pathIds = context.addPath.has(family);
  const count = countPrefixes(bytes, at, end, maxBits, pathIds);
  if (count >= 0) return count;
  const bad = -1 - count;
  badMp(scan, bad - start, prefixReason(bytes, bad, end, maxBits, pathIds));
  return 0;
}

/** Rare enough to be read as values. */
function countOthers(
  bytes: Uint8Array,
  start: number,
  at: number,
  end: number,
  family: number,
  withdrawn: boolean,
  context: DecodeContext,
  scan: UpdateScan,
): number {
  try {
    return countFamilyNlri(bytes, start, at, end, { afi: family >> 8, safi: family & 0xff, withdrawn }, context);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const isTreated = error instanceof TreatedError;
    const rest = DISABLED.has(family & 0xff) ? 'afi-safi-disable' : 'session-reset';
    badMp(scan, error.offset, `${error.field}: ${error.reason}`, isTreated ? error.treatment : rest);
    return isTreated ? 1 : 0;
  }
}

/** SAFIs whose documents have only the family given up where its NLRI can't be told apart: RFC 9552 §8.2.2, RFC 9830 §5. */
const DISABLED: ReadonlySet<number> = new Set([Safi.LINK_STATE, Safi.LINK_STATE_VPN, Safi.SR_POLICY]);

/** Without these NLRI nothing can be treated as withdrawn (RFC 7606 §3 j, §7.11; the subcode is that of RFC 4760 §7). */
function badMp(scan: UpdateScan, offset: number, reason: string, treatment: Treatment = 'session-reset'): void {
  addFault(scan, updateFault(offset, reason, UpdateSubcode.OptionalAttributeError, treatment));
}

function badLength(
  scan: UpdateScan,
  type: number,
  offset: number,
  length: number,
  rule: string,
  treatment: Treatment,
): void {
  const reason = `${attributeName(type)} of ${length} octets, not ${rule}`;
  addFault(scan, updateFault(offset, reason, UpdateSubcode.AttributeLengthError, treatment));
}

export function updateFault(offset: number, reason: string, subcode: number, treatment: Treatment): MessageFault {
  return messageFault(offset, reason, ErrorCode.UpdateMessageError, subcode, treatment);
}
