import { existsSync } from 'node:fs';
import { CASES, CLI, ours } from './cases.mjs';
import { ensureInput } from './inputs/index.mjs';
import { isInstalled } from './measure.mjs';
import { HELP, readOptions } from './options.mjs';
import { runPairs } from './pairs.mjs';
import { makeRows, renderTable } from './rows.mjs';
import { verifyReport } from './verify.mjs';

const QUICK_SCALE = 50;
const SLOW_PAIRS = 2;

const log = (line) => process.stderr.write(`${line}\n`);

function runCase(testCase, { runs, quick }) {
  const input = ensureInput(testCase.name, quick ? QUICK_SCALE : 1, log);
  log(`${testCase.what} …`);
  verifyReport(input);
  const theirs = testCase.theirs(input.path);
  const missing = isInstalled(theirs[0]) ? undefined : `skipped: ${theirs[0]} is not installed`;
  const measured = runPairs({
    ours: ours(input.path),
    theirs: missing ? undefined : theirs,
    pairs: testCase.slow ? Math.min(runs, SLOW_PAIRS) : runs,
    warmUp: !testCase.slow,
    log,
  });
  return makeRows(testCase, measured, missing);
}

/** 0: every goal met; 1: one missed; 2: it could not be run. */
function main(args) {
  const options = readOptions(args);
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (!existsSync(new URL('../dist/', import.meta.url))) throw new Error(`${CLI} needs dist/: run npm run build first`);
  const rows = CASES.filter(({ name }) => options.names.includes(name)).flatMap((testCase) =>
    runCase(testCase, options),
  );
  process.stdout.write(`${renderTable(rows, { smoke: options.quick })}\n`);
  return !options.quick && rows.some((row) => row.met === false) ? 1 : 0;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  log(`bench: ${error.message}`);
  process.exitCode = 2;
}
