/** A chart in words, for whoever does not see it: the same figures as a table. */
import { SIDES, type Side } from '../model/moment.ts';
import type { SeriesPoint } from '../model/tcp-series.ts';
import { latencyOf } from '../reporters/html/words.ts';
import type { ChartData } from './chart-data.ts';
import { el } from './dom.ts';

const PARTS = 24;

interface Part {
  readonly messages: Record<Side, number>;
  readonly waits: Record<Side, number | null>;
  readonly windows: Record<Side, number | null>;
  readonly repeats: Record<Side, number>;
}

export function renderChartTable({ session, timeline, sent }: ChartData): HTMLElement {
  const { end, series } = timeline;
  const parts = Array.from({ length: PARTS }, emptyPart);
  for (const side of SIDES) {
    for (const time of sent[side]) {
      const part = parts[Math.max(0, Math.min(PARTS - 1, Math.floor((time / end) * PARTS)))];
      if (part !== undefined) part.messages[side] += 1;
    }
    if (series === null) continue;
    fold(parts, series.bins, series.waits[side], (part, value) => {
      part.waits[side] = Math.max(value, part.waits[side] ?? 0);
    });
    fold(parts, series.bins, series.windows[side], (part, value) => {
      part.windows[side] = Math.min(value, part.windows[side] ?? value);
    });
    fold(parts, series.bins, series.repeats[side], (part, value) => {
      part.repeats[side] += value;
    });
  }
  const rows = parts.flatMap((part, index) =>
    isEmpty(part) ? [] : [renderRow(part, (index * end) / PARTS, ((index + 1) * end) / PARTS)],
  );
  const heads = SIDES.flatMap((side) => [
    `${side} sends`,
    `${side}: longest wait for an ACK`,
    `${side}: least window`,
    `${side} sends again`,
  ]);
  return el(
    'details',
    { class: 'facts' },
    el('summary', {}, 'Over time, as a table'),
    el(
      'div',
      {
        class: 'scroll',
        tabindex: 0,
        role: 'group',
        'aria-label': `Over time: ${session.local.address} and ${session.remote.address}`,
      },
      el(
        'table',
        {},
        el('thead', {}, el('tr', {}, ...['seconds', ...heads].map((head) => el('th', { scope: 'col' }, head)))),
        el('tbody', {}, ...rows),
      ),
    ),
  );
}

const emptyPart = (): Part => ({
  messages: { local: 0, remote: 0 },
  waits: { local: null, remote: null },
  windows: { local: null, remote: null },
  repeats: { local: 0, remote: 0 },
});

function fold(
  parts: readonly Part[],
  bins: number,
  points: readonly SeriesPoint[],
  put: (part: Part, value: number) => void,
): void {
  for (const [bin, value] of points) {
    const part = parts[Math.floor((bin / bins) * PARTS)];
    if (part !== undefined) put(part, value);
  }
}

const isEmpty = ({ messages, waits, windows, repeats }: Part): boolean =>
  SIDES.every((side) => messages[side] + repeats[side] === 0 && waits[side] === null && windows[side] === null);

function renderRow({ messages, waits, windows, repeats }: Part, from: number, to: number): HTMLElement {
  const cells = SIDES.flatMap((side) => [
    messages[side] === 0 ? '' : String(messages[side]),
    waits[side] === null ? '' : latencyOf(waits[side]),
    windows[side] === null ? '' : String(windows[side]),
    repeats[side] === 0 ? '' : String(repeats[side]),
  ]);
  const span = `${from.toFixed(1)} to ${to.toFixed(1)}`;
  return el('tr', {}, el('th', { scope: 'row' }, span), ...cells.map((cell) => el('td', {}, cell)));
}
