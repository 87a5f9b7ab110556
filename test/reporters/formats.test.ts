import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FORMATS, loadRender } from '../../src/reporters/formats.ts';
import { renderGithub } from '../../src/reporters/github.ts';
import { renderJsonLines } from '../../src/reporters/jsonl.ts';
import { FAILED, run } from '../cli/fake-io.ts';
import { hostileReport } from './hostile.ts';
import { refusal, report } from './report.ts';

test('every format ends with a newline, and says something of an empty report', async () => {
  for (const format of FORMATS) {
    if (format === 'text' || format === 'html') continue;
    const render = await loadRender(format);
    for (const shown of [report, { ...report, sessions: [], findings: [], checks: [], incomplete: [] }])
      expect(render(shown, { rules: [] })).toMatch(/\S\n$/);
  }
});

/** The page of html is made by the build. */
const WRITABLE = FORMATS.filter((format) => format !== 'html' || existsSync('dist/page.json'));

test.each(WRITABLE)('bgp, sysctl and status write %s', async (format) => {
  const bgp = await run(['bgp', '--format', format, FAILED]);
  const sysctl = await run(['sysctl', '--format', format, '-'], { stdin: Buffer.from('net.ipv4.ip_forward = 0\n') });
  const status = await run(['status', '--format', format, '-'], {
    stdin: Buffer.from('Neighbor AS MsgRcvd MsgSent OutQ Up/Down State/PrfRcvd\n10.0.0.9 64512 0 0 0 Never Active\n'),
  });
  for (const { code, out, err } of [bgp, sysctl, status]) {
    expect({ code, err }).toEqual({ code: expect.any(Number), err: '' });
    expect(out).not.toBe('');
  }
});

test('--diff has text and JSON only', async () => {
  const { code, err } = await run(['sysctl', '--diff', 'a', 'b', '--format', 'sarif', '-'], {
    stdin: Buffer.from('x'),
  });
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('--diff has no format sarif') });
});

test('jsonl: a line each, the summary last', () => {
  const lines = renderJsonLines(report)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ type }) => type)).toEqual([
    'session',
    'session',
    'finding',
    'finding',
    'check',
    'check',
    'summary',
  ]);
  expect(lines[2]).toEqual({ type: 'finding', ...refusal });
  expect(lines.at(-1)).toMatchObject({ schema: report.schema, summary: report.summary, incomplete: report.incomplete });
});

test('github: an annotation for each finding, at its line where it has one', () => {
  const evidence = [{ source: 'a,b:c.txt', line: 3, text: 'x' }];
  const shown = { ...report, findings: [{ ...refusal, title: '100 %', cause: 'b', remedy: ['c\nd'], evidence }] };
  expect(renderGithub(shown)).toBe(
    [
      '::error file=a%2Cb%3Ac.txt,line=3,title=bgp/mp-bgp-unsupported%2C session 10.0.0.1-10.0.0.2::100 %25%0Ab%0A1. c%0Ad%0Aa,b:c.txt line 3: x',
      '::warning title=not known::worker-3.pcap, capture: no such file',
      'k8sdoctor: 1 error, 1 warning, 0 info',
      '',
    ].join('\n'),
  );
});

test('github: no text begins a command of its own', () => {
  const lines = renderGithub(hostileReport('x\n::set-output name=a::b\r::stop-commands::c')).trimEnd().split('\n');
  expect(lines).toHaveLength(4);
  expect(lines.join('')).not.toContain('\r');
});
