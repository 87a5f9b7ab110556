/** NLRI as values; the picture is in scan-nlri.ts. */
import { type ByteReader, DecodeError } from '../../bytes/reader.ts';
import { Afi, formatPrefix } from '../../net/prefix.ts';
import { familyCode } from './families.ts';
import { toHex } from './hex.ts';
import type { DecodeContext, Nlri, RawNlri } from './message.ts';
import { addressBits } from './scan-nlri.ts';

/** Reads prefixes to the end of `reader` into `into`, where those read so far remain if one breaks the format (DecodeError). */
export function decodePrefixes(reader: ByteReader, afi: Afi, pathIds: boolean, into: Nlri[]): void {
  const maxBits = afi === Afi.IPv4 ? 32 : 128;
  while (reader.remaining > 0) {
    const pathId = pathIds ? { pathId: reader.u32('pathId') } : {};
    const { offset } = reader;
    const bits = reader.u8('prefixLength');
    if (bits > maxBits) throw new DecodeError('bgp.nlri', 'prefixLength', offset, `is ${bits}, maximum ${maxBits}`);
    const octets = reader.bytes((bits + 7) >> 3, 'prefix');
    into.push({ prefix: formatPrefix(octets, 0, bits, afi), ...pathId });
  }
}

/** NLRI of MP_REACH_NLRI and MP_UNREACH_NLRI: prefixes of IPv4 and IPv6 unicast and multicast, all others in one raw piece. */
export function decodeMpNlri(
  reader: ByteReader,
  afi: number,
  safi: number,
  { addPath }: DecodeContext,
): readonly (Nlri | RawNlri)[] {
  if (addressBits(afi, safi) === 0) {
    if (reader.remaining === 0) return [];
    return [{ kind: 'raw', value: toHex(reader.bytes(reader.remaining, 'nlri')) }];
  }
  const prefixes: Nlri[] = [];
  decodePrefixes(reader, afi === Afi.IPv4 ? Afi.IPv4 : Afi.IPv6, addPath.has(familyCode(afi, safi)), prefixes);
  return prefixes;
}
