/** Bare prefixes as values; the picture is in scan-nlri.ts. */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { Afi, formatPrefix } from '../../../net/prefix.ts';
import type { Nlri } from '../message.ts';

/** Reads prefixes to the end of `reader` into `into`, where those read so far remain if one breaks the format (DecodeError). */
export function decodePrefixes(reader: ByteReader, afi: Afi, pathIds: boolean, into: Nlri[]): void {
  const maxBits = afi === Afi.IPv4 ? 32 : 128;
  while (reader.remaining > 0) {
    const pathId = pathIds ? reader.u32('pathId') : -1;
    const { offset } = reader;
    const bits = reader.u8('prefixLength');
    if (bits > maxBits) throw new DecodeError('bgp.nlri', 'prefixLength', offset, `is ${bits}, maximum ${maxBits}`);
    const octets = reader.bytes((bits + 7) >> 3, 'prefix');
    const prefix = reader.note(formatPrefix(octets, 0, bits, afi));
    into.push(pathIds ? { prefix, pathId } : { prefix });
  }
}
