import type { Incomplete } from '../model/report.ts';
import { sourceName } from './source-name.ts';

const MOST_NAMED = 3;
const MOST_LINES = 30;

/**
 * What could not be had, a line each. What is the same of several commands on a node, or of many nodes, is said once: a
 * cluster of thousands that does not answer is one line.
 */
export function foldGaps(incomplete: readonly Incomplete[], most: number = MOST_LINES): readonly string[] {
  const ofPlaces = fold(incomplete, ({ source, why }) => [source, why]).map(([first, ...more]) => ({
    ...first,
    whats: [first, ...more].map(({ what }) => what),
  }));
  const lines = fold(ofPlaces, ({ source, whats, why }) => [source === null, whats, withoutNames(why)]).map((group) => {
    const [{ whats, why }, ...more] = group;
    const sources = group.flatMap(({ source }) => (source === null ? [] : sourceName(source)));
    const named = [sources, whats].filter((names) => names.length > 0).map(enumerate);
    return `${named.join(', ')}: ${more.every((one) => one.why === why) ? why : withoutNames(why)}`;
  });
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `${lines.length - most + 1} more (--format json has them all)`];
}

/** `pods "cilium-x7wq2" not found`: each node has another. */
const withoutNames = (why: string): string => why.replaceAll(/"[^"]+"/g, '"…"');

/** Those of one key together, where the first of them stood. */
function fold<T>(items: readonly T[], keyOf: (item: T) => unknown): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function enumerate(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const more = unique.length - MOST_NAMED;
  return more > 1 ? `${unique.slice(0, MOST_NAMED).join(', ')} and ${more} more` : unique.join(', ');
}
