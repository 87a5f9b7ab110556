/** `name: BGP_PASSWORD` and `value: …`, as Kubernetes writes the environment of a container. */
import type { Mark, SecretKind } from './kind.ts';
import { kindOfName } from './names.ts';
import { isNothing, readQuoted, readRest } from './value.ts';

const NAME = /^\s*(?:-\s+)?["']?name["']?\s*:\s*["']?([\w.-]{1,100})["']?,?\s*$/;
const VALUE = /^\s*["']?value["']?\s*:\s*(?=\S)/;
const BOTH = /["']?name["']?\s*:\s*["']?([\w.-]{1,100})["']?\s*,\s*["']?value["']?\s*:\s*(["'])/g;

/** The kind of the value that the line below it may have. */
export function nameInEnvironment(line: string): SecretKind | null {
  const name = line.length > 300 ? undefined : NAME.exec(line)?.[1];
  return name === undefined ? null : kindOfName(name);
}

export function redactValue(line: string, kind: SecretKind, lineNumber: number, mark: Mark): string {
  const at = VALUE.exec(line)?.[0].length;
  return at === undefined ? line : replaceAt(line, at, kind, lineNumber, mark);
}

/** Both in one line. */
export function redactEnvironment(line: string, lineNumber: number, mark: Mark): string {
  let text = '';
  let done = 0;
  BOTH.lastIndex = 0;
  for (let found = BOTH.exec(line); found !== null; found = BOTH.exec(line)) {
    const kind = kindOfName(found[1] ?? '');
    const quoted = readQuoted(line, BOTH.lastIndex - 1);
    if (quoted === null) continue;
    const { start, end } = quoted;
    BOTH.lastIndex = Math.max(end, BOTH.lastIndex);
    if (kind === null || isNothing(line.slice(start, end))) continue;
    text += line.slice(done, start) + mark(kind, line.slice(start, end), lineNumber, true);
    done = end;
  }
  return text + line.slice(done);
}

function replaceAt(line: string, at: number, kind: SecretKind, lineNumber: number, mark: Mark): string {
  const { start, end } = readQuoted(line, at) ?? readRest(line, at);
  const value = line.slice(start, end);
  return isNothing(value) ? line : line.slice(0, start) + mark(kind, value, lineNumber, true) + line.slice(end);
}
