import type { ByteReader } from '../../../bytes/reader.ts';
import { administered2, administered4, administeredIpv4 } from '../attributes/administered.ts';
import { toHex } from '../hex.ts';

const BY_TYPE = [administered2, administeredIpv4, administered4];

/** RFC 4364 §4.2: `64512:100`, `10.0.0.1:100`, `4200000001:100`; one of an unknown type is its octets in hex. */
export function decodeRouteDistinguisher(reader: ByteReader): string {
  const rd = reader.sub(8, 'rd');
  const administered = BY_TYPE[rd.u16('rdType')];
  return reader.note(administered === undefined ? toHex(rd.octets) : administered(rd).value);
}
