/**
 * `npm run build && npm run bench:outputs [-- NAME]`: what long outputs cost beyond those of ten lines, against JSON.parse of
 * the same data as JSON. Goal: at most 3.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLI } from './cases.mjs';
import { CACHE } from './inputs/index.mjs';
import { OUTPUTS } from './inputs/outputs.mjs';
import { summarise } from './pairs.mjs';

const RUNS = Number(process.env['RUNS'] ?? 15);
const GOAL = 3;

mkdirSync(CACHE, { recursive: true });
const [only = ''] = process.argv.slice(2);
for (const output of OUTPUTS.filter(({ name }) => name.includes(only))) {
  const { name, command, many, few } = output;
  const long = write(`${name} ${many}`, output.text(many));
  const short = write(`${name} ${few}`, output.text(few));
  const json = write(`${name} ${many} json`, output.json(many));
  const runs = [];
  // In turn: whatever else the machine does falls on all three. The first one warms the page cache.
  for (let run = 0; run <= RUNS; run++) {
    const base = timeOf(command, short);
    const beyond = timeOf(command, long) - base;
    const parse = parseTime(json);
    if (run > 0) runs.push({ base, beyond, parse });
  }
  const [base, beyond, parse] = ['base', 'beyond', 'parse'].map(
    (key) => summarise(runs.map((each) => each[key])).median,
  );
  const ratio = beyond / parse;
  console.log(
    `${name}, ${many.toLocaleString('en')}: ${beyond.toFixed(0)} ms beyond ${base.toFixed(0)}; JSON.parse ${parse.toFixed(1)} ms; ` +
      `${ratio.toFixed(1)} times (goal: <= ${GOAL}) ${ratio <= GOAL ? 'met' : 'missed'}`,
  );
}

function write(name, content) {
  const path = join(CACHE, `${name.replaceAll(' ', '-')}.txt`);
  writeFileSync(path, `${content}\n`);
  return path;
}

/** Of a whole process, its start included, in milliseconds. */
function timeOf(command, path) {
  const from = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [CLI, command, path, '--fail-on', 'never'], {
    encoding: 'utf8',
  });
  if (status !== 0 && status !== 3) throw new Error(stderr);
  return performance.now() - from;
}

/** Of JSON.parse alone, without reading the file, in a process of its own as the first thing that it does. */
function parseTime(path) {
  const script = `const text = require('node:fs').readFileSync(process.argv[1], 'utf8'); const from = performance.now(); JSON.parse(text); console.log(performance.now() - from)`;
  return Number(spawnSync(process.execPath, ['-e', script, path], { encoding: 'utf8' }).stdout);
}
