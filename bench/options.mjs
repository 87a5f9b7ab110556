import { parseArgs } from 'node:util';
import { CASES } from './cases.mjs';

export const HELP = `usage: npm run bench -- [--only NAME]… [--runs N] [--quick]

  --only NAME  ${CASES.map(({ name }) => name).join(', ')}; may be repeated
  --runs N     counted pairs of runs (5; tshark on the table never more than 2)
  --quick      captures of a fiftieth of the size, one pair: does it run at all?
`;

/** Throws an Error with words for the user if the arguments make no sense. */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', multiple: true },
      runs: { type: 'string' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const names = values.only ?? CASES.map(({ name }) => name);
  const unknown = names.find((name) => !CASES.some((testCase) => testCase.name === name));
  if (unknown) throw new Error(`--only ${unknown}: there is no such case`);
  const runs = Number(values.runs ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(runs) || runs < 1)
    throw new Error(`--runs ${values.runs}: a whole number of at least 1 is needed`);
  return { names, runs, quick: values.quick, help: values.help };
}
