import type { ByteReader } from '../../../bytes/reader.ts';
import { formatAddress } from '../../../net/address.ts';

/** NEXT_HOP (RFC 4271 §5.1.3), and ORIGINATOR_ID (RFC 4456 §8), 9: one IPv4 address. */
export function decodeIpv4Address(reader: ByteReader): string {
  return reader.note(formatAddress(reader.bytes(4, 'address'), 0, 4));
}
