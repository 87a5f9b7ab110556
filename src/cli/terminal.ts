import { type Paint, plain } from '../reporters/text/pen.ts';
import type { Io, Output } from './io.ts';

export interface Wishes {
  /** --color, --no-color, or neither. */
  readonly color: boolean | undefined;
  /** --ascii */
  readonly ascii: boolean;
}

/** Where text is printed; without a field it is a file. */
export type Screen = Pick<Output, 'isTTY' | 'columns'>;

const PLAIN: Paint = { error: plain, warning: plain, info: plain, good: plain, strong: plain, faint: plain };
const WIDEST = 120; // longer lines are hard to read
const NARROWEST = 60; // two lanes and their times need as much
const UNKNOWN_WIDTH = 80;

export function widthOf({ columns = UNKNOWN_WIDTH }: Screen, widest: number = WIDEST): number {
  return Math.min(widest, Math.max(NARROWEST, columns));
}

/** --color/--no-color, then FORCE_COLOR, NO_COLOR (https://no-color.org), TERM=dumb, then whether it is a terminal. */
export function isColoured({ env }: Io, { isTTY = false }: Screen, color: boolean | undefined): boolean {
  if (color !== undefined) return color;
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = env;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return isTTY && term !== 'dumb';
}

/** The console of Linux has few glyphs; without a UTF-8 locale nobody knows what a terminal makes of the octets. */
export function isUnicode({ env }: Io, ascii: boolean): boolean {
  const { LC_ALL, LC_CTYPE, LANG, TERM } = env;
  const locale = [LC_ALL, LC_CTYPE, LANG].find((name) => name !== undefined && name !== '') ?? 'C';
  return !ascii && TERM !== 'dumb' && TERM !== 'linux' && /utf-?8/i.test(locale);
}

/** chalk is loaded only where something is coloured; it doesn't honour NO_COLOR, so the level is ours. */
export async function createPaint(coloured: boolean): Promise<Paint> {
  if (!coloured) return PLAIN;
  const { Chalk } = await import('chalk');
  const { red, yellow, cyan, green, bold, dim } = new Chalk({ level: 1 }); // 16 colours: those that the user's theme sets
  return { error: red, warning: yellow, info: cyan, good: green, strong: bold, faint: dim };
}
