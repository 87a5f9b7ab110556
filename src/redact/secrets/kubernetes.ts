/** Secrets of Kubernetes in YAML, alone and in lists: all of their `data` and `stringData` goes. */
import type { Mark } from './kind.ts';
import { isNothing, readQuoted } from './value.ts';

const KIND = /^(\s*(?:-\s+)?)kind:\s*["']?Secret["']?\s*(?:#.*)?$/;
const DATA = /^["']?(?:data|stringData)["']?\s*:\s*(.*)$/;
const ENTRY = /^(\s*["']?[\w.-]{1,253}["']?\s*:)(?:\s+(\S.*))?$/;
const BLOCK_SCALAR = /^[|>][+\-\d]{0,2}\s*$/;
const SEPARATOR = /^---(?:\s|$)/;

/** Replaces the values in place. */
export function redactYamlSecrets(lines: string[], mark: Mark): void {
  let first = 0;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (SEPARATOR.test(line)) first = at + 1;
    const column = KIND.exec(line)?.[1]?.length;
    if (column === undefined) continue;
    let from = at;
    while (from > first && isInside(lines[from] ?? '', column)) from -= 1;
    let to = at + 1;
    while (to < lines.length && isInside(lines[to] ?? '', column)) to += 1;
    redactMapping(lines, from, to, column, mark);
    first = to;
    at = to - 1;
  }
}

/** Whether the line is of a mapping whose keys stand in `column`, and not its first, which may have a dash. */
const isInside = (line: string, column: number): boolean => indentOf(line) >= column && !SEPARATOR.test(line);

function indentOf(line: string): number {
  const at = line.search(/\S/);
  return at === -1 ? Infinity : at;
}

function redactMapping(lines: string[], from: number, to: number, column: number, mark: Mark): void {
  let inData = false;
  for (let at = from; at < to; at += 1) {
    const line = lines[at] ?? '';
    const isKey = /^[\s-]*$/.test(line.slice(0, column)) && /[^\s-]/.test(line.charAt(column));
    if (!isKey) {
      if (inData && line.trim() !== '') lines[at] = redactEntry(line, at, mark);
      continue;
    }
    const value = DATA.exec(line.slice(column))?.[1];
    inData = value !== undefined;
    if (value?.startsWith('{') === true && value.trim() !== '{}') {
      lines[at] = line.slice(0, line.indexOf('{')) + mark('kubernetes-secret', '', at);
    }
  }
}

function redactEntry(line: string, at: number, mark: Mark): string {
  const [, head, value = ''] = ENTRY.exec(line) ?? [];
  if (head === undefined) {
    return line.replace(/\S(?:.*\S)?/s, (text) => (isNothing(text) ? text : mark('kubernetes-secret', text, at, true)));
  }
  if (value === '' || BLOCK_SCALAR.test(value)) return line;
  const quoted = readQuoted(value, 0);
  const inner = quoted === null ? value.trimEnd() : value.slice(quoted.start, quoted.end);
  if (isNothing(inner)) return line;
  const by = mark('kubernetes-secret', inner, at, true);
  return `${head} ${quoted === null ? by : quoted.quote + by + quoted.quote}`;
}
