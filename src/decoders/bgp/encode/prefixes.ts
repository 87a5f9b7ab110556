import { type ByteWriter, EncodeError } from '../../../bytes/writer.ts';
import { addressOctets } from '../../../net/address.ts';
import type { Nlri } from '../message.ts';

/** Bare prefixes (RFC 4271 §4.3), each behind its path identifier where it has one (RFC 7911 §3). */
export function encodePrefixes(prefixes: readonly Nlri[], into: ByteWriter): void {
  for (const { prefix, pathId } of prefixes) {
    if (pathId !== undefined) into.u32(pathId, 'pathId');
    const [address = '', length = ''] = prefix.split('/');
    const octets = addressOctets(address);
    const bits = Number(length);
    if (length === '' || !(bits <= 8 * octets.length)) throw new EncodeError('prefix', `${prefix} is none`);
    into.u8(bits, 'prefixLength').bytes(octets.subarray(0, (bits + 7) >> 3));
  }
}
