/** Fields that NLRI of several families share. */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { formatAddress } from '../../../net/address.ts';
import { Afi, formatPrefix } from '../../../net/prefix.ts';
import { formatMac } from '../read-fields.ts';

/** An address of 4 or 16 octets. */
export function decodeAddress(reader: ByteReader, octets: number, field: string): string {
  const { offset } = reader;
  if (octets !== 4 && octets !== 16) {
    throw new DecodeError('bgp.nlri', field, offset, `is ${octets} octets, neither 4 nor 16`);
  }
  return reader.note(formatAddress(reader.bytes(octets, field), 0, octets));
}

/** An address behind its length in bits; null where that is 0. */
export function decodeSizedAddress(reader: ByteReader, field: string): string | null {
  const { offset } = reader;
  const bits = reader.u8(`${field}Length`);
  if (bits === 0) return null;
  if (bits === 32 || bits === 128) return decodeAddress(reader, bits / 8, field);
  throw new DecodeError('bgp.nlri', `${field}Length`, offset, `is ${bits}, none of 0, 32 and 128`);
}

/** A prefix behind its length in bits; it fills as few octets as hold it, or `octets`. */
export function decodeSizedPrefix(reader: ByteReader, afi: Afi, octets?: number): string {
  const { offset } = reader;
  const maxBits = afi === Afi.IPv4 ? 32 : 128;
  const bits = reader.u8('prefixLength');
  if (bits > maxBits) throw new DecodeError('bgp.nlri', 'prefixLength', offset, `is ${bits}, maximum ${maxBits}`);
  return reader.note(formatPrefix(reader.bytes(octets ?? (bits + 7) >> 3, 'prefix'), 0, bits, afi));
}

/** `02:42:ac:11:00:02`, as MAC addresses and Ethernet segment identifiers are written. */
export function decodeColons(reader: ByteReader, octets: number, field: string): string {
  return reader.note(formatMac(reader.bytes(octets, field)));
}

/** What is left of a route whose fields have been read says that its length is wrong. */
export function expectEnd(reader: ByteReader): void {
  if (reader.remaining > 0) {
    throw new DecodeError(
      'bgp.nlri',
      'length',
      reader.offset,
      `leaves ${reader.remaining} octets behind the last field`,
    );
  }
}
