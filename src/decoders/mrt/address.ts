import { type ByteReader, DecodeError } from '../../bytes/reader.ts';
import { formatAddress } from '../../net/address.ts';
import { Afi } from '../../net/prefix.ts';

/** Reads the Address Family field, which says how long the addresses behind it are. */
export function decodeAddressFamily(reader: ByteReader): Afi {
  const { offset } = reader;
  const afi = reader.u16('addressFamily');
  if (afi === Afi.IPv4 || afi === Afi.IPv6) return afi;
  throw new DecodeError('mrt', 'addressFamily', offset, `is ${afi}, known are 1 (IPv4) and 2 (IPv6)`);
}

export function decodeAddress(reader: ByteReader, afi: Afi, field: string): string {
  const length = afi === Afi.IPv4 ? 4 : 16;
  return formatAddress(reader.bytes(length, field), 0, length);
}
