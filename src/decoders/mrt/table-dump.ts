/**
 * TABLE_DUMP (RFC 6396 §4.2), the first form of a table dump: one route a record. The subtype is the address family.
 *
 *   +-------------+-----------------+---------+---------------+--------+-----------------+---------+---------+------------------+
 *   | View Number | Sequence Number | Prefix  | Prefix Length | Status | Originated Time | Peer IP | Peer AS | Attribute Length |
 *   | 2           | 2               | 4 or 16 | 1             | 1      | 4               | 4 or 16 | 2       | 2, and they      |
 *   +-------------+-----------------+---------+---------------+--------+-----------------+---------+---------+------------------+
 */
import { type ByteReader, DecodeError } from '../../bytes/reader.ts';
import { Afi, formatPrefix } from '../../net/prefix.ts';
import { Safi } from '../bgp/registry/address-families.ts';
import { decodeAddress } from './address.ts';
import type { Rib } from './rib.ts';
import { decodeRibAttributes } from './rib-attributes.ts';

/** Null if `subtype` is not one of routes. */
export function decodeTableDump(reader: ByteReader, subtype: number): Rib | null {
  if (subtype !== Afi.IPv4 && subtype !== Afi.IPv6) return null;
  const viewNumber = reader.u16('viewNumber');
  const sequenceNumber = reader.u16('sequenceNumber');
  const prefix = decodePrefix(reader, subtype);
  reader.u8('status'); // unused, 1 (RFC 6396 §4.2)
  const originated = reader.u32('originatedTime');
  const address = decodeAddress(reader, subtype, 'peerIpAddress');
  const as = reader.u16('peerAs');
  const octets = reader.sub(reader.u16('attributeLength'), 'mrt.pathAttributes');
  const { fault, ...attributes } = decodeRibAttributes(octets, { afi: subtype, safi: Safi.UNICAST }, false);
  return {
    wrapper: { viewNumber, sequenceNumber },
    contents: [{ kind: 'rib', rib: { nlri: { prefix }, peer: { address, as }, originated, ...attributes }, fault }],
  };
}

/** The address stands before its length, and whole. */
function decodePrefix(reader: ByteReader, afi: Afi): string {
  const bytes = reader.bytes(afi === Afi.IPv4 ? 4 : 16, 'prefix');
  const { offset } = reader;
  const bits = reader.u8('prefixLength');
  const maxBits = 8 * bytes.length;
  if (bits > maxBits) throw new DecodeError('mrt', 'prefixLength', offset, `is ${bits}, maximum ${maxBits}`);
  return formatPrefix(bytes, 0, bits, afi);
}
