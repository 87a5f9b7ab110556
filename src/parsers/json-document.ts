/** JSON as it stands in a paste: between other lines, and cut off where a terminal or a person cut it. */
import type { Fields } from './fields.ts';

export interface JsonDocument {
  /** Undefined where nothing could be read. */
  readonly value: unknown;
  /** The line after its last, as an index of the lines that were given. */
  readonly end: number;
  /** Index of the line where reading stopped, and why; null if all of it was read. */
  readonly fault: { readonly at: number; readonly why: string } | null;
}

const DEEPEST = 200;

/** Whether JSON may begin with this line, which is trimmed. */
export const startsJson = (line: string): boolean => /^(?:\{\s*(?:["}]|$)|\[\s*(?:[[{"\]]|$))/.test(line);

/** The document that begins with `lines[start]`, of all lines of a block. Of one that is cut or damaged, all that is complete before that. */
export function readJsonDocument(lines: readonly string[], start: number): JsonDocument {
  return readAlone(lines, start) ?? readAmong(lines, start);
}

/** Mostly nothing else is there, and the end need not be looked for. */
function readAlone(lines: readonly string[], start: number): JsonDocument | null {
  if (lines.findIndex(isFilled) !== start || !endsJson(lines.findLast(isFilled) ?? '')) return null;
  const value = parseShallow(lines.slice(start).join('\n'));
  return value === undefined ? null : { value, end: lines.length, fault: null };
}

/** What `text` holds, if it is one document from its first character to its last; else undefined. */
export const readWhole = (text: string): unknown =>
  (text.startsWith('{') || text.startsWith('[')) && endsJson(text) ? parseShallow(text) : undefined;

function endsJson(text: string): boolean {
  const last = text.trimEnd().at(-1);
  return last === '}' || last === ']';
}

function parseShallow(text: string): unknown {
  const value = parse(text);
  return isWithin(value, DEEPEST) ? value : undefined;
}

const isFilled = (line: string): boolean => line.trim() !== '';

function isWithin(value: unknown, depth: number): boolean {
  if (!isHolder(value)) return true;
  if (depth === 0) return false;
  for (const key in value) if (!isWithin(value[key], depth - 1)) return false;
  return true;
}

/** An object or a list, whose items have keys too. */
const isHolder = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function readAmong(lines: readonly string[], start: number): JsonDocument {
  const open: ('}' | ']')[] = [];
  let inString = false;
  for (let at = start; at < lines.length; at++) {
    const line = lines[at] ?? '';
    for (let column = 0; column < line.length; column++) {
      const code = line.charCodeAt(column);
      if (inString) {
        if (code === BACKSLASH) column++;
        else if (code === QUOTE) inString = false;
      } else if (code === QUOTE) inString = true;
      else if (code === BRACE || code === BRACKET) open.push(code === BRACE ? '}' : ']');
      else if (code === BRACE_END || code === BRACKET_END) {
        open.pop();
        if (open.length === 0) return parseWhole(lines.slice(start, at + 1), start, at + 1);
      }
      if (open.length > DEEPEST) return salvage(lines.slice(start), start);
    }
    inString = false; // no string of JSON crosses a line: a lost quote must not swallow the rest
  }
  return salvage(lines.slice(start), start);
}

const [QUOTE, BACKSLASH, BRACE, BRACE_END, BRACKET, BRACKET_END] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d] as const;

function parseWhole(lines: readonly string[], start: number, end: number): JsonDocument {
  const value = parse(lines.join('\n'));
  return value === undefined ? salvage(lines, start) : { value, end, fault: null };
}

const TOKEN =
  // oxlint-disable-next-line no-control-regex -- RFC 8259 §7: a string holds no control character
  /\s*(?:([{}[\],:])|("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\u0000-\u001f]*)*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.]))/y;

type Mark = '{' | '[' | '}' | ']' | ':' | ',' | 'key' | 'value' | '';
const OPENS: Readonly<Record<string, '}' | ']'>> = { '{': '}', '[': ']' };

/** Reads up to the first fault, and closes there what is open. */
function salvage(lines: readonly string[], start: number): JsonDocument {
  const text = lines.join('\n');
  const closers: ('}' | ']')[] = [];
  let before: Mark = '';
  let at = 0;
  let complete = { at: 0, closers: '' };
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found !== null; found = TOKEN.exec(text)) {
    const next = follow(before, found[1], found[2] !== undefined, closers.at(-1));
    if (next === null || closers.length > DEEPEST) break;
    before = next;
    at = TOKEN.lastIndex;
    const closer = OPENS[next];
    if (closer !== undefined) closers.push(closer);
    else if (next === '}' || next === ']') closers.pop();
    if (next !== ':' && next !== ',' && next !== 'key') complete = { at, closers: closers.toReversed().join('') };
    if (closers.length === 0) break;
  }
  const line = start + text.slice(0, at).split('\n').length - 1;
  const isCut = text.slice(at).trim() === '';
  return {
    value: parse(text.slice(0, complete.at) + complete.closers),
    end: isCut ? start + lines.length : line + 1,
    fault: { at: line, why: isCut ? 'the JSON ends early' : 'from here on it is no JSON' },
  };
}

/** What a token is after `before`; null where none of its kind may stand. */
function follow(before: Mark, mark: string | undefined, isString: boolean, closer: '}' | ']' | undefined): Mark | null {
  const isAfterValue = before === 'value' || before === '}' || before === ']';
  if (mark === ':') return before === 'key' ? ':' : null;
  if (mark === ',') return isAfterValue ? ',' : null;
  if (mark === '}' || mark === ']') {
    const isFirst = before === (mark === '}' ? '{' : '[');
    return closer === mark && (isFirst || isAfterValue) ? mark : null;
  }
  if (closer === '}' && before !== ':') return isString && (before === '{' || before === ',') ? 'key' : null;
  if (isAfterValue || before === 'key') return null;
  return mark === '{' || mark === '[' ? mark : 'value';
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
