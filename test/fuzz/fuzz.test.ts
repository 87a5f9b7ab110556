/**
 * Damaged inputs of every kind, through the commands as a user runs them. FUZZ_SECONDS is for all of it (60 by default),
 * FUZZ_SEED repeats a run. What fails stays in the folder that is named.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../cli/fake-io.ts';
import { troubles } from './judge.ts';
import { createRandom, mutate, type Random } from './mutate.ts';
import { type Target, TARGETS } from './targets.ts';
import { startWatchdog } from './watchdog.ts';

const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 60) / TARGETS.length;
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);

describe(`seed ${SEED}`, () => {
  test.each(TARGETS)('$name', { timeout: (SECONDS + 120) * 1000 }, async (target) => {
    const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-fuzz-'));
    const seeds = await target.seeds(folder);
    const random = createRandom(SEED);
    const input = join(folder, target.file);
    const watchdog = startWatchdog(input);
    const end = Date.now() + SECONDS * 1000;
    let runs = 0;
    try {
      for (; Date.now() < end; runs++) {
        writeFileSync(input, damaged(target, seeds, random));
        const commands = target.commands(input);
        const argv = commands[random(commands.length)] ?? [];
        // oxlint-disable-next-line no-await-in-loop -- one after the other: what fails has to be known
        const ran = { argv, ...(await run(argv)) };
        expect(troubles(ran), `k8sdoctor ${argv.join(' ')}`).toEqual([]);
        watchdog.alive();
      }
    } finally {
      await watchdog.stop();
    }
    console.log(`${target.name}: ${runs} runs`);
    rmSync(folder, { recursive: true, force: true });
  });
});

function damaged({ open, close }: Target, seeds: readonly string[], random: Random): Uint8Array {
  const [one, other] = [pick(seeds, random), pick(seeds, random)].map((path) => {
    const bytes = readFileSync(path);
    return Uint8Array.from(open?.(bytes) ?? bytes);
  });
  const bytes = mutate(one ?? new Uint8Array(), other ?? new Uint8Array(), random);
  return close?.(bytes) ?? bytes;
}

const pick = (seeds: readonly string[], random: Random): string => seeds[random(seeds.length)] ?? '';
