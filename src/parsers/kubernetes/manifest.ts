/** Where Kubernetes resources as YAML stand in a paste. Reading them takes a package, which is loaded only for it: `read-yaml.ts`. */
import type { Output, Section } from '../format.ts';

/** Reads what `manifestEnd` found. */
export type ReadManifest = (section: Section) => Output;

/** Whether a text has such resources at all. */
export const hasManifest = (text: string): boolean =>
  text.includes('apiVersion: ') && /^(?:> ?)*(?:- )?apiVersion: /m.test(text);

/** Whether one begins with this line, as it stands. */
export const startsManifest = (line: string): boolean =>
  FIRST.includes(line.charAt(0)) && /^(?:- )?(?:apiVersion|kind): /.test(line);
const FIRST = 'ak-';

/** What stands in a document at its left edge, or is indented. */
const OF_DOCUMENT = /^(?:\s|$|---|\.\.\.|#|- |-$|[A-Za-z][\w-]*:(?:\s|$))/;

/** The line after the last of the documents that begin at `start`, as an index. */
export function manifestEnd(lines: readonly string[], start: number): number {
  const end = lines.findIndex((line, index) => index > start && !OF_DOCUMENT.test(line));
  return end === -1 ? lines.length : end;
}
