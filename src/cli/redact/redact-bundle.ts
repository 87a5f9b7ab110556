/** A bundle once more, without what should not leave the house. */
import { buffer } from 'node:stream/consumers';
import { type Bundle, openBundle } from '../../bundles/read-bundle.ts';
import { type BundleWriter, createBundle, type Written } from '../../bundles/write-bundle.ts';
import type { Manifest, ManifestEntry } from '../../model/bundle.ts';
import type { Incomplete } from '../../model/report.ts';
import { redactBytes } from '../../redact/artifacts.ts';
import { collectFromManifest, collectFromOutput } from '../../redact/outputs.ts';
import { replaceStrings } from '../../redact/replace-strings.ts';
import { createKnownSecrets, type KnownSecrets } from '../../redact/secrets/known.ts';
import { redactSecrets } from '../../redact/secrets.ts';
import { LARGEST_TEXT } from '../run/read-text.ts';
import { anonymiseCapture } from './anonymise-capture.ts';
import type { Redaction } from './open-redaction.ts';

export interface RedactedBundle {
  readonly manifest: Manifest;
  /** It lacks what could not be read of `input`, or not be redacted. */
  readonly isPartial: boolean;
}

/**
 * Reads `input` twice: what its last file gives away is removed from the first one too.
 * @throws SourceError where it can't be read, or `output` not be written; what `signal` was aborted with: half of it is
 * of no use, and the whole is still there
 */
export async function redactBundle(
  input: string,
  output: string,
  redaction: Redaction,
  signal: AbortSignal,
): Promise<RedactedBundle> {
  const bundle = await openBundle(input);
  const known = createKnownSecrets();
  await look(bundle, known, redaction, signal);
  signal.throwIfAborted();
  const writer = await createBundle(output);
  try {
    const redacted = await rewrite(bundle, writer, known, redaction, signal);
    signal.throwIfAborted();
    await redaction.keep();
    await writer.finish(redacted.manifest);
    return redacted;
  } finally {
    await writer.discard();
  }
}

const isOutput = ({ kind }: ManifestEntry): boolean => kind === 'output';
/** It is held as a whole. */
const isTooLarge = ({ bytes }: ManifestEntry): boolean => (bytes ?? 0) > LARGEST_TEXT;

async function look(bundle: Bundle, known: KnownSecrets, { standIns }: Redaction, signal: AbortSignal): Promise<void> {
  if (standIns !== null) collectFromManifest(bundle.manifest, standIns);
  const visit = (text: string): string => {
    const redacted = redactSecrets(text, known).text;
    if (standIns !== null) collectFromOutput(redacted, standIns);
    return text;
  };
  await bundle.read(
    (entry) => isOutput(entry) && !isTooLarge(entry),
    async (_, chunks) => void redactBytes(await buffer(chunks), visit),
    signal,
  );
}

async function rewrite(
  bundle: Bundle,
  writer: BundleWriter,
  known: KnownSecrets,
  { standIns, who, text }: Redaction,
  signal: AbortSignal,
): Promise<RedactedBundle> {
  const { manifest } = bundle;
  const removed: Manifest['removed'][number][] = [];
  const written = new Map<string, Written>();
  const failed = new Map<string, string>();
  const pathOf = (path: string): string => path.split('/').map(text).map(toSegment).join('/');
  const clean = (original: string): string => text(redactSecrets(original, known).text);

  const gaps = await bundle.read(
    () => true,
    async (entry, chunks) => {
      const path = pathOf(entry.path);
      if (!isOutput(entry) && who === null) {
        written.set(entry.path, await copy(writer, path, chunks));
        return;
      }
      if (!isOutput(entry)) {
        const capture = who === null ? null : await anonymiseCapture(chunks, who);
        if (typeof capture === 'string') failed.set(entry.path, capture);
        else if (capture !== null) written.set(entry.path, await writer.write(path, capture));
        return;
      }
      if (isTooLarge(entry)) {
        failed.set(entry.path, `left out: more than the ${LARGEST_TEXT >> 20} MiB that can be read of a text`);
        return;
      }
      const redact = (original: string): string => {
        const redacted = redactSecrets(original, known);
        for (const row of redacted.log) removed.push({ path, ...row });
        return text(redacted.text);
      };
      written.set(entry.path, await writer.write(path, redactBytes(await buffer(chunks), redact)));
    },
    signal,
  );

  const lost: readonly Incomplete[] = gaps.map((gap) => ({
    ...gap,
    source: gap.source === null ? null : pathOf(gap.source),
  }));
  return {
    isPartial: gaps.length + failed.size > 0,
    manifest: {
      ...replaceStrings(manifest, clean, standIns?.numbers.as),
      artifacts: manifest.artifacts.map((entry) => {
        const row = { ...replaceStrings(entry, clean), path: pathOf(entry.path) };
        if (entry.status === 'failed') return row;
        const file = written.get(entry.path);
        if (file !== undefined) return { ...row, ...file };
        const reason = failed.get(entry.path) ?? gaps.find(({ source }) => source === entry.path)?.why ?? 'not read';
        return { ...row, status: 'failed', reason, bytes: null, sha256: null };
      }),
      incomplete: [...replaceStrings(manifest.incomplete, clean), ...lost],
      removed: [...manifest.removed.map((row) => ({ ...row, path: pathOf(row.path) })), ...removed],
    },
  };
}

/** A stand-in of an IPv6 address has colons. */
const toSegment = (name: string): string => name.replace(/[^\w.-]/g, '_');

async function copy(writer: BundleWriter, path: string, chunks: AsyncIterable<Uint8Array>): Promise<Written> {
  const file = await writer.open(path);
  for await (const chunk of chunks) await file.write(chunk);
  return file.close();
}
