/**
 * The header of every MRT record (RFC 6396 §2).
 *
 *   +-----------+----------+----------+----------+-------------------+----------+
 *   | Timestamp | Type     | Subtype  | Length   | Microseconds      | Message  |
 *   | 4 octets  | 2 octets | 2 octets | 4 octets | 4 octets, of *_ET | variable |
 *   +-----------+----------+----------+----------+-------------------+----------+
 *
 * Length counts what follows it, Microseconds (RFC 6396 §3) included.
 */
import type { ByteReader } from '../../bytes/reader.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import { u16, u32 } from '../../net/octets.ts';
import { unknownName } from '../bgp/registry/unknown.ts';
import type { RecordFormat } from '../records/cutter.ts';
import { SUBTYPE_NAMES, TYPE_NAMES } from './registry.ts';

const HEADER_LENGTH = 12;
const TYPE_AT = 4;
const SUBTYPE_AT = 6;
const LENGTH_AT = 8;

/** Far above a route with as many peers as any collector has, and above a full table of peers. */
const MAX_LENGTH = 16 << 20;

/** The types that have a time in microseconds: BGP4MP_ET, ISIS_ET and OSPFv3_ET. */
const EXTENDED_TIME: ReadonlySet<number> = new Set([17, 33, 49]);

/** Octets that `isMrt` looks at. */
export const MRT_HEAD_LENGTH: number = HEADER_LENGTH;

export const MRT_FORMAT: RecordFormat = {
  name: 'MRT',
  headerLength: HEADER_LENGTH,
  maxLength: MAX_LENGTH,
  lengthAt: (bytes, at) => HEADER_LENGTH + u32(bytes, at + LENGTH_AT),
};

/** Whether `head` begins a record of a type and subtype that routers write today. MRT has no magic number. */
export function isMrt(head: Uint8Array): boolean {
  if (head.length < HEADER_LENGTH) return false;
  const subtypes = SUBTYPE_NAMES[u16(head, TYPE_AT)];
  return subtypes !== undefined && u16(head, SUBTYPE_AT) in subtypes && u32(head, LENGTH_AT) <= MAX_LENGTH;
}

export interface MrtHeader {
  readonly type: number;
  readonly subtype: number;
  readonly time: Timestamp;
}

export function decodeHeader(reader: ByteReader): MrtHeader {
  const seconds = reader.u32('timestamp');
  const type = reader.u16('type');
  const subtype = reader.u16('subtype');
  reader.u32('length');
  if (!EXTENDED_TIME.has(type)) return { type, subtype, time: { seconds, nanoseconds: 0, digits: 0 } };
  const microseconds = reader.u32('microsecondTimestamp') % 1_000_000; // more than a second breaks RFC 6396 §3
  return { type, subtype, time: { seconds, nanoseconds: microseconds * 1000, digits: 6 } };
}

/** What every record of MRT says of itself: `{type: 'BGP4MP_ET', subtype: 'BGP4MP_MESSAGE_AS4'}`. */
export function headerFields(type: number, subtype: number): { readonly type: string; readonly subtype: string } {
  return {
    type: TYPE_NAMES[type] ?? unknownName(type),
    subtype: SUBTYPE_NAMES[type]?.[subtype] ?? unknownName(subtype),
  };
}
