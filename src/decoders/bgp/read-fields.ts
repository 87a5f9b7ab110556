/** Fields that several attributes and NLRI are made of. */
import type { ByteReader } from '../../bytes/reader.ts';
import { formatAddress } from '../../net/address.ts';

export const readIpv4 = (reader: ByteReader, field: string): string => formatAddress(reader.bytes(4, field), 0, 4);
export const readIpv6 = (reader: ByteReader, field: string): string => formatAddress(reader.bytes(16, field), 0, 16);

export const readText = (reader: ByteReader, field: string): string =>
  new TextDecoder().decode(reader.bytes(reader.remaining, field));

/** `02:00:00:00:00:01`. */
export const formatMac = (octets: Uint8Array): string =>
  Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join(':');

/** An unsigned number of the `octets` that come next; exact up to 6 octets. */
export function readNumber(reader: ByteReader, octets: number, field: string): number {
  let value = 0;
  for (const octet of reader.bytes(octets, field)) value = value * 256 + octet;
  return value;
}

/** Eight octets as decimal digits, since a number would not hold all of them. */
export function readU64(reader: ByteReader, field: string): string {
  let value = 0n;
  for (const octet of reader.bytes(8, field)) value = value * 256n + BigInt(octet);
  return String(value);
}

/** An entry of an MPLS label stack (RFC 3032 §2.1), four octets. */
export function readLabelEntry(reader: ByteReader, field: string): LabelEntry {
  const entry = reader.u32(field);
  return {
    label: entry >>> 12,
    trafficClass: (entry >>> 9) & 7,
    bottomOfStack: (entry & 0x100) !== 0,
    ttl: entry & 0xff,
  };
}

export interface LabelEntry {
  readonly label: number;
  readonly trafficClass: number;
  readonly bottomOfStack: boolean;
  readonly ttl: number;
}

/** The names of the bits that are set; `bits` begins at the most significant one of `octets` octets, '' is one without a name. */
export function flagNames(value: number, bits: readonly string[], octets = 1): readonly string[] {
  return bits.filter((name, index) => name !== '' && (value & (1 << (8 * octets - 1 - index))) !== 0);
}

export function readAll<T>(reader: ByteReader, readOne: (reader: ByteReader) => T): readonly T[] {
  const all: T[] = [];
  while (reader.remaining > 0) all.push(readOne(reader));
  return all;
}
