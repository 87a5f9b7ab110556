/**
 * `npm run build && npm run bench:growth [-- NAME]`: UPDATEs that are made to be laborious, as many octets of short ones as of
 * long ones. Per octet, a long one must cost no more: what nests or repeats makes the time grow as the input does.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CLI, diagnose } from './cases.mjs';
import { SHAPES, writeHostile } from './inputs/hostile.mjs';
import { CACHE } from './inputs/index.mjs';
import { measure } from './measure.mjs';
import { summarise } from './pairs.mjs';

const RUNS = Number(process.env['RUNS'] ?? 5);
const OCTETS = Number(process.env['OCTETS'] ?? 4_000_000);
const SHORT = 2_000;
const LONG = 64_000;
const GOAL = 1.5;
const COMMANDS = {
  bgp: (path) => diagnose(path),
  'decode --format jsonl': (path) => [process.execPath, CLI, 'decode', path, '--format', 'jsonl'],
  'decode -vv': (path) => [process.execPath, CLI, 'decode', path, '-vv'],
};

mkdirSync(CACHE, { recursive: true });
const [only = ''] = process.argv.slice(2);
let missed = 0;
for (const shape of Object.keys(SHAPES).filter((name) => name.includes(only))) {
  const [short, long] = [SHORT, LONG].map((length) => {
    const path = join(CACHE, `growth-${length}.pcap`);
    writeHostile(path, shape, length, OCTETS);
    return path;
  });
  for (const [name, command] of Object.entries(COMMANDS)) {
    const runs = [];
    for (let run = 0; run < RUNS; run++) {
      const theirs = measure(command(short)).wall;
      const ours = measure(command(long)).wall;
      runs.push({ ours, theirs, ratio: ours / theirs });
    }
    const [ours, theirs, ratio] = ['ours', 'theirs', 'ratio'].map(
      (key) => summarise(runs.map((run) => run[key])).median,
    );
    if (ratio > GOAL) missed += 1;
    console.log(
      `${shape}, ${name}: ${ours.toFixed(2)} s in messages of ${LONG} octets, ${theirs.toFixed(2)} s in those of ${SHORT}; ` +
        `ratio ${ratio.toFixed(2)} (goal: <= ${GOAL}) ${ratio <= GOAL ? 'met' : 'MISSED'}`,
    );
  }
}
process.exitCode = missed > 0 ? 1 : 0;
