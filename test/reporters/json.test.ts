import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { renderJson } from '../../src/reporters/json.ts';
import { FAILED, HEALTHY, run } from '../cli/fake-io.ts';
import { judgeBy } from '../schemas.ts';
import { failed, refusal, report } from './report.ts';

const validate = judgeBy('report-v1');
const faults = (value: unknown): string[] =>
  validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

test('is the report, and nothing else', () => {
  expect(JSON.parse(renderJson(report))).toEqual(report);
  expect(renderJson(report)).toMatch(/}\n$/);
});

describe('docs/json-schema/report-v1.json', () => {
  test('accepts a report', () => {
    expect(faults(JSON.parse(renderJson(report)))).toEqual([]);
  });

  test.each([
    ['a failed session', [FAILED]],
    ['a healthy one', [HEALTHY]],
    ['a source that cannot be read', [HEALTHY, 'missing.pcap']],
  ])('accepts what the command prints of %s', async (_, files) => {
    const { out } = await run(['bgp', '--format', 'json', ...files]);
    expect(faults(JSON.parse(out))).toEqual([]);
  });

  test('accepts what status prints', async () => {
    const outputs = ['frr-neighbors-json.txt', 'bird6-protocols-all.txt', 'bgpctl-show.txt', 'gobgp-neighbor-j.txt'];
    const files = outputs.map((name) =>
      fileURLToPath(new URL(`../../fixtures/outputs/status/${name}`, import.meta.url)),
    );
    const { out } = await run(['status', '--format', 'json', ...files]);
    expect(faults(JSON.parse(out))).toEqual([]);
  });

  test('accepts fields that a later version adds', () => {
    expect(faults({ ...report, later: 1, findings: [{ ...refusal, later: 1 }] })).toEqual([]);
  });

  test.each([
    ['another format', { ...report, schema: 'k8sdoctor/report/v2' }, '/schema must be equal to constant'],
    ['a missing field', { ...report, incomplete: undefined }, " must have required property 'incomplete'"],
    [
      'an unknown severity',
      { ...report, findings: [{ ...refusal, severity: 'fatal' }] },
      '/findings/0/severity must be equal to one of the allowed values',
    ],
    [
      'an unknown state',
      { ...report, sessions: [{ ...failed, state: 'down' }] },
      '/sessions/0/state must be equal to one of the allowed values',
    ],
    [
      'a blame that is left out',
      { ...report, findings: [{ ...refusal, blame: undefined }] },
      "/findings/0 must have required property 'blame'",
    ],
    [
      'a frame 0',
      { ...report, findings: [{ ...refusal, evidence: [{ source: 'a', frame: 0, text: '' }] }] },
      '/findings/0/evidence/0/frame must be >= 1',
    ],
  ])('refuses %s', (_, value, fault) => {
    expect(faults(JSON.parse(JSON.stringify(value)))).toContain(fault);
  });
});
