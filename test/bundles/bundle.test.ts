import {
  appendFileSync,
  createReadStream,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text as readText } from 'node:stream/consumers';
import { gzipSync, gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { pack } from 'tar-stream';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { parseManifest } from '../../src/bundles/manifest.ts';
import { openBundle } from '../../src/bundles/read-bundle.ts';
import { readTar } from '../../src/bundles/tar.ts';
import { createBundle } from '../../src/bundles/write-bundle.ts';
import type { Manifest, ManifestEntry } from '../../src/model/bundle.ts';
import { judgeBy } from '../schemas.ts';

const root = mkdtempSync(join(tmpdir(), 'k8sdoctor-bundles-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
let folder = '';
beforeEach(() => {
  count += 1;
  folder = mkdtempSync(join(root, `${count}-`));
});

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const entry = (path: string, more: Partial<ManifestEntry> = {}): ManifestEntry => ({
  path,
  kind: 'output',
  node: 'worker-1',
  speaker: null,
  pod: null,
  command: ['sysctl', '-a'],
  status: 'collected',
  exitCode: 0,
  reason: null,
  bytes: 0,
  sha256: null,
  topics: ['sysctl'],
  essential: true,
  ...more,
});
const manifest = (...artifacts: readonly ManifestEntry[]): Manifest => ({
  schema: 'k8sdoctor/bundle/v1',
  tool: { name: 'k8sdoctor', version: '1.2.3' },
  startedAt: '2026-11-22T08:00:00.000Z',
  finishedAt: '2026-11-22T08:02:30.000Z',
  asked: { command: 'collect', durationSeconds: 150, maxBytes: 1 << 26 },
  interrupted: false,
  nodes: [{ name: 'worker-1', transport: 'this machine', speakers: [], ports: [], peers: [] }],
  artifacts,
  incomplete: [],
  removed: [],
});

async function writeBundle(path: string, files: Readonly<Record<string, string>>): Promise<void> {
  const writer = await createBundle(path);
  const entries: ManifestEntry[] = [];
  for (const [file, content] of Object.entries(files)) {
    // oxlint-disable-next-line no-await-in-loop -- in order
    entries.push(entry(file, await writer.write(file, encode(content))));
  }
  await writer.finish(manifest(...entries));
}

async function readAll(path: string) {
  const bundle = await openBundle(path);
  const files: Record<string, string> = {};
  const gaps = await bundle.read(
    () => true,
    async ({ path: file }, chunks) => {
      files[file] = await readText(chunks);
    },
  );
  return { bundle, files, gaps };
}

const FILES = { 'nodes/worker-1/sysctl.txt': 'net.ipv4.ip_forward = 1\n', 'nodes/worker-1/empty.txt': '' };

describe.each(['bundle', 'bundle.tar', 'bundle.tar.gz', 'bundle.tgz'])('%s', (name) => {
  test('is read as it was written, and nothing is left beside it', async () => {
    const path = join(folder, name);
    await writeBundle(path, FILES);
    expect(readdirSync(folder)).toEqual([name]);
    const { bundle, files, gaps } = await readAll(path);
    expect(files).toEqual(FILES);
    expect(gaps).toEqual([]);
    expect(bundle.manifest.artifacts.map(({ path: file }) => file)).toEqual(Object.keys(FILES));
    expect(bundle.manifest.tool.version).toBe('1.2.3');
  });

  test('what was given up leaves nothing', async () => {
    const writer = await createBundle(join(folder, name));
    await writer.write('nodes/a.txt', encode('a'));
    await writer.discard();
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('the manifest keeps to docs/json-schema/bundle-v1.json', async () => {
  const validate = judgeBy('bundle-v1');
  const path = join(folder, 'b');
  await writeBundle(path, FILES);
  const written: unknown = JSON.parse(readFileSync(join(path, 'bundle.json'), 'utf8'));
  expect(validate(written), JSON.stringify(validate.errors)).toBe(true);
  expect(validate(manifest(entry('../a')))).toBe(true); // what a schema can't say, the reader does
  expect(validate({ ...manifest(), schema: 'k8sdoctor/bundle/v2' })).toBe(false);
  expect(validate(manifest(entry('/etc/passwd')))).toBe(false);
});

test('a capture grows in it, and is held to what the manifest says', async () => {
  const path = join(folder, 'b.tar.gz');
  const writer = await createBundle(path);
  const capture = await writer.open('captures/worker-1.pcap');
  await capture.write(encode('first '));
  await capture.write(encode('second'));
  const written = await capture.close();
  expect(written.bytes).toBe(12);
  await writer.finish(manifest(entry('captures/worker-1.pcap', { kind: 'capture', ...written, bytes: 5 })));
  const { gaps } = await readAll(path);
  expect(gaps).toEqual([
    {
      source: 'captures/worker-1.pcap',
      what: 'capture',
      why: 'it is larger than the 5 bytes that bundle.json says',
    },
  ]);
});

test('a file that was changed is read and said to be', async () => {
  const path = join(folder, 'b');
  await writeBundle(path, FILES);
  writeFileSync(join(path, 'nodes/worker-1/sysctl.txt'), 'net.ipv4.ip_forward = 0\n');
  const { files, gaps } = await readAll(path);
  expect(files['nodes/worker-1/sysctl.txt']).toBe('net.ipv4.ip_forward = 0\n');
  expect(gaps).toMatchObject([{ source: 'nodes/worker-1/sysctl.txt', why: expect.stringContaining('was changed') }]);
});

test('one that reads only a part is not told of the rest', async () => {
  const path = join(folder, 'b.tar.gz');
  await writeBundle(path, FILES);
  const bundle = await openBundle(path);
  const gaps = await bundle.read(
    ({ path: file }) => file.endsWith('sysctl.txt'),
    async (_entry, chunks) => {
      for await (const _ of chunks) break;
    },
  );
  expect(gaps).toEqual([]);
});

test('an archive that ends early gives what it holds, and the rest is incomplete', async () => {
  const path = join(folder, 'b.tar');
  await writeBundle(path, { 'a.txt': 'a\n', 'b.txt': 'b'.repeat(100_000) });
  const whole = readFileSync(path);
  writeFileSync(path, whole.subarray(0, whole.length - 60_000));
  const { files, gaps } = await readAll(path);
  expect(files['a.txt']).toBe('a\n');
  expect(gaps).toMatchObject([{ source: 'b.txt' }]);
});

test('does not write over what is there', async () => {
  await writeBundle(join(folder, 'b'), FILES);
  await expect(createBundle(join(folder, 'b'))).rejects.toThrow('the folder is not empty');
  await expect(createBundle(join(folder, 'no/such/b.tar.gz'))).rejects.toThrow('there is no directory');
});

type Header = Parameters<ReturnType<typeof pack>['entry']>[0];
type Item = readonly [header: Header, content?: string];

async function archive(...items: readonly Item[]): Promise<string> {
  const path = join(folder, 'hostile.tar.gz');
  const tar = pack();
  for (const [header, content = ''] of items) tar.entry(header, content);
  tar.finalize();
  writeFileSync(path, gzipSync(await buffer(tar)));
  return path;
}

const json = (...paths: readonly string[]): Item => [
  { name: 'x/bundle.json' },
  JSON.stringify(manifest(...paths.map((path) => entry(path)))),
];

describe('what nobody of good will makes is refused in a line', () => {
  test.each(['../up.txt', '/etc/passwd', 'a/../../b', 'C:\\boot.ini', 'a//b', '', 'a\u0000b', '.'])(
    'path %j',
    async (path) => {
      await expect(readAll(await archive(json(path)))).rejects.toThrow(
        /hostile\.tar\.gz: bundle\.json: artifacts\[0\]\.path: /,
      );
    },
  );

  test.each(['symlink', 'link', 'character-device', 'fifo'] as const)('%s', async (type) => {
    const path = await archive(json('a.txt'), [{ name: 'x/a.txt', type, linkname: '/etc/passwd', size: 0 }]);
    await expect(readAll(path)).rejects.toThrow(
      /hostile\.tar\.gz: it holds a .* \(x\/a\.txt.*\), which no bundle does/,
    );
  });

  test('two files of one name', async () => {
    await expect(readAll(await archive(json('a.txt', 'a.txt')))).rejects.toThrow('a.txt stands there twice');
  });

  test.each([
    ['no JSON', '{', 'it is no JSON'],
    ['another schema', '{"schema":"k8sdoctor/bundle/v9"}', 'not k8sdoctor/bundle/v1'],
    ['a list', '[]', 'it is no object'],
  ])('a manifest that is %s', async (_, content, why) => {
    await expect(readAll(await archive([{ name: 'bundle.json' }, content]))).rejects.toThrow(why);
  });

  test('an archive without a manifest, and what is no archive', async () => {
    await expect(readAll(await archive([{ name: 'a.txt' }, 'a']))).rejects.toThrow(
      'it is no bundle of any tool that is known',
    );
    const path = join(folder, 'noise.tar');
    writeFileSync(path, 'x'.repeat(5000));
    await expect(readAll(path)).rejects.toThrow('noise.tar: the archive is damaged');
    await expect(readAll(join(folder, 'none'))).rejects.toThrow('no such file');
    await expect(readAll(folder)).rejects.toThrow('it is no bundle of any tool that is known');
  });

  test('a folder whose file leads out of it', async () => {
    const path = join(folder, 'b');
    await writeBundle(path, FILES);
    rmSync(join(path, 'nodes/worker-1/sysctl.txt'));
    symlinkSync('/etc/passwd', join(path, 'nodes/worker-1/sysctl.txt'));
    const { files, gaps } = await readAll(path);
    expect(Object.keys(files)).toEqual(['nodes/worker-1/empty.txt']);
    expect(gaps).toMatchObject([{ source: 'nodes/worker-1/sysctl.txt', why: 'the bundle does not hold it' }]);
  });
});

test('a bomb is given up where it goes off', async () => {
  const path = await archive([{ name: 'x/zeros' }, '\0'.repeat(5_000_000)]);
  const reading = readTar(createReadStream(path), true, () => Promise.resolve(true), {
    mostBytes: 1_000_000,
    links: 'refuse',
  });
  await expect(reading).rejects.toThrow('it inflates to more than 1000000 bytes');
});

test('any JSON at all is a manifest, or refused in words', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      try {
        parseManifest(text);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
  const whole = JSON.stringify(manifest(entry('a.txt'), entry('b.txt', { status: 'failed' })));
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.constantFrom('null', '-1', '"x"', '[]', '{}', ''), (at, put) => {
      try {
        parseManifest(`${whole.slice(0, at)}${put}${whole.slice(at + 1)}`);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});

test('gzip that is damaged', async () => {
  const path = join(folder, 'b.tar.gz');
  await writeBundle(path, { 'a.txt': 'a\n', 'b.txt': String(Array.from({ length: 50_000 }, (_, at) => at * 7919)) });
  const whole = readFileSync(path);
  expect(gunzipSync(whole).length).toBeGreaterThan(0);
  writeFileSync(path, whole.subarray(0, whole.length >> 1));
  appendFileSync(path, 'damaged'.repeat(100));
  const { files, gaps } = await readAll(path);
  expect(files['a.txt']).toBe('a\n');
  expect(gaps).toMatchObject([{ source: 'b.txt', what: 'output' }]);
});
