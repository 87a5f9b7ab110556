import { createHash } from 'node:crypto';
import { closeSync, constants, createReadStream, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Manifest, ManifestEntry } from '../model/bundle.ts';
import type { Incomplete } from '../model/report.ts';
import { isGzip } from '../sources/gzip.ts';
import { SourceError, reasonOf, toSourceError } from '../sources/source-error.ts';
import { parseManifest } from './manifest.ts';
import { MANIFEST } from './path.ts';
import { HostileArchiveError, readTar } from './tar.ts';

/** A bundle that was opened: its manifest is read, its files are not. */
export interface Bundle {
  /** As it was named. */
  readonly name: string;
  readonly format: 'folder' | 'tar' | 'tar.gz';
  /** Of an archive. */
  readonly bytes: number | null;
  readonly manifest: Manifest;
  /**
   * Hands the files that `wants` to `take`, in the order in which they lie; its promise holds up the reading.
   * Resolves to what could not be read, or was not what the manifest says.
   */
  read(
    wants: (entry: ManifestEntry) => boolean,
    take: (entry: ManifestEntry, chunks: AsyncIterable<Uint8Array>) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<readonly Incomplete[]>;
}

const MOST_MANIFEST = 64 << 20;
/** Octets of an archive beside the files that its manifest lists, and before it was found. */
const MOST_BESIDE = 2 ** 32;
/** A header, and up to as much again to fill the last block (POSIX pax). */
const ENTRY_OVERHEAD = 2048;
const HINT = 'A bundle is what k8sdoctor collect -o writes: a folder, .tar or .tar.gz.';

/** @throws SourceError where it is no bundle, or one that nobody of good will makes */
export async function openBundle(name: string): Promise<Bundle> {
  const stat = statOf(name);
  return stat.isDirectory() ? openFolder(name) : openArchive(name, stat.size);
}

function statOf(name: string) {
  try {
    return statSync(name);
  } catch (error) {
    throw toSourceError(name, error);
  }
}

const refuse = (name: string, why: string, cause?: unknown): SourceError =>
  new SourceError(`${name}: ${why}`, HINT, cause);

function toManifest(name: string, text: string): Manifest {
  try {
    return parseManifest(text);
  } catch (error) {
    throw refuse(name, `${MANIFEST}: ${reasonOf(error)}`, error);
  }
}

async function openFolder(name: string): Promise<Bundle> {
  const root = realpathSync(name);
  const manifest = toManifest(name, new TextDecoder().decode(await readManifest(name, openInside(root, MANIFEST))));
  return {
    name,
    format: 'folder',
    bytes: null,
    manifest,
    async read(wants, take, signal) {
      const gaps: Incomplete[] = [];
      for (const entry of manifest.artifacts) {
        if (signal?.aborted === true) break;
        if (entry.status === 'failed' || !wants(entry)) continue;
        const file = openInside(root, entry.path);
        // oxlint-disable-next-line no-await-in-loop -- one after the other, so that no more than one is held
        gaps.push(...(await takeWhole(entry, file, take)));
      }
      return gaps;
    },
  };
}

/** Follows no link out of the folder; null where there is no such file. */
function openInside(root: string, path: string): AsyncIterable<Uint8Array> | null {
  try {
    const real = realpathSync(join(root, path));
    if (!real.startsWith(`${root}${sep}`) || !statSync(real).isFile()) return null;
    return createReadStream(real, { flags: 'r', fd: openSync(real, constants.O_RDONLY | constants.O_NONBLOCK) });
  } catch {
    return null;
  }
}

async function readManifest(name: string, chunks: AsyncIterable<Uint8Array> | null): Promise<Uint8Array> {
  if (chunks === null) throw refuse(name, `it holds no ${MANIFEST}`);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > MOST_MANIFEST) throw refuse(name, `${MANIFEST} is larger than ${MOST_MANIFEST >> 20} MiB`);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

async function openArchive(name: string, bytes: number): Promise<Bundle> {
  const isCompressed = isGzip(headOf(name));
  let found: { readonly manifest: Manifest; readonly folder: string } | null = null;
  const fault = await scan(name, isCompressed, MOST_BESIDE, async ({ name: path, chunks }) => {
    if (path !== MANIFEST && !/^[^/]+\/bundle\.json$/.test(path) && path !== `./${MANIFEST}`) return true;
    const text = new TextDecoder().decode(await readManifest(name, chunks));
    found = { manifest: toManifest(name, text), folder: path.slice(0, -MANIFEST.length) };
    return false;
  });
  if (found === null) throw refuse(name, fault ?? `it holds no ${MANIFEST}`);
  return archiveOf(name, bytes, isCompressed, found);
}

function archiveOf(
  name: string,
  bytes: number,
  isCompressed: boolean,
  { manifest, folder }: { readonly manifest: Manifest; readonly folder: string },
): Bundle {
  const collected = new Map(
    manifest.artifacts.flatMap((entry) =>
      entry.status === 'failed' ? [] : [[`${folder}${entry.path}`, entry] as const],
    ),
  );
  const listed = manifest.artifacts.reduce((sum, { bytes: size }) => sum + (size ?? 0) + ENTRY_OVERHEAD, 0);
  return {
    name,
    format: isCompressed ? 'tar.gz' : 'tar',
    bytes,
    manifest,
    async read(wants, take, signal) {
      const gaps: Incomplete[] = [];
      const missing = new Map([...collected].filter(([, entry]) => wants(entry)));
      const fault = await scan(
        name,
        isCompressed,
        listed + MOST_BESIDE,
        async ({ name: path, chunks }) => {
          const entry = missing.get(path);
          if (entry === undefined) return missing.size > 0;
          missing.delete(path);
          gaps.push(...(await takeWhole(entry, chunks, take)));
          return missing.size > 0;
        },
        signal,
      );
      if (signal?.aborted === true) return gaps;
      const why = fault ?? 'the bundle does not hold it';
      return [...gaps, ...[...missing.values()].map(({ path, kind }) => ({ source: path, what: kind, why }))];
    },
  };
}

const HEAD = 512;

function headOf(name: string): Uint8Array {
  const head = new Uint8Array(HEAD);
  let fd: number;
  try {
    fd = openSync(name, 'r');
  } catch (error) {
    throw toSourceError(name, error);
  }
  try {
    return head.subarray(0, readSync(fd, head));
  } finally {
    closeSync(fd);
  }
}

/** Resolves to why the archive could not be read to its end, or null. */
async function scan(
  name: string,
  isCompressed: boolean,
  mostBytes: number,
  take: Parameters<typeof readTar>[2],
  signal?: AbortSignal,
): Promise<string | null> {
  try {
    await readTar(name, isCompressed, take, { mostBytes, signal });
    return null;
  } catch (error) {
    if (error instanceof SourceError) throw error;
    if (error instanceof HostileArchiveError) throw refuse(name, error.message, error);
    if (signal?.aborted === true) return null;
    return `the archive is damaged: ${reasonOf(error)}`;
  }
}

/** No more than the manifest says is handed on, so that what a bundle may cost stands in its first file. */
async function takeWhole(
  entry: ManifestEntry,
  chunks: AsyncIterable<Uint8Array> | null,
  take: (entry: ManifestEntry, chunks: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<Incomplete[]> {
  const gap = (why: string): Incomplete[] => [{ source: entry.path, what: entry.kind, why }];
  if (chunks === null) return gap('the bundle does not hold it');
  const hash = createHash('sha256');
  const most = entry.bytes ?? 0;
  let bytes = 0;
  let isOver = false;
  let fault: string | null = null;

  async function* watched(from: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    try {
      for await (const chunk of from) {
        bytes += chunk.length;
        if (bytes > most) {
          fault = `it is larger than the ${most} bytes that ${MANIFEST} says`;
          return;
        }
        hash.update(chunk);
        yield chunk;
      }
      isOver = true;
    } catch (error) {
      fault = `it could not be read to its end: ${reasonOf(error)}`;
    }
  }

  await take(entry, watched(chunks));
  if (fault !== null) return gap(fault);
  if (!isOver) return []; // who reads a capture stops where it is none any more, and says so
  if (bytes < most) return gap(`it ends after ${bytes} of ${most} bytes`);
  const isSame = entry.sha256 === null || hash.digest('hex') === entry.sha256;
  return isSame ? [] : gap(`it was changed since it was collected: its SHA-256 is not that of ${MANIFEST}`);
}
