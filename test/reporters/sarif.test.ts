import published from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Log, Result } from 'sarif';
import { describe, expect, test } from 'vitest';
import { explainCheck } from '../../src/checks/explain.ts';
import { CHECKS } from '../../src/checks/registry.ts';
import type { Report } from '../../src/model/report.ts';
import type { Rule } from '../../src/reporters/formats.ts';
import { renderSarif } from '../../src/reporters/sarif.ts';
import { FAILED, run } from '../cli/fake-io.ts';
import { hostileReport } from './hostile.ts';
import { refusal, report } from './report.ts';

const validate = compile();

/** The schema is of draft 4; what it uses means the same in draft 7. */
function compile(): ValidateFunction {
  const { $schema: _, id: __, ...schema } = published;
  const ajv = new Ajv({ allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

function faults(text: string): string[] {
  if (validate(JSON.parse(text))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const rules: readonly Rule[] = CHECKS.map((check) => ({
  id: check.id,
  severity: check.severity,
  ...check.docs,
  page: () => explainCheck(check),
}));

function resultsOf(shown: Report): readonly Result[] {
  const log: Log = JSON.parse(renderSarif(shown, { rules }));
  return log.runs[0]?.results ?? [];
}

describe('the published schema', () => {
  test('accepts a report', () => {
    expect(faults(renderSarif(report, { rules }))).toEqual([]);
  });

  test('accepts all rules', () => {
    const checks = CHECKS.map(({ id }) => ({ id, outcome: 'passed' as const }));
    expect(faults(renderSarif({ ...report, checks }, { rules }))).toEqual([]);
  });

  test('accepts one whose texts are hostile', () => {
    for (const text of ['[a](b) {0} \u{202e}\ud800 ://%', 'C:\\x:y', '/a b/ä', '//host/x', '#?', ''])
      expect(faults(renderSarif(hostileReport(text), { rules }))).toEqual([]);
  });

  test('accepts what bgp prints', async () => {
    const { out } = await run(['bgp', '--format', 'sarif', FAILED, 'missing.pcap']);
    expect(faults(out)).toEqual([]);
  });

  test('refuses what is none', () => {
    expect(faults('{"version":"2.1.0","runs":[{"results":[{}]}]}')).not.toEqual([]);
  });
});

test('a session is a logical location, its frames are told in words', () => {
  const [result] = resultsOf(report);
  expect(result).toMatchObject({
    ruleId: 'bgp/mp-bgp-unsupported',
    ruleIndex: 0,
    level: 'error',
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: 'rtx.pcap' } },
        message: { text: 'frame 4, 2026-01-01T00:00:00.004000Z: OPEN version 4, AS 64512' },
        logicalLocations: [{ fullyQualifiedName: 'session/10.0.0.1-10.0.0.2', kind: 'session' }],
      },
    ],
  });
});

test('a line of a text is a physical location, before all that has no line', () => {
  const evidence = [
    { source: 'rtx.pcap', frame: 1, text: 'SYN' },
    { source: 'calico/bgp peer.yaml', line: 12, text: 'asNumber: 64512' },
  ];
  const [result] = resultsOf({ ...report, findings: [{ ...refusal, evidence }] });
  expect(result?.locations?.[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: 'calico/bgp%20peer.yaml' },
    region: { startLine: 12, snippet: { text: 'asNumber: 64512' } },
  });
});

test('rules have the words of the checks', () => {
  const log: Log = JSON.parse(renderSarif(report, { rules }));
  const [rule] = log.runs[0]?.tool.driver.rules ?? [];
  const check = CHECKS.find(({ id }) => id === 'bgp/mp-bgp-unsupported');
  expect(rule).toMatchObject({ id: check?.id, shortDescription: { text: check?.docs.what } });
});

test('no link and no placeholder comes from elsewhere', () => {
  const [result] = resultsOf({ ...report, findings: [{ ...refusal, title: '[a](http://evil) {0}' }] });
  expect(result?.message.text).toMatch(/^\[a\] \(http:\/\/evil\) \{\{0\}\}\n/);
});

test('what could not be had is a notification', () => {
  const log: Log = JSON.parse(renderSarif(report, { rules }));
  expect(log.runs[0]?.invocations?.[0]).toMatchObject({
    executionSuccessful: true,
    toolExecutionNotifications: [{ level: 'warning', message: { text: 'worker-3.pcap, capture: no such file' } }],
  });
});
