import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAsMap } from '../../../src/slice/anonymise/as-numbers.ts';
import { cipher } from '../slice-of.ts';

const as = createAsMap(cipher);

describe('AS numbers', () => {
  test.each([0, 23_456, 64_496, 64_511, 65_535, 65_536, 65_551, 131_071, 4_294_967_295])('%i stays', (number) => {
    expect(as(number)).toBe(number);
  });

  test.each([
    [1, 23_455],
    [23_457, 64_495],
    [64_512, 65_534],
    [131_072, 4_199_999_999],
    [4_200_000_000, 4_294_967_294],
  ])('from %i to %i become others of them', (first, last) => {
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), (number) => {
        expect(as(number)).toBeGreaterThanOrEqual(first);
        expect(as(number)).toBeLessThanOrEqual(last);
      }),
    );
  });

  test('never two become one', () => {
    const all = Array.from({ length: 1_023 }, (_, index) => as(64_512 + index));
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((number, index) => number === 64_512 + index).length).toBeLessThan(10);
  });
});
