import type { LadderEntry, Session } from '../../model/session.ts';
import { padEnd, padStart, wrap } from '../cells.ts';
import { foldLadder } from '../fold-ladder.ts';
import { type Painter, type Pen, count, hang, plain } from './pen.ts';
import { secondsBetween } from './relative-time.ts';

const MAX_LINES = 4;

/** Widths of the columns: mark, time, frame, then a lane for each side with the arrow between them. */
interface Grid {
  readonly time: number;
  readonly frame: number;
  readonly lane: number;
  readonly arrow: number;
}

/** What went to and fro: the local side on the left, the remote one on the right, time downwards. */
export function renderLadder(pen: Pen, session: Session): string[] {
  const [first] = session.ladder;
  if (first === undefined) return [];
  const grid = layOut(pen, session.ladder, first.time);
  const lines = header(pen, grid, session, first.time);
  let shown = 0;
  for (const { entries, number, last } of foldLadder(session.ladder)) {
    if (number > shown + 1)
      lines.push(...across(pen, grid, `${pen.sign.more} ${count(number - shown - 1, 'connection')} between`));
    if (session.connections > 1) lines.push(...across(pen, grid, `connection ${number}`));
    for (const entry of entries) lines.push(...rung(pen, grid, entry, first.time));
    if (last !== null) lines.push(...across(pen, grid, describeRepeats(pen, number, last, first.time)));
    shown = last?.connection ?? number;
  }
  const hidden = session.connections - shown;
  if (hidden > 0) lines.push(...across(pen, grid, `${pen.sign.more} ${count(hidden, 'more connection')}`));
  return lines;
}

function describeRepeats(pen: Pen, number: number, last: LadderEntry, start: string): string {
  const more = last.connection - number;
  const which = more === 1 ? ' like this' : ', the last like this';
  return `${pen.sign.more} ${count(more, 'more connection')}${which}, at ${timeOf(last, start)}`;
}

function layOut(pen: Pen, ladder: readonly LadderEntry[], start: string): Grid {
  const time = Math.max(7, ...ladder.map((entry) => timeOf(entry, start).length));
  const frame = Math.max(5, ...ladder.map((entry) => String(entry.frame).length));
  const arrow = pen.sign.right.length + 2;
  const lane = Math.max(12, Math.floor((pen.width - (2 + time + 1 + frame + 2) - arrow) / 2));
  return { time, frame, lane, arrow };
}

function header(pen: Pen, grid: Grid, { local, remote, localInferred }: Session, start: string): string[] {
  const side = ({ address, node, as }: Session['local'], role: string): string[] => [
    ...wrap(`${pen.show(address)} (${role})`, grid.lane),
    ...wrap(
      [node === null ? [] : [pen.show(node)], as === null ? 'AS unknown' : `AS ${as}`].flat().join(', '),
      grid.lane,
    ),
  ];
  return [
    ...hang(pen, 0, '', `times in seconds since ${pen.show(start)}`, pen.paint.faint),
    ...lanes(
      grid,
      ['seconds', 'frame'],
      side(local, localInferred === true ? 'local, inferred' : 'local'),
      '',
      side(remote, 'remote'),
      pen.paint.strong,
    ),
  ];
}

function rung(pen: Pen, grid: Grid, entry: LadderEntry, start: string): string[] {
  const { from, event, text, count: times, fault, frame } = entry;
  const words = text.startsWith(event) ? text : `${event} ${text}`.trimEnd();
  const said = pen.show(words) + (times > 1 ? ` ${pen.sign.times}${times}` : '');
  const paint = fault === true ? pen.paint.error : event === 'ESTABLISHED' ? pen.paint.good : plain;
  const left = [timeOf(entry, start), String(frame)] as const;
  const mark = fault === true ? pen.paint.error(pen.sign.error) : undefined;
  if (from === null) {
    const middle = `${pen.sign.rule}${pen.sign.rule} ${said} ${pen.sign.rule}${pen.sign.rule}`;
    const room = grid.lane * 2 + grid.arrow;
    return wrap(middle, room).map(
      (line, index) => gutter(grid, index === 0 ? left : ['', ''], index === 0 ? mark : undefined) + paint(line),
    );
  }
  const lines = shorten(pen, grid, wrap(said, grid.lane), fault === true);
  return from === 'local'
    ? lanes(grid, left, lines, pen.sign.right, [], paint, mark)
    : lanes(grid, left, [], pen.sign.left, lines, paint, mark);
}

/** An OPEN with all its capabilities is long; a fault is worth its lines. */
function shorten(pen: Pen, grid: Grid, lines: readonly string[], whole: boolean): readonly string[] {
  if (whole || pen.verbosity === 'verbose' || lines.length <= MAX_LINES) return lines;
  const room = grid.lane - pen.sign.more.length - 1;
  const last = wrap(lines[MAX_LINES - 1] ?? '', room)[0] ?? '';
  return [...lines.slice(0, MAX_LINES - 1), `${last} ${pen.sign.more}`];
}

function across(pen: Pen, grid: Grid, text: string): string[] {
  return wrap(text, grid.lane * 2 + grid.arrow).map((line) => gutter(grid, ['', '']) + pen.paint.faint(line));
}

function lanes(
  grid: Grid,
  left: readonly [time: string, frame: string],
  local: readonly string[],
  arrow: string,
  remote: readonly string[],
  paint: Painter,
  mark?: string,
): string[] {
  return Array.from({ length: Math.max(local.length, remote.length, 1) }, (_, row) => {
    const first = row === 0;
    const here = padEnd(local[row] ?? '', grid.lane);
    const sign = padEnd(first ? ` ${arrow}` : '', grid.arrow);
    return (
      gutter(grid, first ? left : ['', ''], first ? mark : undefined) +
      paint(`${here}${sign}${remote[row] ?? ''}`.trimEnd())
    ).trimEnd();
  });
}

function gutter({ time, frame }: Grid, [at, number]: readonly [time: string, frame: string], mark = ' '): string {
  return `${mark} ${padStart(at, time)} ${padStart(number, frame)}  `;
}

function timeOf({ time }: LadderEntry, start: string): string {
  const seconds = secondsBetween(start, time);
  return seconds === null ? '?' : seconds.toFixed(3);
}
