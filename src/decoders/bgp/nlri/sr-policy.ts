/**
 * SR policies (RFC 9830 §2.1). The policy itself is in the Tunnel Encapsulation attribute (23).
 *
 *   +---------------+----------------+----------+---------------------+
 *   | NLRI Length,  | Distinguisher  | Color    | Endpoint, 4 or 16   |
 *   | in bits, 1    | 4 octets       | 4 octets | octets by the AFI   |
 *   +---------------+----------------+----------+---------------------+
 */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { Afi } from '../../../net/prefix.ts';
import { TreatedError } from '../fault.ts';
import { readIpv4, readIpv6 } from '../read-fields.ts';
import type { NlriFamily } from './nlri-decoder.ts';

export interface SrPolicyNlri {
  readonly kind: 'sr-policy';
  readonly distinguisher: number;
  readonly color: number;
  readonly endpoint: string;
}

export function decodeSrPolicy(reader: ByteReader, { afi }: NlriFamily): SrPolicyNlri {
  const { offset } = reader;
  const length = reader.u8('nlriLength');
  const expected = afi === Afi.IPv4 ? 96 : 192;
  if (length !== expected) throw badLength(reader, offset, length, expected);
  const distinguisher = reader.u32('distinguisher');
  const color = reader.u32('color');
  const endpoint = reader.note(afi === Afi.IPv4 ? readIpv4(reader, 'endpoint') : readIpv6(reader, 'endpoint'));
  return { kind: 'sr-policy', distinguisher, color, endpoint };
}

/** RFC 9830 §5: such an NLRI is treated as withdrawn where the next one can be found behind it. */
function badLength(reader: ByteReader, offset: number, length: number, expected: number): DecodeError {
  const error = new DecodeError('bgp.srPolicy', 'nlriLength', offset, `is ${length}, not ${expected}`);
  const skippable = length % 8 === 0 && length / 8 <= reader.remaining;
  return skippable ? new TreatedError(error, 'treat-as-withdraw') : error;
}
