/** A session over time: its state, the messages of both sides, and where TCP had trouble. What is not known is not drawn. */
import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter } from 'd3-shape';
import type { Session } from '../model/session.ts';
import { duration } from '../reporters/html/ladder-rows.ts';
import type { Phase, TcpMark, Timeline } from '../reporters/html/timeline.ts';
import { el, svg } from './dom.ts';

export interface ChartData {
  readonly session: Session;
  readonly timeline: Timeline;
  /** Of each side: when it sent a message, in seconds after the timeline's start. */
  readonly sent: Readonly<Record<'local' | 'remote', readonly number[]>>;
}

const LABELS = 124;
const NARROW = 520;
const STATE_HEIGHT = 26;
const RATE_HEIGHT = 40;
const MARK_HEIGHT = 16;
const BINS_PER_PIXEL = 1 / 4;
/** The higher the bar, the further the session got: colour isn't needed to tell. */
const LEVELS: Readonly<Record<Phase['state'], { readonly part: number; readonly word: string }>> = {
  connecting: { part: 0.3, word: 'TCP connects' },
  opening: { part: 0.6, word: 'TCP is open, no session yet' },
  established: { part: 1, word: 'Established' },
};
const MARKS: Readonly<Record<TcpMark['kind'], string>> = {
  'sent again': 'Sent again: some',
  stalled: 'TCP stalled',
  'window closed': 'Window closed',
};
const MARK_KINDS = ['sent again', 'stalled', 'window closed'] as const;

export function renderChart({ session, timeline, sent }: ChartData, width: number): HTMLElement | null {
  const { end, phases, marks } = timeline;
  if (end <= 0 || phases.length === 0) return null;
  const left = width < NARROW ? 0 : LABELS;
  const x = scaleLinear([0, end], [left, width - 6]);
  const picture = svg('svg', { class: 'timeline', width, role: 'img', 'aria-label': describe(session, timeline) });
  let y = 0;

  function label(text: string, height: number): number {
    if (left > 0) {
      picture.append(svg('text', { class: 'faint', x: 0, y: y + height / 2 + 4 }, text));
      return y;
    }
    picture.append(svg('text', { class: 'faint', x: 0, y: y + 11 }, text));
    return y + 16;
  }

  const top = label('State', STATE_HEIGHT);
  for (const { state, from, to, connection } of phases) {
    const { part, word } = LEVELS[state];
    const height = STATE_HEIGHT * part;
    picture.append(
      svg(
        'rect',
        {
          class: `phase ${state}`,
          x: x(from),
          y: top + STATE_HEIGHT - height,
          width: Math.max(2, x(to) - x(from)),
          height,
        },
        svg('title', {}, `Connection ${connection}: ${word}, ${from.toFixed(3)} to ${to.toFixed(3)} s`),
      ),
    );
  }
  y = top + STATE_HEIGHT + 12;

  const bins = Math.max(8, Math.floor((width - left) * BINS_PER_PIXEL));
  const rates = { local: histogram(sent.local, end, bins), remote: histogram(sent.remote, end, bins) };
  const most = Math.max(...rates.local, ...rates.remote);
  if (most > 0) {
    for (const side of ['local', 'remote'] as const) {
      const own = label(side === 'local' ? 'Local sends' : 'Remote sends', RATE_HEIGHT);
      picture.append(renderRate(rates[side], most, own, (bin) => x((bin * end) / bins), side));
      y = own + RATE_HEIGHT + 8;
    }
    picture.append(svg('text', { class: 'faint', x: left, y: y + 6 }, `at most ${most} in ${duration(end / bins)}`));
    y += 18;
  }

  for (const kind of MARK_KINDS) {
    const own = marks.filter((mark) => mark.kind === kind);
    if (own.length === 0) continue;
    const at = label(MARKS[kind], MARK_HEIGHT);
    for (const { side, from, to } of own)
      picture.append(
        svg(
          'rect',
          {
            class: 'tcp-mark',
            x: x(from) - 1,
            y: at + 2,
            width: Math.max(3, x(to) - x(from)),
            height: MARK_HEIGHT - 4,
            rx: 1,
          },
          svg(
            'title',
            {},
            `${session[side].address}: ${kind}, ${from.toFixed(3)}${to > from ? ` to ${to.toFixed(3)}` : ''} s`,
          ),
        ),
      );
    y = at + MARK_HEIGHT + 6;
  }

  picture.append(svg('line', { class: 'axis', x1: left, x2: width - 6, y1: y, y2: y }));
  for (const tick of x.ticks(Math.max(2, Math.floor((width - left) / 110)))) {
    picture.append(svg('line', { class: 'axis', x1: x(tick), x2: x(tick), y1: y, y2: y + 5 }));
    const anchor = x(tick) > width - 40 ? 'end' : x(tick) < left + 20 ? 'start' : 'middle';
    picture.append(svg('text', { class: 'faint', x: x(tick), y: y + 18, 'text-anchor': anchor }, `${tick} s`));
  }
  y += 24;
  picture.setAttribute('height', String(y));
  picture.setAttribute('viewBox', `0 0 ${width} ${y}`);
  return el('figure', {}, el('figcaption', {}, 'Over time: the higher the bar, the further the session got'), picture);
}

function histogram(times: readonly number[], end: number, bins: number): number[] {
  const counts = Array.from({ length: bins }, () => 0);
  for (const time of times) {
    const bin = Math.max(0, Math.min(bins - 1, Math.floor((time / end) * bins)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function renderRate(
  rates: readonly number[],
  most: number,
  top: number,
  xOf: (bin: number) => number,
  side: string,
): SVGPathElement {
  const y = scaleLinear([0, most], [top + RATE_HEIGHT, top]);
  const shape = area<number>()
    .x((_, bin) => xOf(bin))
    .y0(y(0))
    .y1((count) => y(count))
    .curve(curveStepAfter);
  return svg('path', { class: `rate ${side}`, d: shape([...rates, 0]) });
}

function describe({ local, remote }: Session, { end, phases }: Timeline): string {
  const up = phases.filter(({ state }) => state === 'established');
  const times = up.slice(0, 5).map(({ from, to }) => `${from.toFixed(1)} to ${to.toFixed(1)} s`);
  const told =
    up.length === 0 ? 'never Established' : `Established from ${times.join(', ')}${up.length > 5 ? ' and later' : ''}`;
  return `${local.address} and ${remote.address} over ${duration(end)}: ${told}`;
}
