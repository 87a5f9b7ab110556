import { LineCounter, isMap, isSeq, parseAllDocuments } from 'yaml';
import type { PeerStatus } from '../../model/peer-status.ts';
import type { Resource } from '../../model/cluster.ts';
import type { Gap, Section } from '../format.ts';
import { linesOf } from '../lines.ts';
import type { ReadManifest } from './manifest.ts';
import { isResources, resourcesOf, statusIn } from './resources.ts';

/** Characters: about a million are read in a second. */
const LARGEST = 16 << 20;
/** Of anchors: `&a` that is used again and again makes documents grow. */
const MOST_ALIASES = 100;

type Document = ReturnType<typeof parseAllDocuments>[number];

/** Reads resources as YAML, several documents in one text. One that is damaged is left out, and told. */
export const readManifest: ReadManifest = (section) => {
  const { source, line, lines } = section;
  const text = lines.join('\n');
  if (text.length > LARGEST)
    return { gaps: [{ line, why: `a manifest of ${text.length >> 20} MiB is not read: give it as JSON (-o json)` }] };
  const counter = new LineCounter();
  const resources: Resource[] = [];
  const peers: PeerStatus[] = [];
  const gaps: Gap[] = [];
  for (const document of documentsOf(text, counter, line, gaps)) {
    const [error] = document.errors;
    if (error !== undefined)
      gaps.push({ line: line + (error.linePos?.[0].line ?? 1) - 1, why: firstLine(error.message) });
    const value = valueOf(document);
    if (!isResources(value)) continue;
    const at = placesOf(document, counter, section);
    for (const resource of resourcesOf(value, source, (index) => at[index] ?? line)) resources.push(resource);
    for (const peer of statusIn(value, { ...section, lines: linesOf(text) }).peers ?? []) peers.push(peer);
  }
  return { cluster: { resources }, gaps, ...(peers.length > 0 && { peers }) };
};

function documentsOf(text: string, lineCounter: LineCounter, line: number, gaps: Gap[]): readonly Document[] {
  try {
    const documents = parseAllDocuments(text, {
      lineCounter,
      logLevel: 'silent',
      prettyErrors: true,
      uniqueKeys: false,
    });
    return [...documents];
  } catch (error) {
    // It descends once for each level: a text of brackets alone is too deep for it.
    gaps.push({ line, why: error instanceof RangeError ? 'YAML that is nested too deep' : 'no YAML' });
    return [];
  }
}

function valueOf(document: Document): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return value;
  } catch {
    return null;
  }
}

/** The lines of the resources of a document, in their order. */
function placesOf({ contents }: Document, counter: LineCounter, { line }: Section): readonly number[] {
  const items = isMap(contents) ? contents.get('items') : contents;
  const nodes: readonly unknown[] = isSeq(items) ? items.items : [contents];
  return nodes.map((node) => line + counter.linePos(isMap(node) ? (node.range?.[0] ?? 0) : 0).line - 1);
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
