/** Every capture of `fixtures/`: what the lab did must be found in it, and nothing else. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildReport, checks, createCaptureAnalysis, type Report } from '../src/index.ts';
import { sampleOf } from './arbitraries/runs.ts';
import { awaited, decided, type Expectation } from './lab/scenario.ts';
import { confusionMatrix, isExact, printMatrix } from './matrix.ts';
import { judgeBy } from './schemas.ts';

const FIXTURES = new URL('../fixtures/', import.meta.url);
/** Captures up to this size are also read octet by octet. */
const SMALL = 3_000;

interface Fixture {
  readonly name: string;
  /** Of both ends of a session there are two: NAME.node.pcap and NAME.router.pcap. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly expected: Expectation;
}

const CAPTURE = /(?:\.(?:node|router))?\.pcap(?:ng)?$/;

const captures = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .filter((name) => CAPTURE.test(name))
  .toSorted();
const factsOf = (capture: string): string => capture.replace(CAPTURE, '.json');
const fixtures: readonly Fixture[] = [...new Set(captures.map(factsOf))].map((facts) => {
  const names = captures.filter((name) => factsOf(name) === facts);
  return {
    name: names.join(' '),
    files: names.map((name) => ({ name, bytes: readFileSync(new URL(name, FIXTURES)) })),
    expected: JSON.parse(readFileSync(new URL(facts, FIXTURES), 'utf8')).expect,
  };
});

function diagnose({ files }: Fixture, chunkLength?: number): Report {
  const analysis = createCaptureAnalysis({ elsewhere: new Set(files.map(({ name }) => name)) });
  for (const { name, bytes } of files) {
    const input = analysis.open(name);
    const length = chunkLength ?? bytes.length;
    const chunk = new Uint8Array(length);
    for (let at = 0; at < bytes.length; at += length) {
      const part = bytes.subarray(at, at + length);
      chunk.set(part); // the file loop uses one buffer again and again
      input.push(chunk.subarray(0, part.length));
    }
    input.end(bytes.length);
  }
  return buildReport(analysis.finish(), { version: '0.0.0', generatedAt: '2026-01-01T00:00:00.000Z' });
}

const reports = new Map<Fixture, Report>();
function reportOf(fixture: Fixture): Report {
  const report = reports.get(fixture) ?? diagnose(fixture);
  reports.set(fixture, report);
  return report;
}

/** The report in the shape of what was expected, and no more of it than that decides. */
function inShapeOf(expected: Expectation, report: Report): Expectation {
  return {
    findings: decided(expected, report.findings).toSorted(byId),
    sessions: report.sessions.map(({ state }) => ({ state })),
  };
}

const byId = (left: { readonly id: string }, right: { readonly id: string }): number =>
  left.id < right.id ? -1 : Number(left.id > right.id);

test('there are fixtures', () => {
  expect(fixtures.length).toBeGreaterThan(50);
});

const waiting = fixtures.filter(({ expected }) => awaited(expected).length > 0);
if (waiting.length > 0) console.warn(`fixtures: no check yet for ${waiting.map(({ name }) => name).join(', ')}`);

describe('fixtures', () => {
  test.each(fixtures.filter((each) => !waiting.includes(each)))('$name shows what was done', (fixture) => {
    const { expected } = fixture;
    const report = reportOf(fixture);
    expect(report.checks.filter(({ outcome }) => outcome === 'crashed')).toEqual([]);
    expect(report.incomplete).toEqual([]);
    expect(inShapeOf(expected, report)).toEqual({
      findings: expected.findings.toSorted(byId),
      sessions: expected.sessions,
    });
  });

  test.each(sampleOf(fixtures, 2))('$name gives the same report however it is cut', (fixture) => {
    const whole = JSON.stringify(reportOf(fixture));
    const isSmall = fixture.files.every(({ bytes }) => bytes.length <= SMALL);
    expect(JSON.stringify(diagnose(fixture, isSmall ? 1 : 1_000))).toBe(whole);
  });

  test('every check of packets has a fixture, and none is missed or a false alarm', () => {
    const rows = confusionMatrix(
      fixtures.map((fixture) => ({
        expected: fixture.expected.findings,
        told: decided(fixture.expected, reportOf(fixture).findings),
      })),
    );
    const ids = checks.map(({ id }) => id).filter((id) => /^(?:bgp|capture)\//.test(id));
    console.log(`fixtures: ${printMatrix(rows, ids, process.env['MATRIX'] === '1')}`);
    expect(rows.filter((row) => !isExact(row))).toEqual([]);
    expect(ids.filter((id) => !rows.some((row) => row.id === id))).toEqual([]);
  });

  test('reports keep to docs/json-schema/report-v1.json', () => {
    const validate = judgeBy('report-v1');
    for (const fixture of fixtures) {
      const report: unknown = JSON.parse(JSON.stringify(reportOf(fixture)));
      expect(validate(report) ? [] : [fixture.name, validate.errors]).toEqual([]);
    }
  });
});
