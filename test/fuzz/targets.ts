/** What is damaged, and the commands that read it. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { FAILED, fixture, HEALTHY, run } from '../cli/fake-io.ts';

export interface Target {
  readonly name: string;
  /** Paths; what has to be made first is made in `folder`. */
  readonly seeds: (folder: string) => Promise<readonly string[]>;
  /** The name of the damaged file. */
  readonly file: string;
  readonly commands: (file: string) => readonly (readonly string[])[];
  /** Damage is done between the two. */
  readonly open?: (bytes: Uint8Array) => Uint8Array;
  readonly close?: (bytes: Uint8Array) => Uint8Array;
}

/** A damaged table of a megabyte tells no more than one of some kilobytes, and takes longer. */
const MOST = 300_000;
const root = fileURLToPath(new URL('../..', import.meta.url));

const FORMATS = ['text', 'json', 'jsonl', 'markdown', 'html', 'sarif', 'junit', 'github'];
const inEachFormat = (...argv: readonly string[]): readonly (readonly string[])[] =>
  FORMATS.map((format) => [...argv, '--format', format]);

export const TARGETS: readonly Target[] = [
  {
    name: 'captures',
    seeds: async () => [...seedsIn('fixtures', /\.pcap(?:ng)?$/), ...seedsIn('../shared/captures', /\.pcap(?:ng)?$/)],
    file: 'input.pcap',
    commands: (file) => [
      ...inEachFormat('bgp', '--pcap', file),
      ['bgp', '--pcap', file, '--verbose', '--checksum'],
      ['bgp', '--pcap', file, '--redact=all', '--format', 'json'],
      ['decode', file],
      ['decode', file, '-v'],
      ['decode', file, '-vv'],
      ['decode', file, '--format', 'json'],
      ['decode', file, '--format', 'jsonl'],
      ['slice', file, '-o', `${file}.slice`],
      ['slice', file, '-o', `${file}.slice`, '--redact=all'],
    ],
  },
  {
    name: 'exports of routers',
    seeds: async () => seedsIn('fixtures/exports', /\.(?:mrt|bmp)$/),
    file: 'input.mrt',
    commands: (file) => [
      ['decode', file],
      ['decode', file, '-v'],
      ['decode', file, '-vv'],
      ['decode', file, '--format', 'jsonl'],
    ],
  },
  {
    name: 'outputs of commands',
    seeds: async () => [...seedsIn('fixtures/outputs', /./), ...seedsIn('../shared/samples', /./)],
    file: 'input.txt',
    commands: (file) => [
      ...inEachFormat('check', file),
      ['check', file, '--redact=all', '--format', 'json'],
      ['status', file],
      ['status', file, '--matrix'],
      ['routes', file, '--format', 'json'],
      ['sysctl', file, '--cni', 'calico', '--format', 'json'],
    ],
  },
  {
    name: 'bundles',
    seeds: async (folder) => [...seedsIn('fixtures/bundles', /\.tar\.gz$/), await bundleOf(folder)],
    file: 'input.tar.gz',
    open: gunzipSync,
    close: (bytes) => gzipSync(bytes, { level: 1 }),
    commands: ofBundle,
  },
  {
    name: 'bundles, damaged as they are packed',
    seeds: async (folder) => [...seedsIn('fixtures/bundles', /\.tar\.gz$/), await bundleOf(folder)],
    file: 'input.tar.gz',
    commands: ofBundle,
  },
  {
    name: 'saved results',
    seeds: (folder) => Promise.all(CAPTURES.map((capture, at) => resultOf(capture, join(folder, `result-${at}.json`)))),
    file: 'input.json',
    commands: (file) => [...inEachFormat('report', file), ['bgp', '--pcap', FAILED, '--baseline', file]],
  },
];

const CAPTURES = [FAILED, HEALTHY, fixture('session/packet-loss.pcap'), fixture('both-ends/cut-one-way.node.pcap')];

function ofBundle(file: string): readonly (readonly string[])[] {
  return [
    ['check', '--bundle', file, '--format', 'json'],
    ['bgp', '--bundle', file],
    ['status', '--bundle', file],
    ['collect', '--bundle', file, '--redact=all', '-o', `${file}.again.tar.gz`],
  ];
}

function seedsIn(folder: string, pattern: RegExp): readonly string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((name) => pattern.test(name) && statSync(name).isFile() && statSync(name).size <= MOST)
    .toSorted();
}

async function resultOf(capture: string, path: string): Promise<string> {
  await run(['bgp', '--pcap', capture, '--format', 'json', '-o', path]);
  return path;
}

/** Of ours, made of one that is foreign. */
async function bundleOf(folder: string): Promise<string> {
  const path = join(folder, 'bundle.tar.gz');
  await run(['collect', '--bundle', join(root, 'fixtures/bundles/support-bundle-0.133.0.tar.gz'), '-o', path]);
  return path;
}
