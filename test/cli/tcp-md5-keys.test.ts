import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { run } from './fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NODE = '192.168.10.11';
const ROUTER = '192.168.10.1';

function keyFile(content: string): string {
  const path = join(folder, 'key');
  writeFileSync(path, content);
  return path;
}

async function blameOf(fixture: string, content: string): Promise<unknown> {
  const { out } = await run([
    'bgp',
    `fixtures/tcp/${fixture}.pcap`,
    '--format',
    'json',
    '--tcp-md5-key-file',
    keyFile(content),
  ]);
  expect(out).not.toContain(content.trim());
  const report: Report = JSON.parse(out);
  return report.findings.filter(({ severity }) => severity === 'error').map(({ id, blame }) => [id, blame]);
}

test.each([
  ['correct-horse\n', ROUTER],
  ['battery-staple', NODE],
  ['battery-staple\r\n', NODE],
  ['something else', null],
])('the key %j tells who signs with another one', async (content, blame) => {
  expect(await blameOf('md5-other-key', content)).toEqual([['bgp/tcp-auth-mismatch', blame]]);
});

test.each([
  ['an empty file', '\n', /it is empty/],
  ['a file that is no key', 'x'.repeat(81), /a key of 81 octets, the longest is 80/],
])('%s is refused', async (_, content, message) => {
  const { code, err } = await run(['bgp', 'fixtures/tcp/md5-other-key.pcap', '--tcp-md5-key-file', keyFile(content)]);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

test('a file that is not there is named', async () => {
  const { code, err } = await run(['bgp', 'x.pcap', '--tcp-md5-key-file', join(folder, 'absent')]);
  expect(code).toBe(2);
  expect(err).toMatch(/absent: no such file/);
});
