import { openBundle } from '../../../bundles/read-bundle.ts';
import type { Topic } from '../../../collectors/collector.ts';
import type { ManifestEntry, ManifestNode } from '../../../model/bundle.ts';
import type { Incomplete, Source } from '../../../model/report.ts';
import { createKnownSecrets } from '../../../redact/secrets/known.ts';
import { redactSecrets } from '../../../redact/secrets.ts';
import { SourceError } from '../../../sources/source-error.ts';
import { UserError } from '../../user-error.ts';
import { lineGaps } from '../line-gaps.ts';
import { LARGEST_TEXT } from '../read-text.ts';
import { bearingOn, failuresOf, type Intake } from './intake.ts';

export interface BundleRead {
  readonly source: Source;
  readonly nodes: readonly ManifestNode[];
  readonly incomplete: readonly Incomplete[];
}

/**
 * Reads of a bundle what bears on one of `topics`; captures only for `bgp`.
 * @throws UserError where it is no bundle
 */
export async function readBundle(
  name: string,
  topics: readonly Topic[],
  { intake, prefix, signal }: { readonly intake: Intake; readonly prefix: string; readonly signal: AbortSignal },
): Promise<BundleRead> {
  try {
    const { manifest, format, bytes, isForeign, read } = await openBundle(name);
    const known = createKnownSecrets();
    const clean = isForeign ? (text: string) => redactSecrets(text, known).text : null;
    const incomplete: Incomplete[] = [
      ...bearingOn(topics, manifest.incomplete),
      ...failuresOf(manifest.artifacts, topics, prefix),
    ];
    if (manifest.interrupted) incomplete.push({ source: name, what: 'bundle', why: 'its collection was interrupted' });
    const isOfSessions = topics.includes('bgp');
    if (isOfSessions && manifest.artifacts.every(({ kind }) => kind !== 'capture'))
      incomplete.push({ source: name, what: 'capture', why: 'the bundle holds none' });
    const wants = (entry: ManifestEntry): boolean =>
      entry.kind === 'capture'
        ? isOfSessions
        : entry.topics === null || topics.some((topic) => entry.topics?.includes(topic));
    const gaps = await read(
      wants,
      async (entry, chunks) => {
        if (entry.kind === 'capture') await readCapture(intake, prefix, entry, chunks);
        else incomplete.push(...(await readOutput(intake, prefix, entry, chunks, clean)));
      },
      signal,
    );
    incomplete.push(...gaps.map((gap) => ({ ...gap, source: `${prefix}${gap.source}` })));
    const source = { kind: 'bundle', name, format, bytes, madeBy: manifest.tool };
    return { source, nodes: manifest.nodes, incomplete };
  } catch (error) {
    if (error instanceof SourceError) throw new UserError(error.message, error.hint);
    throw error;
  }
}

async function readCapture(
  intake: Intake,
  prefix: string,
  entry: ManifestEntry,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  const capture = intake.capture(entry, prefix);
  const { name, analysis } = capture;
  capture.isPartial = entry.reason !== null;
  const input = analysis.open(name);
  for await (const chunk of chunks) {
    input.push(chunk);
    if (input.reader.fault !== null) break;
  }
  input.end(entry.bytes);
}

/** @param clean takes secrets out of what another tool left them in; null of a bundle of ours */
async function readOutput(
  intake: Intake,
  prefix: string,
  entry: ManifestEntry,
  chunks: AsyncIterable<Uint8Array>,
  clean: ((text: string) => string) | null,
): Promise<readonly Incomplete[]> {
  const source = `${prefix}${entry.path}`;
  if ((entry.bytes ?? 0) > LARGEST_TEXT) {
    return [{ source, what: entry.kind, why: `larger than the ${LARGEST_TEXT >> 20} MiB that are read of a text` }];
  }
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
  text += decoder.decode();
  if (clean !== null) text = clean(text);
  const readManifest = entry.path.endsWith('.yaml') ? await loadReader() : null;
  const paste = intake.output(entry, prefix, text, readManifest);
  const gaps = lineGaps(paste, source);
  const said = paste.unknown[0]?.text;
  if (clean === null || !entry.essential || paste.found.length > 0 || said === undefined) return gaps;
  return [...gaps, { source, what: entry.command.join(' '), why: `it is not what is known of that command: ${said}` }];
}

const loadReader = async () => (await import('../../../parsers/kubernetes/read-yaml.ts')).readManifest;
