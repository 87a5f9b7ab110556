/**
 * NLRI (RFC 4271 §4.3, RFC 4760 §5), with a path identifier where ADD-PATH is negotiated (RFC 7911 §3).
 *
 *   +------------------+------------------+--------------------------------+
 *   | Path Identifier  | Length in bits   | Prefix, in as few octets       |
 *   | 4 octets, or none| 1 octet          | as hold the bits               |
 *   +------------------+------------------+--------------------------------+
 */
import { u8 } from '../../net/octets.ts';
import { Afi, Safi } from './registry/address-families.ts';

/** Bits of an address of the family, where its NLRI are bare prefixes; 0 where they are kept raw. */
export function addressBits(afi: number, safi: number): number {
  if (safi !== Safi.UNICAST && safi !== Safi.MULTICAST) return 0;
  if (afi === Afi.IPV4) return 32;
  return afi === Afi.IPV6 ? 128 : 0;
}

/** The number of prefixes up to `end`; below 0 where one breaks the format: -1 - its first octet. */
export function countPrefixes(bytes: Uint8Array, from: number, end: number, maxBits: number, pathIds: boolean): number {
  const before = pathIds ? 4 : 0;
  let count = 0;
  let at = from;
  while (at < end) {
    const bits = u8(bytes, at + before);
    const next = at + before + 1 + ((bits + 7) >> 3);
    if (bits > maxBits || next > end) return -1 - at;
    at = next;
    count++;
  }
  return count;
}

/** Why `countPrefixes` stopped at the prefix at `at`. */
export function prefixReason(bytes: Uint8Array, at: number, end: number, maxBits: number, pathIds: boolean): string {
  const before = pathIds ? 4 : 0;
  if (at + before >= end) return `path identifier of 4 octets, ${end - at} left`;
  const bits = u8(bytes, at + before);
  if (bits > maxBits) return `prefix length ${bits}, maximum ${maxBits}`;
  return `prefix length ${bits} needs ${(bits + 7) >> 3} octets, ${end - at - before - 1} left`;
}

/** RFC 4760 §3, RFC 2545 §3, RFC 8950 §3: one address, or a global and a link-local one. */
export function nextHopFits(afi: number, length: number): boolean {
  return length === 16 || length === 32 || (afi === Afi.IPV4 && length === 4);
}
