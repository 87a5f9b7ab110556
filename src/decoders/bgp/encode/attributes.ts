/** Path attributes to octets: those of RFC 4271 and its common companions, and whatever was kept raw. */
import { ByteWriter, EncodeError } from '../../../bytes/writer.ts';
import { addressOctets } from '../../../net/address.ts';
import { ORIGINS } from '../attributes/01-origin.ts';
import { SEGMENT_TYPES } from '../attributes/02-as-path.ts';
import { fromHex, isHex } from '../hex.ts';
import type { DecodeContext, PathAttribute } from '../message.ts';
import { AttributeFlag, AttributeType } from '../registry/attributes.ts';
import { addressBits } from '../scan-nlri.ts';
import { encodePrefixes } from './prefixes.ts';
import { isAggregator, isMpReach, isMpUnreach, isPrefixes, isSegments, isTexts } from './shapes.ts';

type Write = (value: unknown, into: ByteWriter, context: DecodeContext) => boolean;

/** Each says false of a value that is not of its kind: then it is hex, or nothing writes it. */
const WRITERS: Readonly<Record<number, Write>> = {
  [AttributeType.ORIGIN]: writeOrigin,
  [AttributeType.AS_PATH]: (value, into, { fourOctetAs }) => writeSegments(value, into, fourOctetAs ? 4 : 2),
  [AttributeType.NEXT_HOP]: writeAddress,
  [AttributeType.MULTI_EXIT_DISC]: writeMetric,
  [AttributeType.LOCAL_PREF]: writeMetric,
  [AttributeType.ATOMIC_AGGREGATE]: (value) => value === null,
  [AttributeType.AGGREGATOR]: (value, into, { fourOctetAs }) => writeAggregator(value, into, fourOctetAs ? 4 : 2),
  [AttributeType.COMMUNITIES]: (value, into) => writeCommunities(value, into, 2),
  [AttributeType.ORIGINATOR_ID]: writeAddress,
  [AttributeType.CLUSTER_LIST]: writeAddresses,
  [AttributeType.MP_REACH_NLRI]: writeMpReach,
  [AttributeType.MP_UNREACH_NLRI]: writeMpUnreach,
  [AttributeType.AS4_PATH]: (value, into) => writeSegments(value, into, 4),
  [AttributeType.AS4_AGGREGATOR]: (value, into) => writeAggregator(value, into, 4),
  [AttributeType.LARGE_COMMUNITY]: (value, into) => writeCommunities(value, into, 4),
};

/** The length has two octets where the flags say so, or the value needs it. Throws EncodeError at a value that nothing writes. */
export function encodeAttribute(
  { type, name, flags, value }: Pick<PathAttribute, 'type' | 'name' | 'flags' | 'value'>,
  context: DecodeContext,
  into: ByteWriter,
): void {
  const octets = valueOctets(type, value, context);
  if (octets === undefined) throw new EncodeError(name, 'nothing writes such a value');
  const extended = octets.length > 255 || (flags & AttributeFlag.EXTENDED_LENGTH) !== 0;
  into.u8(extended ? flags | AttributeFlag.EXTENDED_LENGTH : flags, 'attributeFlags').u8(type, 'attributeType');
  into.behindLength(extended ? 2 : 1, 'attributeLength', (all) => all.bytes(octets));
}

function valueOctets(type: number, value: unknown, context: DecodeContext): Uint8Array | undefined {
  const into = new ByteWriter();
  if (WRITERS[type]?.(value, into, context) === true) return into.finish();
  return typeof value === 'string' && isHex(value) ? fromHex(value) : undefined;
}

function writeOrigin(value: unknown, into: ByteWriter): boolean {
  const code = ORIGINS.findIndex((name) => name === value);
  if (code === -1) return false;
  into.u8(code, 'origin');
  return true;
}

function writeSegments(value: unknown, into: ByteWriter, width: 2 | 4): boolean {
  if (!isSegments(value)) return false;
  for (const { type, asns } of value) {
    into.u8(SEGMENT_TYPES.indexOf(type) + 1, 'segmentType').u8(asns.length, 'segmentLength');
    for (const as of asns) writeAs(as, into, width);
  }
  return true;
}

function writeAs(as: number, into: ByteWriter, width: 2 | 4): void {
  if (width === 4) into.u32(as, 'as');
  else into.u16(as, 'as');
}

function writeAddress(value: unknown, into: ByteWriter): boolean {
  if (typeof value !== 'string' || !value.includes('.')) return false;
  into.bytes(addressOctets(value));
  return true;
}

function writeAddresses(value: unknown, into: ByteWriter): boolean {
  return isTexts(value) && value.every((address) => writeAddress(address, into));
}

function writeMetric(value: unknown, into: ByteWriter): boolean {
  if (typeof value !== 'number') return false;
  into.u32(value, 'metric');
  return true;
}

function writeAggregator(value: unknown, into: ByteWriter, width: 2 | 4): boolean {
  if (!isAggregator(value)) return false;
  writeAs(value.as, into, width);
  into.bytes(addressOctets(value.address));
  return true;
}

/** `64512:100`, `64512:1:2`: numbers of 2 or of 4 octets. */
function writeCommunities(value: unknown, into: ByteWriter, width: 2 | 4): boolean {
  if (!isTexts(value)) return false;
  for (const community of value) for (const part of community.split(':')) writeAs(Number(part), into, width);
  return true;
}

/** RFC 4760 §3, of families whose NLRI are bare prefixes. */
function writeMpReach(value: unknown, into: ByteWriter): boolean {
  if (!isMpReach(value) || addressBits(value.afi, value.safi) === 0 || !isPrefixes(value.nlri)) return false;
  const { afi, safi, nextHop, nlri } = value;
  into.u16(afi, 'afi').u8(safi, 'safi');
  into.behindLength(1, 'nextHopLength', (hops) => {
    for (const hop of nextHop) hops.bytes(addressOctets(hop));
  });
  into.u8(0, 'reserved');
  encodePrefixes(nlri, into);
  return true;
}

function writeMpUnreach(value: unknown, into: ByteWriter): boolean {
  if (!isMpUnreach(value)) return false;
  const { afi, safi, withdrawn } = value;
  if (withdrawn.length > 0 && (addressBits(afi, safi) === 0 || !isPrefixes(withdrawn))) return false;
  into.u16(afi, 'afi').u8(safi, 'safi');
  if (isPrefixes(withdrawn)) encodePrefixes(withdrawn, into);
  return true;
}
