/**
 * MPLS labels in NLRI (RFC 8277 §2.2): 20 bits of label, 3 of traffic class, and one that marks the bottom of the stack.
 * RFC 8365 §5.1.3 puts a VNI in all 24.
 */
import type { ByteReader } from '../../../bytes/reader.ts';
import { u16, u8 } from '../../../net/octets.ts';
import { readNumber } from '../read-fields.ts';

const LABEL_BITS = 24;
const BOTTOM = 1;
/** What stands for the labels of a withdrawal: RFC 8277 §2.4, and as some wrote it before. */
const WITHDRAWN: ReadonlySet<number> = new Set([0x80_0000, 0]);

/** All 24 bits. */
export const decodeLabelField = (reader: ByteReader): number => readNumber(reader, 3, 'label');

export const labelOf = (field: number): number => field >> 4;

/** Labels up to the bottom of the stack, in the first `bits` of what `reader` holds; none where a withdrawal names none. */
export function decodeLabelStack(reader: ByteReader, bits: number, withdrawn: boolean): readonly number[] {
  const depth = stackDepth(reader.octets, bits, withdrawn);
  const fields = Array.from({ length: depth }, () => decodeLabelField(reader));
  return withdrawn && WITHDRAWN.has(fields[0] ?? 0) ? [] : fields.map(labelOf);
}

/** Without a bottom in sight it is one label: of one alone a receiver has to ignore the bit (RFC 8277 §2.2, §2.4). */
function stackDepth(octets: Uint8Array, bits: number, withdrawn: boolean): number {
  if (withdrawn && WITHDRAWN.has((u16(octets, 0) << 8) | u8(octets, 2))) return 1;
  for (let depth = 1; LABEL_BITS * depth <= bits; depth++) {
    if ((u8(octets, 3 * depth - 1) & BOTTOM) !== 0) return depth;
  }
  return 1;
}
