/** NLRI of MP_REACH_NLRI and MP_UNREACH_NLRI, whatever their family. */
import { ByteReader } from '../../../bytes/reader.ts';
import { Afi } from '../../../net/prefix.ts';
import { familyCode } from '../families.ts';
import { toHex } from '../hex.ts';
import type { DecodeContext, MpNlri, Nlri } from '../message.ts';
import { addressBits } from '../scan-nlri.ts';
import { FAMILY_DECODERS, type FamilyNlri } from './family-decoders.ts';
import type { NlriDecoder, NlriFamily } from './nlri-decoder.ts';
import { decodePrefixes } from './prefixes.ts';

/** All NLRI to the end of `reader`; those of a family without a decoder in one raw piece. Throws DecodeError. */
export function decodeMpNlri(reader: ByteReader, family: NlriFamily, { addPath }: DecodeContext): readonly MpNlri[] {
  const { afi, safi } = family;
  const code = familyCode(afi, safi);
  if (addressBits(afi, safi) > 0) {
    const prefixes: Nlri[] = [];
    decodePrefixes(reader, afi === Afi.IPv4 ? Afi.IPv4 : Afi.IPv6, addPath.has(code), prefixes);
    return prefixes;
  }
  const decode = FAMILY_DECODERS[code];
  if (decode !== undefined) return decodeAll(reader, family, addPath.has(code), decode);
  if (reader.remaining === 0) return [];
  return [{ kind: 'raw', value: toHex(reader.bytes(reader.remaining, 'nlri')) }];
}

function decodeAll(
  reader: ByteReader,
  family: NlriFamily,
  pathIds: boolean,
  decode: NlriDecoder<FamilyNlri>,
): readonly FamilyNlri[] {
  const nlri: FamilyNlri[] = [];
  while (reader.remaining > 0) {
    reader.group('route', () => {
      const pathId = pathIds ? { pathId: reader.u32('pathId') } : {};
      nlri.push({ ...decode(reader, family), ...pathId });
    });
  }
  return nlri;
}

/**
 * How many NLRI stand in `bytes[at]` to `bytes[end - 1]`, of a family other than bare prefixes: 1 for any number where they
 * are kept raw. `start` is the message's first octet. Throws DecodeError where one breaks its format.
 */
export function countFamilyNlri(
  bytes: Uint8Array,
  start: number,
  at: number,
  end: number,
  family: NlriFamily,
  context: DecodeContext,
): number {
  return decodeMpNlri(new ByteReader(bytes.subarray(at, end), 'bgp.nlri', at - start), family, context).length;
}
