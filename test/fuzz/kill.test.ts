/**
 * Runs that are ended at any moment, by ^C, by TERM or by KILL: a file that we write is whole, or as it was before.
 * KILLS is how many (60 by default), FUZZ_SEED repeats the moments as far as the machine does.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAILED, fixture, run } from '../cli/fake-io.ts';
import { createRandom } from './mutate.ts';

const KILLS = Number(process.env['KILLS'] ?? 60);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
const root = fileURLToPath(new URL('../..', import.meta.url));
const CLI = join(root, 'bin/k8sdoctor.js');
const isBuilt = existsSync(join(root, 'dist/cli/main.cjs'));

const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-kill-'));
const table = join(folder, 'table.pcap');
const bundle = fixture('bundles/support-bundle-0.133.0.tar.gz');

/** KILL leaves what nobody could take away, under a name that hides. */
const shown = (path: string): readonly string[] => readdirSync(path).filter((name) => !name.startsWith('.'));

/** What is written, by which command, and a command that reads it and finds it whole. */
const OUTPUTS: readonly {
  readonly name: string;
  readonly write: (path: string) => readonly string[];
  readonly read: (path: string) => readonly string[];
}[] = [
  {
    name: 'result.json',
    write: (path) => ['bgp', '--pcap', FAILED, table, '--format', 'json', '-o', path],
    read: (path) => ['report', path],
  },
  {
    name: 'slice.pcap',
    write: (path) => ['slice', FAILED, table, '-o', path],
    read: (path) => ['bgp', '--pcap', path, '--fail-on', 'never'],
  },
  {
    name: 'bundle.tar.gz',
    write: (path) => ['collect', '--bundle', bundle, '-o', path],
    read: (path) => ['status', '--bundle', path, '--fail-on', 'never'],
  },
  {
    name: 'bundle',
    write: (path) => ['collect', '--bundle', bundle, '--redact=all', '-o', path],
    read: (path) => ['status', '--bundle', path, '--fail-on', 'never'],
  },
  {
    name: 'evidence',
    write: (path) => ['bgp', '--pcap', FAILED, table, '--evidence', path],
    read: (path) => ['bgp', '--fail-on', 'never', ...shown(path).flatMap((name) => ['--pcap', join(path, name)])],
  },
];
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;

describe.skipIf(!isBuilt)(`seed ${SEED} (skipped without dist/: npm run build)`, () => {
  beforeAll(async () => {
    const script = `import { writeTable } from './bench/inputs/table.mjs'; writeTable(process.argv[1], 40);`;
    expect(
      (await ended(spawn(process.execPath, ['--input-type=module', '-e', script, table], { cwd: root }))).code,
    ).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test(`${KILLS} times`, { timeout: KILLS * 30_000 }, async () => {
    const random = createRandom(SEED);
    const tally = new Map<string, number>();
    for (let at = 0; at < KILLS; at++) {
      const output = OUTPUTS[at % OUTPUTS.length];
      const signal = SIGNALS[random(SIGNALS.length)] ?? 'SIGKILL';
      if (output === undefined) break;
      const place = join(folder, `${at}`);
      mkdirSync(place);
      const path = join(place, output.name);
      // oxlint-disable no-await-in-loop -- one after the other: each has the machine for itself
      const outcome = await interrupted(output.write(path), signal, random(900));
      const left = signal === 'SIGKILL' ? shown(place) : readdirSync(place);
      const what = `k8sdoctor ${output.write(path).join(' ')}: ${signal}, ${JSON.stringify(outcome)}, left: ${left.join(' ')}`;
      expect(
        left.filter((name) => name !== output.name),
        what,
      ).toEqual([]);
      if (hasContent(path)) expect(await run(output.read(path)), what).toMatchObject({ code: 0 });
      // oxlint-enable no-await-in-loop
      const key = `${signal} ${outcome.code ?? outcome.signal}${existsSync(path) ? ', written' : ''}`;
      tally.set(key, (tally.get(key) ?? 0) + 1);
      rmSync(place, { recursive: true });
    }
    console.log(
      [...tally]
        .map(([key, count]) => `${key}: ${count}`)
        .toSorted()
        .join('\n'),
    );
    // It is ended by the signal itself before it listens to it.
    expect([...tally.keys()].filter((key) => !/^SIGKILL |^(SIG\w+) (?:\1|0|1|3|130|143)\b/.test(key))).toEqual([]);
  });
});

/** A folder for evidence is made before there is any. */
const hasContent = (path: string): boolean => existsSync(path) && (statSync(path).isFile() || shown(path).length > 0);

interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly err: string;
}

async function interrupted(argv: readonly string[], signal: NodeJS.Signals, after: number): Promise<Outcome> {
  const child = spawn(process.execPath, [CLI, ...argv], { stdio: ['ignore', 'ignore', 'pipe'] });
  const timer = setTimeout(() => child.kill(signal), after);
  const outcome = await ended(child);
  clearTimeout(timer);
  return outcome;
}

function ended(child: ReturnType<typeof spawn>): Promise<Outcome> {
  let err = '';
  child.stderr?.on('data', (chunk) => (err += String(chunk)));
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, err: err.slice(-500) }));
  });
}
