import type { ByteReader } from '../../../bytes/reader.ts';
import { formatAddress } from '../../../net/address.ts';
import { u16, u32 } from '../../../net/octets.ts';
import { toHex } from '../hex.ts';

/** RFC 4364 §4.2: `64512:100`, `10.0.0.1:100`, `4200000001:100`; one of an unknown type is its octets in hex. */
export function decodeRouteDistinguisher(reader: ByteReader): string {
  const octets = reader.bytes(8, 'rd');
  return reader.note(formatAdministrator(u16(octets, 0), octets.subarray(2)) ?? toHex(octets));
}

/** Administrator and assigned number in six octets, divided by a type of 0, 1 or 2; null for others. */
export function formatAdministrator(type: number, octets: Uint8Array): string | null {
  switch (type) {
    case 0:
      return `${u16(octets, 0)}:${u32(octets, 2)}`;
    case 1:
      return `${formatAddress(octets, 0, 4)}:${u16(octets, 4)}`;
    case 2:
      return `${u32(octets, 0)}:${u16(octets, 4)}`;
    default:
      return null;
  }
}
