/**
 * MPLS labels in NLRI (RFC 8277 §2.2): 20 bits of label, 3 of traffic class, and one that marks the bottom of the stack.
 * RFC 8365 §5.1.3 puts a VNI in all 24.
 */
import type { ByteReader } from '../../../bytes/reader.ts';
import { readNumber } from '../read-fields.ts';

const BOTTOM = 1;
/** What stands for the labels of a withdrawal: RFC 8277 §2.4, and as some wrote it before. */
const WITHDRAWN: ReadonlySet<number> = new Set([0x80_0000, 0]);

/** All 24 bits. */
export const decodeLabelField = (reader: ByteReader): number => readNumber(reader, 3, 'label');

export const labelOf = (field: number): number => field >> 4;

/** Labels up to the bottom of the stack; none where a withdrawal names none. */
export function decodeLabelStack(reader: ByteReader, withdrawn: boolean): readonly number[] {
  const labels: number[] = [];
  for (;;) {
    const field = decodeLabelField(reader);
    if (withdrawn && labels.length === 0 && WITHDRAWN.has(field)) return labels;
    labels.push(labelOf(field));
    if ((field & BOTTOM) !== 0) return labels;
  }
}
