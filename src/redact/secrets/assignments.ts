/** `name: value`, `name = value`, `"name": "value"`, `--name value`: JSON, YAML, TOML, environments, arguments, Go structs. */
import type { Mark, SecretKind } from './kind.ts';
import { kindOfName } from './names.ts';
import { type Line, type OpenValue, redactList } from './open-value.ts';
import { isNothing, readQuoted, readRest, readWord, type Span } from './value.ts';

const NAME = /[A-Za-z_][\w.-]*/g;
const SEPARATOR = /(\\{0,31}["']?)(\s*)(=>|:=|[:=])(\s*)/y;
/** Between an argument and its value; `\0` of /proc/PID/cmdline. */
const ARGUMENT = /[\s\0]+(?![-\s\0])|(?=\\*["'],\s*\\*["'][^-])\\*["'],\s*/y;
const YAML_TAG = /![\w!/:.-]*\s+/y;
const BLOCK_SCALAR = /^[|>][+\-\d]{0,2}\s*(?:#.*)?$/;
const LINE_START = /^\s*(?:-\s+)*\\*["']?$/;

export function redactAssignments(line: string, lineNumber: number, mark: Mark): Line {
  let text = '';
  let done = 0;
  NAME.lastIndex = 0;
  for (let found = NAME.exec(line); found !== null; found = NAME.exec(line)) {
    const kind = kindOfName(found[0]);
    const assigned = kind === null ? null : findValue(line, found.index, NAME.lastIndex);
    if (kind === null || assigned === null) continue;
    const value = readValue(line, assigned);
    text += line.slice(done, value.start) + replaceValue(line, value, assigned, kind, lineNumber, mark);
    done = value.end;
    NAME.lastIndex = Math.max(NAME.lastIndex, value.end);
    if (value.opens !== null) {
      const open: OpenValue = { kind, how: value.opens, indent: indentOf(line), quote: value.quote };
      return { text: text + line.slice(done), open };
    }
  }
  return { text: text + line.slice(done), open: null };
}

const indentOf = (line: string): number => /^\s*(?:-\s+)?/.exec(line)?.[0].length ?? 0;

interface Assigned {
  /** Where the value begins. */
  readonly at: number;
  /** The name begins the line. */
  readonly isFirst: boolean;
  /** The value is the rest of the line. */
  readonly takesRest: boolean;
  /** It may be a sentence: `cannot read the token: permission denied`. */
  readonly isProse: boolean;
  /** What the name is quoted with. */
  readonly nameQuote: string;
}

function findValue(line: string, start: number, end: number): Assigned | null {
  if (line[start - 1] === '/') return null; // a path
  SEPARATOR.lastIndex = end;
  const [separator, nameQuote = '', space = '', sign = '', gap = ''] = SEPARATOR.exec(line) ?? [];
  if (separator === undefined) {
    ARGUMENT.lastIndex = end;
    const isArgument = line[start - 1] === '-' && ARGUMENT.test(line);
    if (!isArgument) return null;
    return { at: ARGUMENT.lastIndex, isFirst: false, takesRest: false, isProse: false, nameQuote: '' };
  }
  const isFirst = start < DEEPEST_INDENT && LINE_START.test(line.slice(0, start));
  const isShouted = line.slice(start, end) === line.slice(start, end).toUpperCase();
  const isWide = gap !== '' && (sign !== '=' || space !== '');
  YAML_TAG.lastIndex = end + separator.length;
  const at = YAML_TAG.test(line) ? YAML_TAG.lastIndex : end + separator.length;
  const takesRest = isFirst && nameQuote === '' && (isWide || isShouted);
  return { at, isFirst, takesRest, isProse: !isFirst && isWide && nameQuote === '', nameQuote };
}

const DEEPEST_INDENT = 200;

interface Value extends Span {
  readonly kind: 'none' | 'list' | 'quoted' | 'bare';
  readonly quote: string;
  readonly opens: OpenValue['how'] | null;
}

function readValue(line: string, { at, takesRest, isFirst, nameQuote }: Assigned): Value {
  const none: Value = { start: at, end: at, kind: 'none', quote: '', opens: null };
  const quoted = readQuoted(line, at);
  if (quoted !== null)
    return { ...none, ...quoted, kind: 'quoted', opens: quoted.closed || !isFirst ? null : 'quoted' };
  const rest = line.length - at > LONGEST_OPENING ? null : line.slice(at).trim();
  if (rest === '[') return { ...none, opens: 'list' };
  if (rest === '') return { ...none, opens: isFirst && nameQuote === '' ? 'nested' : null };
  if (rest !== null && BLOCK_SCALAR.test(rest)) return { ...none, opens: isFirst ? 'block' : null };
  if (line[at] === '{' || line[at] === '&') return none;
  if (line[at] === '[') {
    const close = line.indexOf(']', at);
    return { ...none, start: at + 1, end: close === -1 ? line.length : close, kind: 'list' };
  }
  return { ...none, ...(takesRest ? withoutComment(line, readRest(line, at)) : readWord(line, at)), kind: 'bare' };
}

/** Of what opens a value that goes on below. */
const LONGEST_OPENING = 100;

function withoutComment(line: string, { start, end }: Span): Span {
  const comment = line.slice(start, end).search(/\s#/);
  return { start, end: comment === -1 ? end : start + comment };
}

function replaceValue(
  line: string,
  { start, end, kind: written }: Value,
  { takesRest, isProse, nameQuote }: Assigned,
  kind: SecretKind,
  lineNumber: number,
  mark: Mark,
): string {
  const value = line.slice(start, end);
  if (written === 'list') return redactList(value, kind, lineNumber, mark);
  if (isNothing(value)) return value;
  if (written === 'quoted') return mark(kind, value, lineNumber, true);
  const isChosen = /[^A-Za-z]/.test(value);
  if ((isProse && !isChosen) || !/[\p{L}\p{N}]/u.test(value)) return value;
  // Of JSON, where the value was no string, a string becomes one.
  return nameQuote + mark(kind, value, lineNumber, takesRest && isChosen) + nameQuote;
}
