/** A session over time: its state, the messages of both sides, and what TCP did. What is not known is not drawn. */
import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter } from 'd3-shape';
import { SIDES, type Side } from '../model/moment.ts';
import type { Session } from '../model/session.ts';
import type { SeriesPoint, TcpSeries } from '../model/tcp-series.ts';
import { duration } from '../reporters/html/ladder-rows.ts';
import type { Phase, TcpMark, Timeline } from '../reporters/html/timeline.ts';
import { latencyOf, sizeOf } from '../reporters/html/words.ts';
import { count } from '../reporters/text/pen.ts';
import type { ChartData } from './chart-data.ts';
import { renderChartTable } from './chart-table.ts';
import { el, svg } from './dom.ts';
import { createSheet, type Sheet } from './sheet.ts';

const STATE_HEIGHT = 26;
const RATE_HEIGHT = 36;
const SERIES_HEIGHT = 22;
const MARK_HEIGHT = 16;
const BINS_PER_PIXEL = 1 / 4;
/** The higher the bar, the further the session got: colour isn't needed to tell. */
const LEVELS: Readonly<Record<Phase['state'], { readonly part: number; readonly word: string }>> = {
  connecting: { part: 0.3, word: 'TCP connects' },
  opening: { part: 0.6, word: 'TCP is open, no session yet' },
  established: { part: 1, word: 'Established' },
};
const MARKS: readonly (readonly [TcpMark['kind'], string])[] = [
  ['sent again', 'Sent again: some'],
  ['stalled', 'TCP stalled'],
  ['window closed', 'Window closed'],
];
const NAMES: Readonly<Record<Side, string>> = { local: 'Local', remote: 'Remote' };

export function renderChart(data: ChartData, width: number): HTMLElement | null {
  const { session, timeline, sent } = data;
  const { end, phases, marks, series } = timeline;
  if (end <= 0 || phases.length === 0) return null;
  const sheet = createSheet(end, width, describe(session, timeline));
  drawPhases(sheet, phases);
  drawRates(sheet, sent, end);
  if (series !== null) {
    drawSeries(sheet, timeline, series, series.waits, WAITS);
    drawSeries(sheet, timeline, series, series.windows, WINDOWS);
    drawSeries(sheet, timeline, series, series.repeats, REPEATS);
  }
  drawMarks(sheet, session, series === null ? marks : marks.filter(({ kind }) => kind !== 'sent again'));
  const caption = el('figcaption', {}, 'Over time: the higher the bar, the further the session got');
  return el('figure', {}, caption, sheet.finish(), renderChartTable(data));
}

function drawPhases({ picture, x, row }: Sheet, phases: readonly Phase[]): void {
  const bottom = row('State', STATE_HEIGHT) + STATE_HEIGHT;
  for (const { state, from, to, connection } of phases) {
    const { part, word } = LEVELS[state];
    const height = STATE_HEIGHT * part;
    const place = { x: x(from), y: bottom - height, width: Math.max(2, x(to) - x(from)), height };
    const told = `Connection ${connection}: ${word}, ${span(from, to)}`;
    picture.append(svg('rect', { class: `phase ${state}`, ...place }, svg('title', {}, told)));
  }
}

function drawRates({ picture, x, width, left, row, note }: Sheet, sent: ChartData['sent'], end: number): void {
  const bins = Math.max(8, Math.floor((width - left) * BINS_PER_PIXEL));
  const rates = { local: histogram(sent.local, end, bins), remote: histogram(sent.remote, end, bins) };
  const most = Math.max(...rates.local, ...rates.remote);
  if (most === 0) return;
  for (const side of SIDES) {
    const top = row(`${NAMES[side]} sends`, RATE_HEIGHT);
    const y = scaleLinear([0, most], [top + RATE_HEIGHT, top]);
    const shape = area<number>()
      .x((_, bin) => x((bin * end) / bins))
      .y0(y(0))
      .y1((messages) => y(messages))
      .curve(curveStepAfter);
    picture.append(svg('path', { class: `rate ${side}`, d: shape([...rates[side], 0]) }));
  }
  note(`at most ${most} ${most === 1 ? 'message' : 'messages'} in ${duration(end / bins)}`);
}

interface SeriesLook {
  readonly name: string;
  /** Until the next value is told; else of its own part of the time. */
  readonly holds: boolean;
  readonly isTrouble: (value: number) => boolean;
  readonly show: (value: number) => string;
  /** All of a side in a few words. */
  readonly sum: (values: readonly number[]) => string;
}
const WAITS: SeriesLook = {
  name: 'waits for ACK',
  holds: false,
  isTrouble: () => false,
  show: latencyOf,
  sum: (values) => rangeOf(values, latencyOf),
};
const WINDOWS: SeriesLook = {
  name: 'window',
  holds: true,
  isTrouble: (value) => value === 0,
  show: sizeOf,
  sum: (values) => rangeOf(values, sizeOf),
};
const REPEATS: SeriesLook = {
  name: 'sends again',
  holds: false,
  isTrouble: () => true,
  show: (value) => count(value, 'packet'),
  sum: (values) => `${count(total(values), 'packet')}, needless ones too`,
};

function drawSeries(
  { picture, x, left, row, note }: Sheet,
  { phases }: Timeline,
  { bins }: TcpSeries,
  series: Readonly<Record<Side, readonly SeriesPoint[]>>,
  { name, holds, isTrouble, show, sum }: SeriesLook,
): void {
  const known = SIDES.filter((side) => series[side].length > 0);
  const most = Math.max(1e-6, ...known.flatMap((side) => series[side].map(([, value]) => value)));
  const timeOf = (bin: number): number => (bin * (x.domain()[1] ?? 0)) / bins;
  for (const side of known) {
    const bottom = row(`${NAMES[side]} ${name}`, SERIES_HEIGHT) + SERIES_HEIGHT;
    for (const [index, [bin, value]] of series[side].entries()) {
      const from = timeOf(bin);
      const to = holds
        ? Math.min(
            timeOf(series[side][index + 1]?.[0] ?? bins),
            Math.max(overAt(phases, timeOf(bin + 1)), timeOf(bin + 1)),
          )
        : timeOf(bin + 1);
      const height = Math.max(2, (value / most) * SERIES_HEIGHT);
      const place = { x: x(from), y: bottom - height, width: Math.max(1, x(to) - x(from)), height };
      const look = `bar ${side}${isTrouble(value) ? ' trouble' : ''}`;
      picture.append(svg('rect', { class: look, ...place }, svg('title', {}, `${span(from, to)}: ${show(value)}`)));
    }
  }
  const told = known.map((side) => `${NAMES[side]}: ${sum(series[side].map(([, value]) => value))}`);
  for (const line of left === 0 ? told : told.slice(0, 1).map(() => told.join(' · '))) note(line);
}

/** When the last connection ended that had begun by then. */
function overAt(phases: readonly Phase[], time: number): number {
  return Math.max(...phases.filter(({ from }) => from <= time).map(({ to }) => to));
}

const total = (values: readonly number[]): number => values.reduce((one, other) => one + other, 0);

function rangeOf(values: readonly number[], show: (value: number) => string): string {
  const [least, most] = [show(Math.min(...values)), show(Math.max(...values))];
  return least === most ? most : `${least} to ${most}`;
}

function drawMarks({ picture, x, row }: Sheet, session: Session, marks: readonly TcpMark[]): void {
  for (const [kind, name] of MARKS) {
    const own = marks.filter((mark) => mark.kind === kind);
    if (own.length === 0) continue;
    const top = row(name, MARK_HEIGHT);
    for (const { side, from, to } of own) {
      const place = { x: x(from) - 1, y: top + 2, width: Math.max(3, x(to) - x(from)), height: MARK_HEIGHT - 4, rx: 1 };
      const told = `${session[side].address}: ${kind}, ${span(from, to)}`;
      picture.append(svg('rect', { class: 'tcp-mark', ...place }, svg('title', {}, told)));
    }
  }
}

const span = (from: number, to: number): string =>
  to > from ? `${from.toFixed(3)} to ${to.toFixed(3)} s` : `${from.toFixed(3)} s`;

function histogram(times: readonly number[], end: number, bins: number): number[] {
  const counts = Array.from({ length: bins }, () => 0);
  for (const time of times) {
    const bin = Math.max(0, Math.min(bins - 1, Math.floor((time / end) * bins)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function describe({ local, remote }: Session, { end, phases }: Timeline): string {
  const up = phases.filter(({ state }) => state === 'established');
  const times = up.slice(0, 5).map(({ from, to }) => `${from.toFixed(1)} to ${to.toFixed(1)} s`);
  const told =
    up.length === 0 ? 'never Established' : `Established from ${times.join(', ')}${up.length > 5 ? ' and later' : ''}`;
  return `${local.address} and ${remote.address} over ${duration(end)}: ${told}`;
}
