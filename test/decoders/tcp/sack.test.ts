import { assert, property, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSackBlocks } from '../../../src/decoders/tcp/sack.ts';
import { be32 } from '../../net/encode.ts';

const read = (...octets: number[]) => readSackBlocks(Uint8Array.from(octets), 0, octets.length);
const BLOCKS = [5, 18, ...be32(100), ...be32(200), ...be32(4_294_967_000), ...be32(5)];
const TIMESTAMPS = [8, 10, ...be32(1), ...be32(2)];

describe('readSackBlocks', () => {
  test('finds them behind other options', () => {
    expect(read(1, 1, ...TIMESTAMPS, 1, 1, ...BLOCKS)).toEqual([
      { left: 100, right: 200 },
      { left: 4_294_967_000, right: 5 },
    ]);
  });

  test('none: no option, the end of the list before it, a length that cannot be', () => {
    expect(read(1, 1, ...TIMESTAMPS)).toEqual([]);
    expect(read(0, ...BLOCKS)).toEqual([]);
    expect(read(8, 1, ...BLOCKS)).toEqual([]);
    expect(read(...BLOCKS.slice(0, 12))).toEqual([]);
  });

  test('never more than what is there, whatever the octets', () => {
    assert(
      property(uint8Array({ maxLength: 40 }), (octets) => {
        expect(readSackBlocks(octets, 0, octets.length).length).toBeLessThanOrEqual(4);
      }),
    );
  });
});
