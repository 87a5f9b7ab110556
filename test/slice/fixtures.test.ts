/** Every capture of `fixtures/`: its slice gives the same findings, and is read by others. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeSlice, type Slice, type Whole } from '../../src/cli/slice/make-slice.ts';
import { reRead } from '../../src/cli/slice/re-read.ts';
import { buildReport, createCaptureAnalysis, type Report } from '../../src/index.ts';
import { compareFindings } from '../../src/slice/same-findings.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const settings = { version: '0.0.0', generatedAt: '2026-01-01T00:00:00.000Z' };

const fixtures = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.pcap(ng)?$/.test(name))
  .toSorted()
  .map((name) => ({ name, bytes: readFileSync(new URL(name, FIXTURES)) }));

function analyse(name: string, bytes: Uint8Array): Whole {
  const analysis = createCaptureAnalysis();
  const input = analysis.open(name);
  input.push(bytes);
  input.end(bytes.length);
  const evidence = analysis.finish();
  return { evidence, report: buildReport(evidence, settings) };
}

async function sliceOf(name: string, bytes: Uint8Array): Promise<{ readonly whole: Report; readonly slice: Slice }> {
  const whole = analyse(name, bytes);
  const slice = await makeSlice(
    whole,
    async (selection) => {
      const input = selection.open(name);
      input.push(bytes);
      input.end();
      return true;
    },
    { ...settings, ports: [], path: 'slice.pcap' },
  );
  if (slice === null) throw new Error('no slice');
  return { whole: whole.report, slice };
}

describe('the slice of', () => {
  test.each(fixtures)('$name', async ({ name, bytes }) => {
    const { whole, slice } = await sliceOf(name, bytes);
    const again = analyse('slice.pcap', slice.file).report;
    expect(compareFindings(whole, again, (address) => address)).toEqual({ sessions: [], other: false });
    expect(await reRead(slice.file, slice.packets)).toBe(null);
    expect(slice.file.length).toBeLessThanOrEqual(bytes.length + 100);
  });
});
