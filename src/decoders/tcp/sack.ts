/**
 * Selective acknowledgements (RFC 2018 §3, RFC 2883): pairs of sequence numbers, the left edge and what follows the right one.
 *
 *   +--------+--------+------------+-------------+------------+----
 *   | kind 5 | length | left edge  | right edge  | left edge  | …
 *   +--------+--------+------------+-------------+------------+----
 */
import { u32, u8 } from '../../net/octets.ts';

export interface SackBlock {
  readonly left: number;
  readonly right: number;
}

const Kind = { End: 0, NoOperation: 1, SACK: 5 } as const;
const BLOCK = 8;

/** Only of a segment that is about a loss: most carry none, and nobody asks. Reads up to the first impossible length. */
export function readSackBlocks(bytes: Uint8Array, start: number, end: number): SackBlock[] {
  let at = start;
  while (at + 2 <= end) {
    const kind = u8(bytes, at);
    if (kind === Kind.End) return [];
    if (kind === Kind.NoOperation) {
      at += 1;
      continue;
    }
    const length = u8(bytes, at + 1);
    if (length < 2 || at + length > end) return [];
    if (kind === Kind.SACK) return blocksOf(bytes, at + 2, at + length);
    at += length;
  }
  return [];
}

function blocksOf(bytes: Uint8Array, start: number, end: number): SackBlock[] {
  const blocks: SackBlock[] = [];
  for (let at = start; at + BLOCK <= end; at += BLOCK) blocks.push({ left: u32(bytes, at), right: u32(bytes, at + 4) });
  return blocks;
}
