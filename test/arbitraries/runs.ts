/** `TIMES=10 npm test` tries laws ten times as often, and on all fixtures; CI does so for the files that import this. */
const TIMES = Number(process.env['TIMES'] ?? 1);

export const runs = (count: number): { readonly numRuns: number } => ({ numRuns: count * TIMES });

/** One of `every`; with `TIMES`, all. */
export const sampleOf = <T>(all: readonly T[], every: number): readonly T[] =>
  all.filter((_, at) => TIMES > 1 || at % every === 0);
