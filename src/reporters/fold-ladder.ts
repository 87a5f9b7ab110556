import type { LadderEntry } from '../model/session.ts';

/** A connection, and those after it up to `last` that went the same way as far as they are shown. */
export interface Fold {
  readonly entries: readonly LadderEntry[];
  readonly number: number;
  /** The first entry of the last of them; null where no other went the same way. */
  last: LadderEntry | null;
}

/** A peer that is refused tries again and again: what happens again the same way is told once. */
export function foldLadder(ladder: readonly LadderEntry[]): readonly Fold[] {
  const folds: Fold[] = [];
  let shape = '';
  for (const entries of byConnection(ladder)) {
    const [first] = entries;
    const next = JSON.stringify(entries.map(({ from, event, text }) => [from, event, text]));
    const before = folds.at(-1);
    if (before !== undefined && next === shape) before.last = first ?? null;
    else folds.push({ entries, number: first?.connection ?? 0, last: null });
    shape = next;
  }
  return folds;
}

function byConnection(ladder: readonly LadderEntry[]): LadderEntry[][] {
  const groups: LadderEntry[][] = [];
  for (const entry of ladder) {
    const group = groups.at(-1);
    if (group?.[0]?.connection === entry.connection) group.push(entry);
    else groups.push([entry]);
  }
  return groups;
}
