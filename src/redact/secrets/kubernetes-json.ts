/** Secrets of Kubernetes in JSON, pretty or in one line, alone or in lists, whatever stands around it. */
import type { Mark } from './kind.ts';
import { isNothing } from './value.ts';

/** An object or an array that is being read. */
interface Level {
  /** Of the member whose value is next; null before a key, and in an array. */
  key: string | null;
  isSecret: boolean;
  /** The object whose `data` or `stringData` this is part of. */
  readonly dataOf: Level | null;
  /** Strings in its `data` and `stringData`. */
  readonly data: Text[];
}
interface Text {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

export function redactJsonSecrets(text: string, mark: Mark): string {
  if (!text.includes('"Secret"')) return text;
  let result = '';
  let done = 0;
  for (const { start, end, line } of findData(text)) {
    const value = text.slice(start, end);
    if (start < done || isNothing(value)) continue;
    result += text.slice(done, start) + mark('kubernetes-secret', value, line, true);
    done = end;
  }
  return result + text.slice(done);
}

const TOKEN = /["{}[\],:\n]/g;
const DEEPEST = 200;
const isData = (key: string | null): boolean => key === 'data' || key === 'stringData';

/** The strings in `data` and `stringData` of every object with `"kind": "Secret"`, in their order. */
function findData(text: string): readonly Text[] {
  const found: Text[] = [];
  const levels: Level[] = [];
  let line = 0;
  let name = '';

  function close(): void {
    const level = levels.pop();
    if (level?.isSecret === true) for (const each of level.data) found.push(each);
  }

  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(text); token !== null; token = TOKEN.exec(text)) {
    const level = levels.at(-1);
    const sign = token[0];
    if (sign === '\n') line += 1;
    else if (sign === '}' || sign === ']') close();
    else if (sign === '{' || sign === '[') {
      if (levels.length === DEEPEST) break;
      const dataOf = level === undefined ? null : isData(level.key) ? level : level.dataOf;
      levels.push({ key: null, isSecret: false, dataOf, data: [] });
    } else if (level === undefined) continue;
    else if (sign === ',') level.key = null;
    else if (sign === ':') level.key = name;
    else {
      const start = token.index + 1;
      const end = endOfString(text, start);
      const value = end - start > LONGEST_NAME ? '' : text.slice(start, end);
      TOKEN.lastIndex = text[end] === '"' ? end + 1 : end;
      if (level.key === null) name = value;
      else if (level.key === 'kind' && value === 'Secret') level.isSecret = true;
      else if (level.dataOf !== null) level.dataOf.data.push({ start, end, line });
    }
  }
  while (levels.length > 0) close();
  return found.toSorted((a, b) => a.start - b.start);
}

const LONGEST_NAME = 100;

const SPECIAL = /["\n]|\\[^\n]?/g;

/** At the quote that closes, or the end of the line, which no string crosses. */
function endOfString(text: string, start: number): number {
  SPECIAL.lastIndex = start;
  for (let at = SPECIAL.exec(text); at !== null; at = SPECIAL.exec(text)) if (!at[0].startsWith('\\')) return at.index;
  return text.length;
}
