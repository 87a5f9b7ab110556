/** The picture of a session: time downwards, the local side on the left, the remote one on the right. */
import type { Endpoint, LadderEntry, Session } from '../../model/session.ts';
import { wrap } from '../cells.ts';
import { visible } from '../visible.ts';
import type { LadderRow } from './ladder-rows.ts';
import { type Markup, fragment } from './markup.ts';
import { SIGNS } from './words.ts';

/** Pixels. Text is 12 px wide in a fixed width, so that its lines can be told without a browser. */
const CHARACTER = 7.3;
const LINE = 17;
const HEAD = 50;
const MAX_LINES = 4;
const NARROW = 560;

interface Grid {
  readonly width: number;
  /** Where the columns of time and frame end; the same in a narrow picture, below one another. */
  readonly time: number;
  readonly frame: number;
  readonly narrow: boolean;
  /** The lines of life. */
  readonly left: number;
  readonly right: number;
}

interface Drawn {
  readonly markup: Markup;
  readonly height: number;
  /** Of the lines of life beside it. */
  readonly life: 'solid' | 'dotted';
}

/** `width` in pixels, 300 or more: the page draws it again for the room that it has. */
export function renderLadder(session: Session, rows: readonly LadderRow[], width: number): Markup {
  const narrow = width < NARROW;
  const gutter = narrow ? 66 : 122;
  const grid = {
    width,
    narrow,
    time: narrow ? 56 : 60,
    frame: narrow ? 56 : 108,
    left: gutter + 14,
    right: width - 14,
  };
  let y = HEAD;
  const parts: Markup[] = [];
  const lives: Markup[] = [];
  for (const row of rows) {
    const { markup, height, life } = drawRow(grid, row, session);
    parts.push(fragment`<g transform="translate(0 ${y})">${markup}</g>`);
    for (const x of [grid.left, grid.right])
      lives.push(fragment`<line class="life ${life}" x1="${x}" y1="${y}" x2="${x}" y2="${y + height}"/>`);
    y += height;
  }
  return fragment`<svg class="ladder" viewBox="0 0 ${width} ${y + 8}" width="${width}" height="${y + 8}" role="group" aria-label="${`What ${session.local.address} and ${session.remote.address} sent one another`}">${lives}${head(grid, session)}${parts}</svg>`;
}

function head({ narrow, left, right, time, frame }: Grid, { local, remote, localInferred }: Session): Markup {
  const room = Math.floor((right - left) / 2 / CHARACTER) - 1;
  const side = (end: Endpoint, role: string, x: number, anchor: string): Markup => {
    const [first = '', second] = wrap(visible(end.address), room);
    const about = second ?? [end.node === null ? role : visible(end.node), `AS ${end.as ?? '?'}`].join(', ');
    return fragment`<text class="end" x="${x}" y="15" text-anchor="${anchor}">${first}</text><text class="faint" x="${x}" y="33" text-anchor="${anchor}">${cut(about, room)}</text>`;
  };
  return fragment`<g>${side(local, localInferred === true ? 'local, inferred' : 'local', left - 6, 'start')}${side(remote, 'remote', right + 6, 'end')}<text class="faint" x="${time}" y="33" text-anchor="end">s</text>${narrow ? null : fragment`<text class="faint" x="${frame}" y="33" text-anchor="end">frame</text>`}</g>`;
}

function drawRow(grid: Grid, row: LadderRow, session: Session): Drawn {
  const middle = (grid.left + grid.right) / 2;
  switch (row.kind) {
    case 'connection': {
      const markup = fragment`<text class="connection" x="${grid.left + 12}" y="24">${row.text}</text>`;
      return { markup, height: 34, life: 'solid' };
    }
    case 'gap':
    case 'note': {
      const lines = wrap(row.text, charactersOf(grid));
      const text = lines.map(
        (line, at) =>
          fragment`<text class="faint" x="${middle}" y="${20 + at * LINE}" text-anchor="middle">${line}</text>`,
      );
      return { markup: fragment`${text}`, height: 16 + lines.length * LINE, life: 'dotted' };
    }
    case 'rung':
      return drawRung(grid, row, session);
  }
}

function drawRung(grid: Grid, { entry, seconds, id }: LadderRow & { kind: 'rung' }, session: Session): Drawn {
  const { left, right, narrow, time, frame } = grid;
  const { from, event, fault } = entry;
  const lines = labelLines(entry, charactersOf(grid));
  const middle = (left + right) / 2;
  const arrowY = lines.length * LINE + 8;
  const height = arrowY + 14;
  const tone = fault === true ? 'fault' : event === 'ESTABLISHED' ? 'good' : from === null ? 'event' : 'said';
  const label = lines.map(
    (line, at) =>
      fragment`<text x="${middle}" y="${12 + at * LINE}" text-anchor="middle">${at === 0 && line.startsWith(event) ? fragment`<tspan class="event-name">${event}</tspan>${line.slice(event.length)}` : line}</text>`,
  );
  const mark =
    fault === true || event === 'ESTABLISHED'
      ? fragment`<circle class="mark" cx="${middle}" cy="${arrowY}" r="8"/><text class="mark-sign" x="${middle}" y="${arrowY + 4}" text-anchor="middle">${fault === true ? SIGNS.error : SIGNS.good}</text>`
      : null;
  const at = seconds?.toFixed(3) ?? '?';
  const markup = fragment`<g class="rung ${tone}" id="${id}" role="img" aria-label="${described(entry, at, session)}" data-frame="${entry.frame}" data-time="${entry.time}"${entry.source === undefined ? null : fragment` data-source="${entry.source}"`} data-event="${event}"><rect class="hit" x="0" y="-4" width="${grid.width}" height="${height}" rx="4"/><text class="faint" x="${time}" y="12" text-anchor="end">${at}</text><text class="faint" x="${frame}" y="${narrow ? 12 + LINE : 12}" text-anchor="end">${narrow ? '#' : ''}${entry.frame}</text>${label}${arrow(grid, from, arrowY)}${mark}</g>`;
  return { markup, height, life: 'solid' };
}

function arrow({ left, right }: Grid, from: LadderEntry['from'], y: number): Markup {
  if (from === null) return fragment`<line class="arrow across" x1="${left}" y1="${y}" x2="${right}" y2="${y}"/>`;
  const [start, tip, back] = from === 'local' ? [left, right, -9] : [right, left, 9];
  return fragment`<line class="arrow" x1="${start}" y1="${y}" x2="${tip + back / 2}" y2="${y}"/><path class="tip" d="M${tip} ${y}l${back} -5v10z"/>`;
}

const charactersOf = ({ left, right }: Grid): number => Math.floor((right - left - 20) / CHARACTER);

const wordsOf = ({ event, text, count: times }: LadderEntry): string =>
  (text.startsWith(event) ? text : `${event} ${text}`.trimEnd()) + (times > 1 ? ` ×${times}` : '');

/** An OPEN with all its capabilities is long; a fault is worth its lines. */
function labelLines(entry: LadderEntry, room: number): readonly string[] {
  const lines = wrap(visible(wordsOf(entry)), room);
  if (entry.fault === true || lines.length <= MAX_LINES) return lines;
  return [...lines.slice(0, MAX_LINES - 1), cut(`${lines[MAX_LINES - 1]} …`, room)];
}

const cut = (text: string, room: number): string =>
  text.length <= room ? text : `${text.slice(0, room - 1).trimEnd()}…`;

function described(entry: LadderEntry, at: string, { local, remote }: Session): string {
  const [from, to] = entry.from === 'local' ? [local.address, remote.address] : [remote.address, local.address];
  const way = entry.from === null ? '' : `${from} to ${to}: `;
  return `${at} s, frame ${entry.frame}, ${way}${wordsOf(entry)}${entry.fault === true ? ', a fault' : ''}`;
}
