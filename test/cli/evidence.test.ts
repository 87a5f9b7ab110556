import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Report } from '../../src/index.ts';
import { FAILED, HEALTHY, run } from './fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-evidence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const OTHER = 'fixtures/session/mtu-black-hole.pcap';

async function reportOf(...argv: readonly string[]): Promise<Report> {
  const { out } = await run(['bgp', '--format', 'json', '--fail-on', 'never', ...argv]);
  const report: Report = JSON.parse(out);
  return report;
}
const idsOf = ({ findings }: Report): string[] =>
  findings.filter(({ severity }) => severity === 'error').map(({ id }) => id);

test('a capture for each session in trouble, which gives its findings', async () => {
  const directory = join(folder, 'deep', 'proof');
  const report = await reportOf(FAILED, '--evidence', directory);
  expect(report.artifacts).toMatchObject([
    { kind: 'capture', path: join(directory, '192.168.10.11-192.168.10.1.pcap'), sessions: [report.sessions[0]?.id] },
  ]);
  const [artifact] = report.artifacts;
  if (artifact === undefined) throw new Error('nothing was written');
  expect(createHash('sha256').update(readFileSync(artifact.path)).digest('hex')).toBe(artifact.sha256);
  expect(idsOf(await reportOf(artifact.path))).toEqual(idsOf(report));
});

test('nothing for what is well, or has recovered', async () => {
  const directory = join(folder, 'healthy');
  expect((await reportOf(HEALTHY, '--evidence', directory)).artifacts).toEqual([]);
  expect(readdirSync(directory)).toEqual([]);
});

test('several captures, each session from its own', async () => {
  const directory = join(folder, 'several');
  const report = await reportOf(OTHER, HEALTHY, '--evidence', directory);
  expect(readdirSync(directory)).toEqual(['192.168.10.11-192.168.20.1.pcap']);
  expect(report.artifacts[0]?.frames?.[0]).toMatchObject({ source: OTHER, frame: 1, originalFrame: 1 });
});

test.each([
  ['standard input', ['-', '--evidence', join(folder, 'none')], 'it has to be read twice'],
  ['a file in the way', [FAILED, '--evidence', join(folder, 'file')], 'cannot write into'],
])('%s is refused', async (_, argv, message) => {
  writeFileSync(join(folder, 'file'), '');
  const { code, err } = await run(['bgp', ...argv]);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(existsSync(join(folder, 'none'))).toBe(false);
});
