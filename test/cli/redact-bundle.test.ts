/** A bundle that was gathered for oneself becomes one to give away. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBundle } from '../../src/bundles/read-bundle.ts';
import { createBundle } from '../../src/bundles/write-bundle.ts';
import { main } from '../../src/cli/main.ts';
import type { Manifest, ManifestEntry } from '../../src/model/bundle.ts';
import { PLANTED, SECRETS } from '../redact/planted.ts';
import { FAILED, fakeIo, run } from './fake-io.ts';
import { redactAlike } from './redaction-map.ts';

const root = mkdtempSync(join(tmpdir(), 'k8sdoctor-redact-bundle-'));
afterAll(() => rmSync(root, { recursive: true }));
const input = join(root, 'in.tar.gz');

const entry = (path: string, kind: 'capture' | 'output'): ManifestEntry => ({
  path,
  kind,
  node: 'paris-w1',
  speaker: 'frr',
  pod: 'acme-net/frr-k8s-x7wq2',
  command: ['ssh', 'paris-w1', 'cat', '/etc/frr/frr.conf', '--token=abcdef123'],
  status: 'collected',
  exitCode: 0,
  reason: null,
  bytes: 0,
  sha256: null,
  topics: null,
  essential: true,
});

const CONFIGURATION = `hostname paris-w1
router bgp 64512
 neighbor 192.168.10.1 remote-as 65001
 neighbor 192.168.10.1 description Edge of ACME
 neighbor 192.168.10.1 password tr0ub4dor
 neighbor fd00:aa::1 remote-as 4200000001
 network 10.20.0.0/16
`;
const NODES = JSON.stringify({
  kind: 'NodeList',
  items: [
    { metadata: { name: 'paris-w2' }, status: { addresses: [{ type: 'InternalIP', address: '192.168.10.12' }] } },
  ],
});

beforeAll(async () => {
  const files: readonly (readonly [string, 'capture' | 'output', Uint8Array])[] = [
    [
      'nodes/paris-w1/log.txt',
      'output',
      Buffer.from('bgpd of paris-w2.acme.example: tr0ub4dor is wrong, AS 64512 and 65001\n'),
    ],
    ['nodes/paris-w1/frr.conf', 'output', Buffer.from(CONFIGURATION)],
    ['resources/nodes.json', 'output', Buffer.from(NODES)],
    ...PLANTED.map(
      ([name, marked]) =>
        [`planted/${name.replace(/\W/g, '_')}.txt`, 'output', Buffer.from(marked.replace(/[«»]/g, ''))] as const,
    ),
    ['captures/paris-w1.pcap', 'capture', readFileSync(FAILED)],
  ];
  const writer = await createBundle(input);
  const artifacts: ManifestEntry[] = [];
  for (const [path, kind, content] of files) {
    // oxlint-disable-next-line no-await-in-loop -- in order
    artifacts.push({ ...entry(path, kind), ...(await writer.write(path, content)) });
  }
  await writer.finish({
    schema: 'k8sdoctor/bundle/v1',
    tool: { name: 'k8sdoctor', version: '1.2.3' },
    startedAt: '2026-11-22T08:00:00.000Z',
    finishedAt: '2026-11-22T08:02:30.000Z',
    asked: { command: 'collect', durationSeconds: 150, maxBytes: 1 << 26 },
    interrupted: false,
    nodes: [{ name: 'paris-w1', transport: 'ssh root@paris-w1', speakers: [], ports: [], peers: ['192.168.10.1'] }],
    artifacts,
    incomplete: [{ source: 'paris-w2', what: 'capture', why: 'paris-w2 (192.168.10.12) hangs' }],
    removed: [],
  });
});

async function readAll(
  path: string,
): Promise<{ readonly manifest: Manifest; readonly files: ReadonlyMap<string, Buffer> }> {
  const bundle = await openBundle(path);
  const files = new Map<string, Buffer>();
  expect(
    await bundle.read(
      () => true,
      async ({ path: name }, chunks) => void files.set(name, await buffer(chunks)),
    ),
  ).toEqual([]);
  return { manifest: bundle.manifest, files };
}

const NAMES = ['paris', 'acme', 'ACME', 'x7wq2', 'worker-1'];
const NUMBERS = [
  '192.168.10.1',
  '192.168.10.11',
  '192.168.10.12',
  '64512',
  '65001',
  '4200000001',
  'fd00:aa::1',
  '10.20.0.0',
];
const holds = (text: string, number: string): boolean =>
  new RegExp(`(?<![\\w.])${number.replaceAll('.', String.raw`\.`)}(?![\\w])`).test(text);

const idsOf = (out: string): readonly string[] => JSON.parse(out).findings.map(({ id }: { readonly id: string }) => id);

describe('collect --bundle', () => {
  test('--redact: no names, no addresses, no secrets; the same findings', async () => {
    const output = join(root, 'all.tar.gz');
    const { code, err } = await run([
      'collect',
      '--bundle',
      input,
      '-o',
      output,
      ...redactAlike(join(root, 'map.json')),
    ]);
    expect([code, err]).toEqual([0, expect.stringContaining('wrote')]);
    const { manifest, files } = await readAll(output);
    const captures = [...files].filter(([path]) => path.endsWith('.pcap')).map(([, content]) => content);
    const own = [...files]
      .filter(([path]) => !path.startsWith('planted/'))
      .map(([path, content]) => `${path}\n${content.toString('latin1')}`);
    const text = [JSON.stringify(manifest), ...own].join('\n');
    expect([
      ...NAMES.filter((name) => text.includes(name)),
      ...NUMBERS.filter((number) => holds(text, number)),
    ]).toEqual([]);
    expect(SECRETS.filter((secret) => [...files.values()].some((content) => content.includes(secret)))).toEqual([]);
    expect(captures.map((content) => content.includes(Buffer.from([192, 168, 10, 11])))).toEqual([false]);
    expect(files.get('nodes/node-1/log.txt')?.toString()).toMatch(
      /^bgpd of node-2: <redacted:bgp-password> is wrong, AS \d+ and \d+\n$/,
    );
    expect(files.get('nodes/node-1/frr.conf')?.toString()).toMatch(
      /^hostname node-1\nrouter bgp \d+\n neighbor \S+ remote-as \d+\n neighbor \S+ description peer-\d+\n neighbor \S+ password <redacted:bgp-password>\n/,
    );
    const again = await run(['bgp', '--bundle', output, '--format', 'json']);
    const before = await run(['bgp', '--bundle', input, '--format', 'json']);
    expect(idsOf(again.out)).toEqual(idsOf(before.out));
  });

  test('^C leaves none: half of it is of no use', async () => {
    const io = fakeIo();
    const ended = main(['collect', '--bundle', input, '-o', join(root, 'interrupted.tar.gz'), '--redact'], io);
    const pressed = setInterval(() => io.interrupt('SIGINT'), 1); // until it listens
    const code = await ended.finally(() => clearInterval(pressed));
    expect([code, io.err()]).toEqual([130, expect.stringContaining('interrupted')]);
    expect(readdirSync(root).filter((name) => name.includes('interrupted'))).toEqual([]);
  });

  test('without it: no secrets, all else as it was', async () => {
    const output = join(root, 'secrets');
    expect((await run(['collect', '--bundle', input, '-o', output])).code).toBe(0);
    const { manifest, files } = await readAll(output);
    expect(SECRETS.filter((secret) => [...files.values()].some((content) => content.includes(secret)))).toEqual([]);
    expect(files.get('captures/paris-w1.pcap')).toEqual(readFileSync(FAILED));
    expect(files.get('nodes/paris-w1/frr.conf')?.toString()).toBe(
      CONFIGURATION.replace('tr0ub4dor', '<redacted:bgp-password>'),
    );
    expect(JSON.stringify(manifest)).not.toContain('abcdef123');
    expect(manifest.removed.length).toBeGreaterThan(50);
  });

  test('what is not there, or larger than anything, is left out and told', async () => {
    const damaged = join(root, 'damaged');
    expect((await run(['collect', '--bundle', input, '-o', damaged])).code).toBe(0);
    rmSync(join(damaged, 'nodes/paris-w1/log.txt'));
    const path = join(damaged, 'bundle.json');
    const { artifacts, ...rest }: Manifest = JSON.parse(readFileSync(path, 'utf8'));
    const absurd = { ...entry('nodes/paris-w1/frr.conf', 'output'), bytes: Number.MAX_SAFE_INTEGER };
    const others = artifacts.filter((each) => each.path !== absurd.path);
    writeFileSync(path, JSON.stringify({ ...rest, artifacts: [absurd, ...others] }));
    const output = join(root, 'rest');
    expect((await run(['collect', '--bundle', damaged, '-o', output])).code).toBe(3);
    const { manifest } = await openBundle(output);
    const failed = manifest.artifacts.filter(({ status }) => status === 'failed');
    expect(failed.map(({ path: name, reason }) => [name, reason])).toEqual([
      ['nodes/paris-w1/frr.conf', expect.stringContaining('left out: more than the 256 MiB')],
      ['nodes/paris-w1/log.txt', 'the bundle does not hold it'],
    ]);
  });

  test('takes one bundle, and no system', async () => {
    expect((await run(['collect', '--bundle', input, '--local', '-o', join(root, 'x')])).code).toBe(2);
    expect((await run(['collect', '--local', '--redact', '-o', join(root, 'x')])).err).toContain(
      'collect --bundle BUNDLE',
    );
    expect((await run(['collect', '--bundle', join(root, 'none'), '-o', join(root, 'x')])).code).toBe(2);
  });
});
