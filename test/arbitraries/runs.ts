/** How often a law is tried: `count` times in `npm test`, `TIMES=10` for ten times as often (CI does). */
export const runs = (count: number): { readonly numRuns: number } => ({
  numRuns: count * Number(process.env['TIMES'] ?? 1),
});
