/** `npm run compare:tshark`: every capture through both, and what differs. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inParallel } from '../../src/cli/run/gather/in-parallel.ts';
import { type ComparedCapture, compareCapture } from './capture.ts';
import { EXPLANATIONS, explanationOf } from './explanations.ts';
import { readOurs, readOursInBmp } from './ours.ts';
import { PERCENT_GOAL, percentEqual, percentText, renderFound, renderTable, sum } from './report.ts';
import { readBmpPayloads, readTheirs, tsharkVersion } from './theirs.ts';

const FOLDERS = ['fixtures', '../shared/captures'];
/** Beside captures; whatever else lies there is given to both. */
const NO_CAPTURE = /\.(json|jsonl|md|tsv|txt)$|\/(LICENSES|truth)\//;
/** Most of tshark's time is its start. */
const AT_A_TIME = 2;

const HELP = `Usage: npm run compare:tshark -- [--only REGEX] [--verbose]

Compares what k8sdoctor and tshark read of every capture in fixtures/ and ../shared/captures/, field by field.

  --only REGEX  only captures whose path matches
  --verbose     list every difference, not only those without an explanation

Exit code: 0, 1 below ${PERCENT_GOAL} % or where a difference has no explanation, 2 without tshark
`;

interface Options {
  readonly only: RegExp;
  readonly verbose: boolean;
}

export async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(HELP);
    return 0;
  }
  const version = tsharkVersion();
  if (version === null) {
    console.error('tshark is not installed: there is nothing to compare with (Debian: apt-get install tshark)');
    return 2;
  }
  const { only, verbose } = readOptions(args);
  for (const folder of FOLDERS.filter((name) => !existsSync(name)))
    console.log(`${folder} is not here: compared without`);
  const paths = FOLDERS.flatMap(listCaptures).filter((path) => only.test(path));
  const compared = await inParallel(paths, AT_A_TIME, compareOne);
  const captures = compared.filter(({ messages }) => messages.both + messages.here + messages.there > 0);
  const total = sum(captures);
  const unexplained = total.found.filter((found) => explanationOf(found, EXPLANATIONS) === undefined);
  console.log(renderTable(captures));
  if (verbose) for (const found of total.found) console.log(renderFound(found));
  for (const found of unexplained) console.log(`unexplained: ${renderFound(found)}`);
  if (only.source === EVERYTHING.source && FOLDERS.every((folder) => existsSync(folder))) reportUnused(total);
  console.log(
    `\n${percentText(total.fields)} of fields equal in ${captures.length} of ${paths.length} captures ` +
      `(the others hold no BGP); tshark ${version}; ${unexplained.length} differences without an explanation`,
  );
  return unexplained.length === 0 && percentEqual(total.fields) >= PERCENT_GOAL ? 0 : 1;
}

const EVERYTHING = /(?:)/;

function readOptions(args: readonly string[]): Options {
  const at = args.indexOf('--only');
  return { only: at === -1 ? EVERYTHING : new RegExp(args[at + 1] ?? ''), verbose: args.includes('--verbose') };
}

function listCaptures(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !NO_CAPTURE.test(path))
    .toSorted();
}

/** BMP in captures is no matter of `decode`: its stream is taken out and read as a file of BMP would be. */
async function compareOne(path: string): Promise<ComparedCapture> {
  const reading = readOurs(path);
  if (reading === null) return compareCapture(path, [], []);
  const { messages, ports } = reading;
  const theirs = await readTheirs(path, { ports, isBgp: messages.length > 0 });
  const inBmp = theirs.some((message) => message.inBmp) ? readOursInBmp(await readBmpPayloads(path)) : [];
  return compareCapture(path, [...messages, ...inBmp], theirs);
}

function reportUnused({ found }: ComparedCapture): void {
  const used = new Set(found.map((one) => explanationOf(one, EXPLANATIONS)));
  for (const { what } of EXPLANATIONS.filter((explanation) => !used.has(explanation)))
    console.log(`explanation without a difference: ${what}`);
}
