import {
  closeSync,
  constants,
  createReadStream,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { isGzip } from '../sources/gzip.ts';
import { toSourceError } from '../sources/source-error.ts';
import { type ArchiveLimits, refuseMany, type TakeFile } from './archive-file.ts';
import { readTar } from './tar.ts';
import { isZip } from './zip-magic.ts';

/** What files lie in: a folder, or an archive of any kind that is read. */
export interface Container {
  readonly format: 'folder' | 'tar' | 'tar.gz' | 'zip';
  /** Of an archive. */
  readonly bytes: number | null;
  /**
   * Hands its files to `take`, one after the other, until it returns false; their names have `/` between segments.
   * @throws HostileArchiveError where it is refused; other errors where it is damaged
   */
  walk(take: TakeFile, limits: ArchiveLimits): Promise<void>;
}

/** Tells by the first octets what it is: a name says little. @throws SourceError where it can't be opened */
export function openContainer(name: string): Container {
  const { isDirectory, size, head } = look(name);
  if (isDirectory) return { format: 'folder', bytes: null, walk: (take, limits) => walkFolder(name, take, limits) };
  if (isZip(head)) {
    return {
      format: 'zip',
      bytes: size,
      walk: async (take, limits) => (await import('./zip.ts')).readZip(name, take, limits),
    };
  }
  const isCompressed = isGzip(head);
  return {
    format: isCompressed ? 'tar.gz' : 'tar',
    bytes: size,
    walk: (take, limits) => readTar(createReadStream(name), isCompressed, take, limits),
  };
}

const HEAD = 512;

function look(name: string): { readonly isDirectory: boolean; readonly size: number; readonly head: Uint8Array } {
  try {
    const stat = statSync(name);
    if (stat.isDirectory()) return { isDirectory: true, size: 0, head: new Uint8Array(0) };
    const fd = openSync(name, 'r');
    try {
      const head = new Uint8Array(HEAD);
      return { isDirectory: false, size: stat.size, head: head.subarray(0, readSync(fd, head)) };
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw toSourceError(name, error);
  }
}

/** Follows no link out of the folder; null where there is no such file. `root` is its real path. */
export function openInside(root: string, path: string): AsyncIterable<Uint8Array> | null {
  try {
    const real = realpathSync(join(root, path));
    if (!real.startsWith(`${root}${sep}`) || !statSync(real).isFile()) return null;
    return createReadStream(real, { flags: 'r', fd: openSync(real, constants.O_RDONLY | constants.O_NONBLOCK) });
  } catch {
    return null;
  }
}

/** Links are left out, whatever the limits say of them: they lead anywhere on this machine. */
async function walkFolder(name: string, take: TakeFile, { signal }: ArchiveLimits): Promise<void> {
  const root = realpathSync(name);
  const folders = [''];
  let count = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      signal?.throwIfAborted();
      count += 1;
      refuseMany(count);
      const path = `${folder}${entry.name}`;
      if (entry.isDirectory()) folders.push(`${path}/`);
      if (!entry.isFile()) continue;
      const { size, mtimeMs } = statSync(join(root, path));
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      if (!(await take({ name: path, size, modified: mtimeMs, chunks: chunksOf(root, path) }))) return;
    }
  }
}

async function* chunksOf(root: string, path: string): AsyncGenerator<Uint8Array, void> {
  const chunks = openInside(root, path);
  if (chunks === null) throw new Error('it is not there any more');
  yield* chunks;
}
