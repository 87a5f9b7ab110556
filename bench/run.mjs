import { existsSync } from 'node:fs';
import { CASES, CLI } from './cases.mjs';
import { ensureInput } from './inputs/index.mjs';
import { isInstalled } from './measure.mjs';
import { HELP, readOptions } from './options.mjs';
import { runPairs } from './pairs.mjs';
import { buildPeer } from './peers.mjs';
import { makeRows, renderTable } from './rows.mjs';
import { verifyReport } from './verify.mjs';

const QUICK_SCALE = 50;
const SLOW_PAIRS = 2;

const LAZY =
  'lazy: ours walks and checks every octet of an UPDATE and makes values of what is asked for; theirs makes values of all.';

const log = (line) => process.stderr.write(`${line}\n`);

function runCase(testCase, { runs, quick }) {
  const input = ensureInput(testCase.input, quick ? QUICK_SCALE : 1, log);
  log(`${testCase.what} …`);
  verifyReport(input);
  const { command, missing } = theirCommand(testCase, input.path);
  const measured = runPairs({
    ours: testCase.ours(input.path),
    theirs: command,
    pairs: testCase.slow ? Math.min(runs, SLOW_PAIRS) : runs,
    warmUp: !testCase.slow,
    log,
  });
  return makeRows(testCase, measured, missing && `skipped: ${missing}`);
}

function theirCommand({ peer, theirs }, path) {
  if (peer !== undefined) {
    const { program, missing } = buildPeer(peer, log);
    return missing ? { missing } : { command: [program, ...theirs(path)] };
  }
  const command = theirs(path);
  return isInstalled(command[0]) ? { command } : { missing: `${command[0]} is not installed` };
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
  process.stdout.write(`${renderTable(rows, { smoke: options.quick })}\n\n${LAZY}\n`);
  return !options.quick && rows.some((row) => row.met === false) ? 1 : 0;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  log(`bench: ${error.message}`);
  process.exitCode = 2;
}
