/** Values that go on in the lines below: block scalars and lists of YAML, quoted text over several lines, lists of JSON. */
import type { Mark, SecretKind } from './kind.ts';
import { isNothing, readQuoted } from './value.ts';

export interface OpenValue {
  readonly kind: SecretKind;
  readonly how: 'block' | 'nested' | 'quoted' | 'list';
  /** Of the line with the name. */
  readonly indent: number;
  /** With which it opened, if `quoted`. */
  readonly quote: string;
}

export interface Line {
  readonly text: string;
  readonly open: OpenValue | null;
}

/** The next line of a value; null if it is not of it. */
export function goOn(line: string, open: OpenValue, lineNumber: number, mark: Mark): Line | null {
  if (line.trim() === '') return { text: line, open };
  const indent = line.search(/\S/);
  if (open.how === 'list') return inList(line, open, lineNumber, mark);
  if (open.how === 'nested') return nested(line, indent, open, lineNumber, mark);
  if (indent <= open.indent) return null;
  const quoted = open.how === 'quoted' ? readQuoted(open.quote + line, 0) : null;
  const end = quoted?.closed === true ? quoted.end - open.quote.length : line.length;
  if (end <= indent) return { text: line, open: null };
  const value = line.slice(indent, end).trimEnd();
  const by = isNothing(value) ? value : mark(open.kind, value, lineNumber, true);
  return {
    text: line.slice(0, indent) + by + line.slice(indent + value.length),
    open: quoted?.closed === true ? null : open,
  };
}

/** `- item`, or one word that is the value. A mapping is none. */
const NESTED = /^(\s*(?:-\s+)?)(["']?)([^\s"']+)\2\s*$/;

function nested(line: string, indent: number, open: OpenValue, lineNumber: number, mark: Mark): Line | null {
  const [, head = '', quote = '', value] = NESTED.exec(line) ?? [];
  const isItem = head.trimStart() !== '';
  if (value === undefined || (isItem ? indent < open.indent : indent <= open.indent)) return null;
  if (value.endsWith(':') || value.startsWith('{') || isNothing(value)) return null;
  const text = head + quote + mark(open.kind, value, lineNumber, true) + quote;
  return { text, open: isItem ? open : null };
}

const ITEM_LINE = /^\s*(?:"(?:[^"\\]|\\.){0,4096}"|'[^']*'|[^\s"',[\]{}]+)?\s*,?\s*(\]?)[\s,}\]]*$/;

function inList(line: string, open: OpenValue, lineNumber: number, mark: Mark): Line | null {
  const close = ITEM_LINE.exec(line)?.[1];
  if (close === undefined) return null;
  const end = close === '' ? line.length : line.indexOf(']');
  const text = redactList(line.slice(0, end), open.kind, lineNumber, mark) + line.slice(end);
  return { text, open: close === '' ? open : null };
}

const ITEM = /"((?:[^"\\]|\\.)*)"|'([^']*)'|[^\s,"']+/g;

/** The items of a list: strings or words. */
export function redactList(text: string, kind: SecretKind, line: number, mark: Mark): string {
  return text.replace(ITEM, (item: string, double: string | undefined, single: string | undefined) => {
    const inner = double ?? single ?? item;
    if (isNothing(inner)) return item;
    const by = mark(kind, inner, line, true);
    return double === undefined ? (single === undefined ? by : `'${by}'`) : `"${by}"`;
  });
}
