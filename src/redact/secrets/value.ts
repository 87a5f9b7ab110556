import { MARKER_START } from './kind.ts';

/** Where a value ends that begins at some place of a line, in any of the languages that configurations are written in. */

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A quoted value; `closed` is false if the line ends first. */
interface Quoted extends Span {
  readonly closed: boolean;
  /** As it opens: `"`, `'`, or `\"` of a string inside a string. */
  readonly quote: string;
}

const QUOTE = /(\\*)(["'`])/y;

/** The value inside the quote at `at`; null if there is none. */
export function readQuoted(line: string, at: number): Quoted | null {
  QUOTE.lastIndex = at;
  const [quote, escapes = '', mark = ''] = QUOTE.exec(line) ?? [];
  if (quote === undefined) return null;
  const start = at + quote.length;
  const depth = escapes.length;
  for (let end = line.indexOf(mark, start); end !== -1; end = line.indexOf(mark, end + 1)) {
    if (mark === "'" && line[end + 1] === "'" && end > start) end += 1; // YAML's way of writing one
    else if (mark === "'" && depth === 0) return { start, end, closed: true, quote };
    else {
      const before = countBackslashes(line, end, start);
      if (before % (2 * (depth + 1)) === depth) return { start, end: end - depth, closed: true, quote };
    }
  }
  return { start, end: line.length, closed: false, quote };
}

/** A string in n strings has its quote behind 2^n - 1 backslashes. */
function countBackslashes(line: string, end: number, start: number): number {
  let count = 0;
  while (end - count > start && line[end - count - 1] === '\\') count += 1;
  return count;
}

/** What ends a bare word: of a list, a sentence, a nested string or a query, where more follows. */
const WORD_END = /[\s\0"'`]|[,;&)}\]]{1,8}(?:[\s"'\\]|$|[\w.-]{1,64}[=:])|\\{1,16}["']/g;

/** A value without quotes that is one word. */
export function readWord(line: string, at: number): Span {
  WORD_END.lastIndex = at;
  return { start: at, end: WORD_END.exec(line)?.index ?? line.length };
}

const QUOTE_WITHIN = 300;

/** A value that takes the rest of its line, or of what is quoted with it: `vtysh -c 'neighbor … password …'`. */
export function readRest(line: string, at: number): Span {
  const before = line.slice(Math.max(0, at - QUOTE_WITHIN), at);
  const open = ["'", '"'].find((quote) => before.split(quote).length % 2 === 0);
  const close = open === undefined ? -1 : line.indexOf(open, at);
  const end = close === -1 ? line.length : close;
  const value = withoutEnd(withoutEnd(line.slice(at, end), '## SECRET-DATA'), ';');
  return { start: at, end: at + value.length };
}

function withoutEnd(text: string, end: string): string {
  const trimmed = text.trimEnd();
  return trimmed.endsWith(end) ? trimmed.slice(0, -end.length).trimEnd() : trimmed;
}

/** The zeros are what a kernel prints of a TCP Fast Open key that was never made. */
const NOTHING =
  /^(?:|null|nil|none|true|false|undefined|unset|~|\*+|0{8}(?:-0{8}){3}|\(\w+\)|<(?:none|nil|unset|set to|hidden|invalid)\b.*|REDACTED|\$\{\w+\}|\$\(.*)$/i;

/** `Bearer <redacted:token>` too. */
const DONE = new RegExp(`^(?:[\\w-]{1,20} )?${MARKER_START}`);

/** A value that tells nothing: none, a switch, stars, a reference, or what stands for a secret already. */
export const isNothing = (value: string): boolean => DONE.test(value) || (value.length < 200 && NOTHING.test(value));
