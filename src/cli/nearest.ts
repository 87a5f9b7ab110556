const SHOWN = 3;

/** The names that someone may have meant who typed `text`, the likeliest first. */
export function nearest(text: string, names: readonly string[]): string[] {
  const scored = names.map((name) => ({ name, edits: Math.min(distance(text, name), distance(text, lastPart(name))) }));
  const close = scored.filter(({ name, edits }) => edits <= Math.max(2, text.length / 3) || name.includes(text));
  const meant = close.filter(({ edits }) => edits === 0);
  return (meant.length > 0 ? meant : close)
    .toSorted((left, right) => left.edits - right.edits)
    .slice(0, SHOWN)
    .map(({ name }) => name);
}

const lastPart = (id: string): string => id.slice(id.indexOf('/') + 1);

/** Letters to insert, delete or replace (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
