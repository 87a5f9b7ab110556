import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { createBundle } from '../../src/bundles/write-bundle.ts';
import type { Manifest, ManifestEntry } from '../../src/model/bundle.ts';
import type { Report } from '../../src/index.ts';
import { main } from '../../src/cli/main.ts';
import { FAILED, HEALTHY, fakeIo, run } from './fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-evidence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const OTHER = 'fixtures/session/mtu-black-hole.pcap';

const CAPTURE = {
  kind: 'capture',
  speaker: null,
  pod: null,
  command: ['tcpdump'],
  status: 'collected',
  exitCode: null,
  reason: null,
  topics: ['bgp'],
  essential: true,
} as const;
const MANIFEST: Manifest = {
  schema: 'k8sdoctor/bundle/v1',
  tool: { name: 'k8sdoctor', version: '1.2.3' },
  startedAt: '2026-11-22T08:00:00.000Z',
  finishedAt: '2026-11-22T08:02:30.000Z',
  asked: { command: 'collect', durationSeconds: 150, maxBytes: 1 << 26 },
  interrupted: false,
  nodes: [],
  artifacts: [],
  incomplete: [],
  removed: [],
};

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

const NODE_END = 'fixtures/both-ends/cut-one-way.node.pcap';
const ROUTER_END = 'fixtures/both-ends/cut-one-way.router.pcap';
const ENDS = ['192.168.10.11-192.168.20.1.local.pcap', '192.168.10.11-192.168.20.1.remote.pcap'];

test('a session that was captured at both ends: one of each, which together say the same', async () => {
  const directory = join(folder, 'ends');
  const report = await reportOf(NODE_END, ROUTER_END, '--evidence', directory);
  expect(idsOf(report)).toEqual(['bgp/lost-on-the-way']);
  expect(report.incomplete).toEqual([]);
  expect(readdirSync(directory)).toEqual(ENDS);
  const [local = '', remote = ''] = report.artifacts.map(({ path }) => path);
  expect(idsOf(await reportOf(remote, local))).toEqual(idsOf(report));
});

async function bundleOf(name: string, captures: readonly string[]): Promise<string> {
  const bundle = join(folder, name);
  const writer = await createBundle(bundle);
  const artifacts = await Promise.all(
    captures.map(async (file, index): Promise<ManifestEntry> => {
      const path = `captures/node-${index + 1}.pcap`;
      const written = await writer.write(path, readFileSync(file));
      return { ...CAPTURE, path, node: `node-${index + 1}`, ...written };
    }),
  );
  await writer.finish({ ...MANIFEST, artifacts });
  return bundle;
}

test('out of a bundle, whose nodes are the ends of one session', async () => {
  const bundle = await bundleOf('ends.tar.gz', [NODE_END, ROUTER_END]);
  const directory = join(folder, 'bundled');
  const report = await reportOf('--bundle', bundle, '--evidence', directory);
  expect(idsOf(report)).toEqual(['bgp/lost-on-the-way']);
  expect(readdirSync(directory)).toEqual(ENDS);
  expect(report.artifacts[0]?.frames?.[0]).toMatchObject({ source: 'captures/node-1.pcap', originalFrame: 1 });
});

interface PageOf {
  readonly timelines: readonly { readonly series: { readonly waits: { readonly local: readonly unknown[] } } | null }[];
}

/** Its charts, if it embeds a capture. */
function expectWhole(page: string): void {
  const { timelines }: PageOf = JSON.parse(/id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '');
  expect(timelines[0]?.series?.waits.local).not.toEqual([]);
  expect(page).toContain('id="capture"');
}

test('the page of a bundle has the charts and the capture of one of a file', async () => {
  const bundle = await bundleOf('page.tar.gz', [FAILED]);
  expectWhole((await run(['bgp', '--format', 'html', '--bundle', bundle])).out);
});

test('so has that of standard input, which is kept no longer than the run takes, ^C at its end or not', async () => {
  const temporary = mkdtempSync(join(folder, 'temporary-'));
  vi.stubEnv('TMPDIR', temporary);
  const page = ['bgp', '--format', 'html', '-'];
  expectWhole((await run(page, { stdin: readFileSync(FAILED) })).out);
  const io = fakeIo();
  const running = main(page, io);
  setTimeout(() => {
    io.interrupt('SIGINT');
    io.stdin.end(readFileSync(FAILED));
  }, 20);
  expect(await running).toBe(130);
  expectWhole(io.out());
  expect(readdirSync(temporary)).toEqual([]);
  vi.unstubAllEnvs();
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
