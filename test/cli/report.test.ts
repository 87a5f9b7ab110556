import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/reporters/formats.ts';
import { renderJson } from '../../src/reporters/json.ts';
import { hostileReport } from '../reporters/hostile.ts';
import { failed, refusal, report } from '../reporters/report.ts';
import { FAILED, run } from './fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function save(value: unknown): string {
  const path = join(folder, 'result.json');
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

const withoutTime = (text: string): string =>
  text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z|timestamp="[^"]*"/g, '');

// The page of a command has the messages of its captures too, which no saved result holds.
test.each(FORMATS.filter((format) => format !== 'json' && format !== 'html'))(
  'as the command itself had written it: %s',
  async (format) => {
    const saved = save((await run(['bgp', '--format', 'json', FAILED])).out);
    const again = await run(['report', saved, '--format', format]);
    const { out } = await run(['bgp', '--format', format, FAILED]);
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(withoutTime(again.out)).toBe(withoutTime(out));
  },
);

test('what status wrote is a table', async () => {
  const stdin = Buffer.from(
    'Neighbor AS MsgRcvd MsgSent OutQ Up/Down State/PrfRcvd\n10.0.0.9 64512 0 0 0 Never Active\n',
  );
  const { out } = await run(['status', '--format', 'json', '-'], { stdin });
  expect((await run(['report', save(out)])).out).toContain('SPEAKER');
});

test('from standard input, with --fail-on as the command that made it', async () => {
  const stdin = Buffer.from(renderJson(report));
  expect(await run(['report', '-', '--fail-on', 'error'], { stdin })).toMatchObject({ code: 1, err: '' });
  const well = Buffer.from(renderJson({ ...report, summary: { error: 0, warning: 0, info: 0 } }));
  expect(await run(['report', '-', '--fail-on', 'error'], { stdin: well })).toMatchObject({ code: 3 });
});

test('--max-length cuts Markdown', async () => {
  const { out } = await run(['report', save(report), '--format', 'markdown', '--max-length', '1200']);
  expect(out.length).toBeLessThanOrEqual(1200);
  expect(out).toContain('Cut to 1200 characters');
});

describe('a result of a later version', () => {
  const later = {
    ...report,
    tool: { name: 'k8sdoctor', version: '1.99.0', commit: 'abc' },
    findings: [{ ...refusal, id: 'bgp/not-yet-known', subject: { kind: 'link', id: 'eth0' }, weight: 3 }],
    checks: [{ id: 'bgp/not-yet-known', outcome: 'failed', took: 3 }],
    extra: { a: [1] },
  };

  test('is read, and what is not known of it is kept', async () => {
    const { code, out } = await run(['report', save(later), '--format', 'json']);
    expect({ code, result: JSON.parse(out) }).toEqual({ code: 0, result: later });
  });

  test.each(FORMATS)('is written as %s', async (format) => {
    expect(await run(['report', save(later), '--format', format])).toMatchObject({ code: 0, err: '' });
  });
});

test.each(FORMATS)('hostile texts are no trouble of %s', async (format) => {
  const hostile = {
    ...hostileReport('\u{1b}[2J\u{202e}<b>'),
    generatedAt: report.generatedAt,
    sessions: [],
    findings: [refusal],
  };
  expect(await run(['report', save(hostile), '--format', format])).toMatchObject({ code: 0, err: '' });
});

describe('what is no result is told in one line', () => {
  const whole = renderJson(report);
  test.each([
    ['nothing', '', 'it is empty'],
    ['cut off', whole.slice(0, 700), 'cut off: the JSON ends before its end'],
    ['cut off in a string', whole.slice(0, whole.indexOf('refuses it')), 'cut off: the JSON ends before its end'],
    ['no JSON', 'k8sdoctor: 1 error', 'no JSON'],
    ['a list', '[]', 'JSON, but no result of k8sdoctor'],
    ['another schema', '{"schema":"x"}', 'JSON, but no result of k8sdoctor'],
    [
      'a field is missing',
      { ...report, findings: undefined },
      "no result of k8sdoctor: must have required property 'findings'",
    ],
    [
      'a severity',
      { ...report, findings: [{ ...refusal, severity: 'bad' }] },
      '/findings/0/severity must be equal to one of',
    ],
    ['a state', { ...report, sessions: [{ ...failed, state: {} }] }, '/sessions/0/state must be equal to one of'],
    ['a text that is none', { ...report, findings: [{ ...refusal, title: 3 }] }, '/findings/0/title must be string'],
    ['a prototype', whole.replace('"sources"', '"__proto__"'), "must have required property 'sources'"],
    ['octets', '\0\0\0', 'it is no text'],
  ])('%s', async (_, value, told) => {
    const { code, out, err } = await run(['report', save(value)]);
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: expect.stringContaining(told) });
    expect(err.trimEnd().split('\n')).toHaveLength(2);
  });

  test('a later format', async () => {
    const { err } = await run(['report', save({ ...report, schema: 'k8sdoctor/report/v2' })]);
    expect(err).toContain('is k8sdoctor/report/v2; this version reads k8sdoctor/report/v1\n');
  });

  test('nesting without end', async () => {
    const deep = JSON.stringify({ ...report, deep: 0 }).replace(
      '"deep":0',
      `"deep":${'['.repeat(200_000)}${']'.repeat(200_000)}`,
    );
    const { code, err } = await run(['report', save(deep), '--format', 'json']);
    expect({ code, err }).toEqual({ code: 2, err: 'k8sdoctor: the result nests too deeply to be written\n' });
  });

  test('a file that is not there, several, a bad number', async () => {
    expect((await run(['report', join(folder, 'missing.json')])).err).toContain('missing.json: no such file');
    expect((await run(['report', 'a', 'b'])).err).toContain('Expected 1 argument but got 2');
    expect((await run(['report', 'a', '--max-length', '0'])).err).toContain('It is a number from 1 on.');
  });
});
