import type { EvidenceRef } from '../../model/report.ts';
import type { LadderEntry, Session } from '../../model/session.ts';
import { foldLadder } from '../fold-ladder.ts';
import { count } from '../text/pen.ts';
import { secondsBetween } from '../text/relative-time.ts';
import { latencyOf } from './words.ts';

/** What stands below one another in the picture of a session. */
export type LadderRow =
  | { readonly kind: 'connection' | 'note' | 'gap'; readonly text: string }
  | { readonly kind: 'rung'; readonly entry: LadderEntry; readonly seconds: number | null; readonly id: string };

/** Silence that is worth a row. */
const GAP_SECONDS = 1;

/** `prefix` makes the ids unique within the page. */
export function ladderRows(session: Session, prefix: string): readonly LadderRow[] {
  const [first] = session.ladder;
  if (first === undefined) return [];
  const rows: LadderRow[] = [];
  let shown = 0;
  let before: number | null = null;
  for (const { entries, number, last } of foldLadder(session.ladder)) {
    if (number > shown + 1) rows.push({ kind: 'note', text: `${count(number - shown - 1, 'connection')} between` });
    if (session.connections > 1) rows.push({ kind: 'connection', text: `Connection ${number}` });
    for (const entry of entries) {
      const seconds = secondsBetween(first.time, entry.time);
      const silence = seconds === null || before === null ? 0 : seconds - before;
      if (silence >= GAP_SECONDS) rows.push({ kind: 'gap', text: `${duration(silence)} later` });
      rows.push({ kind: 'rung', entry, seconds, id: `${prefix}-${rows.length}` });
      before = seconds;
    }
    if (last !== null) {
      const more = last.connection - number;
      const at = secondsBetween(first.time, last.time)?.toFixed(3) ?? '?';
      rows.push({ kind: 'note', text: `${count(more, 'more connection')} like this, the last at ${at}` });
    }
    shown = last?.connection ?? number;
  }
  if (session.connections > shown)
    rows.push({ kind: 'note', text: count(session.connections - shown, 'more connection') });
  return rows;
}

/** The rung that shows what a finding points at; null where it isn't one of those that are shown. */
export function rungOf(rows: readonly LadderRow[], { frame, time }: EvidenceRef): string | null {
  for (const row of rows)
    if (row.kind === 'rung' && row.entry.frame === frame && row.entry.time === time) return row.id;
  return null;
}

/** `44 ms`, `29.9 s`, `2 min 5 s`, `3 h 20 min`. */
export function duration(seconds: number): string {
  if (seconds < 0.1) return latencyOf(seconds);
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
