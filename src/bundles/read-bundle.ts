import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import type { Manifest, ManifestEntry } from '../model/bundle.ts';
import type { Incomplete } from '../model/report.ts';
import { SourceError, reasonOf } from '../sources/source-error.ts';
import { type ArchiveFile, type ArchiveLimits, HostileArchiveError, type TakeFile } from './archive-file.ts';
import { type Container, openContainer, openInside } from './container.ts';
import { FOREIGN_TOOLS, type InventoryFile, mayTell, openForeign } from './foreign/open-foreign.ts';
import { parseManifest } from './manifest.ts';
import { withNested } from './nested.ts';
import { MANIFEST } from './path.ts';

/** A bundle that was opened: its manifest is read, its files are not. */
export interface Bundle {
  /** As it was named. */
  readonly name: string;
  readonly format: Container['format'];
  /** Of an archive. */
  readonly bytes: number | null;
  /** Of a bundle of another tool, what an adapter made of the names of its files. */
  readonly manifest: Manifest;
  /** Another tool made it: secrets may be in it, and resources as YAML. */
  readonly isForeign: boolean;
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
/** Of a text that tells whose the other files are, and of all of them. */
const MOST_TELLING = 16 << 20;
const MOST_TOLD = 64 << 20;
const HINT = `A bundle is what k8sdoctor collect -o writes, or ${FOREIGN_TOOLS.slice(0, -1).join(', ')} or ${FOREIGN_TOOLS.at(-1)}: a folder, .tar, .tar.gz or .zip.`;

/** @throws SourceError where it is no bundle, or one that nobody of good will makes */
export async function openBundle(name: string): Promise<Bundle> {
  const container = openContainer(name);
  if (container.format === 'folder') {
    const root = realpathSync(name);
    const manifest = openInside(root, MANIFEST);
    if (manifest !== null) return openFolder(name, root, manifest);
  }
  return openArchive(name, container);
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

async function openFolder(name: string, root: string, chunks: AsyncIterable<Uint8Array>): Promise<Bundle> {
  const manifest = toManifest(name, new TextDecoder().decode(await readManifest(name, chunks)));
  return {
    name,
    format: 'folder',
    bytes: null,
    manifest,
    isForeign: false,
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

async function readManifest(name: string, chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > MOST_MANIFEST) throw refuse(name, `${MANIFEST} is larger than ${MOST_MANIFEST >> 20} MiB`);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/** Looks it through: a manifest of ours ends that, and comes first in what we write. */
async function openArchive(name: string, container: Container): Promise<Bundle> {
  const files: InventoryFile[] = [];
  const texts = new Map<string, string>();
  const faults: Incomplete[] = [];
  let told = 0;
  let own: Own | null = null;
  const look: TakeFile = async (file) => {
    if (isManifest(file.name)) {
      const text = new TextDecoder().decode(await readManifest(name, file.chunks));
      own = { manifest: toManifest(name, text), folder: file.name.slice(0, -MANIFEST.length) };
      return false;
    }
    const { size, modified } = file;
    files.push({ name: plain(file.name), size, modified });
    if (size > MOST_TELLING || told + size > MOST_TOLD || !mayTell(plain(file.name))) return true;
    told += size;
    texts.set(plain(file.name), await readText(file));
    return true;
  };
  const limits: ArchiveLimits = { mostBytes: MOST_BESIDE, links: 'skip' };
  const onFault = (source: string, why: string): void => void faults.push({ source, what: 'archive', why });
  const fault = await scan(name, container, withNested(look, limits, onFault), limits);
  if (own !== null) return ownArchive(name, container, own);
  if (fault !== null) onFault(name, fault);
  const foreign = openForeign({ files, texts, faults });
  if (foreign === null) throw refuse(name, fault ?? 'it is no bundle of any tool that is known');
  const from = new Map([...foreign.from].map(([entry, file]) => [file, entry]));
  return archiveOf(name, container, { manifest: foreign.manifest, entries: from, isForeign: true });
}

const isManifest = (name: string): boolean => /^(?:[^/]+\/)?bundle\.json$/.test(plain(name));

/** `tar` writes `./` before all of `.`. */
const plain = (name: string): string => name.replace(/^(?:\.\/)+/, '');

async function readText({ chunks }: ArchiveFile): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
  } catch (error) {
    if (error instanceof HostileArchiveError) throw error;
  }
  return text + decoder.decode();
}

interface Own {
  readonly manifest: Manifest;
  /** That all lies in, with a slash at its end. */
  readonly folder: string;
}

function ownArchive(name: string, container: Container, { manifest, folder }: Own): Bundle {
  const entries = manifest.artifacts.flatMap((entry) =>
    entry.status === 'failed' ? [] : [[`${plain(folder)}${entry.path}`, entry] as const],
  );
  return archiveOf(name, container, { manifest, entries: new Map(entries), isForeign: false });
}

interface Contents {
  readonly manifest: Manifest;
  /** By where they lie. */
  readonly entries: ReadonlyMap<string, ManifestEntry>;
  readonly isForeign: boolean;
}

function archiveOf(name: string, container: Container, { manifest, entries, isForeign }: Contents): Bundle {
  const listed = manifest.artifacts.reduce((sum, { bytes: size }) => sum + (size ?? 0) + ENTRY_OVERHEAD, 0);
  return {
    name,
    format: container.format,
    bytes: container.bytes,
    manifest,
    isForeign,
    async read(wants, take, signal) {
      const gaps: Incomplete[] = [];
      const missing = new Map([...entries].filter(([, entry]) => wants(entry)));
      if (missing.size === 0) return gaps;
      const limits: ArchiveLimits = { mostBytes: listed + MOST_BESIDE, signal, links: isForeign ? 'skip' : 'refuse' };
      const takeOne: TakeFile = async ({ name: path, chunks }) => {
        const entry = missing.get(plain(path));
        if (entry === undefined) return missing.size > 0;
        missing.delete(plain(path));
        gaps.push(...(await takeWhole(entry, chunks, take)));
        return missing.size > 0;
      };
      // That one is damaged was told when it was opened.
      const fault = await scan(
        name,
        container,
        withNested(takeOne, limits, () => undefined),
        limits,
      );
      if (signal?.aborted === true) return gaps;
      const why = fault ?? 'the bundle does not hold it';
      return [...gaps, ...[...missing.values()].map(({ path, kind }) => ({ source: path, what: kind, why }))];
    },
  };
}

/** Resolves to why the archive could not be read to its end, or null. */
async function scan(name: string, container: Container, take: TakeFile, limits: ArchiveLimits): Promise<string | null> {
  try {
    await container.walk(take, limits);
    return null;
  } catch (error) {
    if (error instanceof SourceError) throw error;
    if (error instanceof HostileArchiveError) throw refuse(name, error.message, error);
    if (limits.signal?.aborted === true) return null;
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
      if (error instanceof HostileArchiveError) throw error;
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
