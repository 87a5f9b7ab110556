import { wrap } from '../cells.ts';
import { visible } from '../visible.ts';
import { type Markup, fragment } from './markup.ts';
import type { Link, Speaker, Topology } from './topology.ts';
import { SIGNS } from './words.ts';

/** Pixels. */
const CHARACTER = 7.5;
const LINE = 17;
const SPACE = 14;
const WIDEST_BOX = 250;
const ABOUT_LINES = 3;
const MARK_SPACE = 22;

interface Box {
  readonly lines: readonly string[];
  readonly names: number;
  readonly y: number;
  readonly height: number;
}

/** `width` in pixels, 300 or more. */
export function renderTopology({ left, right, links }: Topology, width: number): Markup {
  const boxWidth = Math.min(WIDEST_BOX, Math.floor(width * 0.36));
  const columns = [stack(left, boxWidth), stack(right, boxWidth)] as const;
  const height = Math.max(...columns.map(heightOf));
  const shift = columns.map((boxes) => (height - heightOf(boxes)) / 2);
  const middle = (column: 0 | 1, at: number): number => {
    const box = columns[column][at];
    return box === undefined ? 0 : box.y + (shift[column] ?? 0) + box.height / 2;
  };
  // What is in trouble comes first, and is drawn last; every sign above every line.
  const drawn = links
    .toReversed()
    .map((link) => drawLink(link, [boxWidth, middle(0, link.from)], [width - boxWidth, middle(1, link.to)]));
  const boxes = columns.map((column, side) =>
    column.map((box) => drawBox(box, side === 0 ? 0 : width - boxWidth, box.y + (shift[side] ?? 0), boxWidth)),
  );
  return fragment`<svg class="topology" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="Sessions between nodes and peers">${drawn.map(({ line }) => line)}${drawn.map(({ mark }) => mark)}${boxes}</svg>`;
}

const heightOf = (boxes: readonly Box[]): number => {
  const last = boxes.at(-1);
  return last === undefined ? 0 : last.y + last.height;
};

function stack(speakers: readonly Speaker[], width: number): readonly Box[] {
  const room = Math.floor((width - 20) / CHARACTER);
  const boxes: Box[] = [];
  let y = 0;
  for (const { name, about } of speakers) {
    const names = wrap(visible(name), room).slice(0, 2);
    const more =
      about.length > ABOUT_LINES
        ? [...about.slice(0, ABOUT_LINES - 1), `and ${about.length - ABOUT_LINES + 1} more`]
        : about;
    const lines = [...names, ...more.flatMap((line) => wrap(visible(line), room))];
    const height = lines.length * LINE + 14;
    boxes.push({ lines, names: names.length, y, height });
    y += height + SPACE;
  }
  return boxes;
}

function drawBox({ lines, names, height }: Box, x: number, y: number, width: number): Markup {
  const text = lines.map(
    (line, at) =>
      fragment`<text class="${at < names ? 'end' : 'faint'}" x="${x + 10}" y="${y + 20 + at * LINE}">${line}</text>`,
  );
  return fragment`<g><rect class="box" x="${x + 0.5}" y="${y + 0.5}" width="${width - 1}" height="${height - 1}" rx="7"/>${text}</g>`;
}

type Point = readonly [x: number, y: number];

interface DrawnLink {
  readonly line: Markup;
  readonly mark: Markup;
}

/** The sign stands where few lines cross: nearer to the node, at another place for each peer. */
function drawLink({ to, tone, text, session }: Link, start: Point, end: Point): DrawnLink {
  const bend = (start[0] + end[0]) / 2;
  const t = 0.3 + Math.max(0.12, MARK_SPACE / (end[0] - start[0])) * (to % 3);
  const at = (a: number, b: number, c: number, d: number): number =>
    Math.round((1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d);
  const x = at(start[0], bend, bend, end[0]);
  const y = at(start[1], start[1], end[1], end[1]);
  const curve = `M${start[0]} ${start[1]}C${bend} ${start[1]} ${bend} ${end[1]} ${end[0]} ${end[1]}`;
  const paths = fragment`<path class="link" d="${curve}"/><path class="reach" d="${curve}"/>`;
  const sign = fragment`<circle class="mark" cx="${x}" cy="${y}" r="9"/><text class="mark-sign" x="${x}" y="${y + 4}" text-anchor="middle">${SIGNS[tone]}</text>`;
  const mark = fragment`<g class="session-mark ${tone}" aria-hidden="true">${sign}</g>`;
  if (session === null)
    return { line: fragment`<g class="session ${tone}" role="img" aria-label="${text}">${paths}</g>`, mark };
  return {
    line: fragment`<a class="session ${tone}" href="#session-${session + 1}" aria-label="${text}">${paths}</a>`,
    mark,
  };
}
