/** Every capture of `fixtures/`: its slice gives the same findings, and is read by others. */
import { describe, expect, test } from 'vitest';
import { reRead } from '../../src/cli/slice/re-read.ts';
import { compareFindings } from '../../src/slice/same-findings.ts';
import { fixtures, sliceOf } from './slice-of.ts';

/** LINUX_SLL is shorter than LINUX_SLL2, but longer than no link layer at all. */
const GROWTH = 100;

describe('the slice of', () => {
  test.each(fixtures)('$name', async (fixture) => {
    const { whole, again, file, packets } = await sliceOf(fixture);
    expect(compareFindings(whole, again, (address) => address)).toEqual({ sessions: [], other: false });
    expect(await reRead(file, packets)).toBe(null);
    expect(file.length).toBeLessThanOrEqual(fixture.bytes.length + GROWTH);
  });
});
