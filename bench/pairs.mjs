import { measure } from './measure.mjs';

/** Ours, theirs, ours, theirs …: whatever else the machine does falls on both. */
export function runPairs({ ours, theirs, pairs, warmUp, log }) {
  measure(ours);
  if (warmUp && theirs) measure(theirs);
  const runs = [];
  for (let i = 1; i <= pairs; i++) {
    const our = measure(ours);
    const their = theirs && measure(theirs);
    runs.push({ ours: our, theirs: their });
    log(`  ${i}/${pairs}: ${our.wall.toFixed(2)} s${their ? ` against ${their.wall.toFixed(2)} s` : ''}`);
  }
  return runs;
}

/** Median, least and greatest. */
export function summarise(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1) };
}
