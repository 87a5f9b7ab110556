import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import {
  type FileHandle,
  mkdir,
  open,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  writeFile as overwrite,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';
import type { Manifest } from '../model/bundle.ts';
import { SourceError, reasonOf } from '../sources/source-error.ts';
import { isSafePath, MANIFEST } from './path.ts';

/** What became of a file, as its row in the manifest has it. */
export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

/** A file that grows: a capture. */
export interface Growing {
  write(chunk: Uint8Array): Promise<void>;
  /** Keeps its first `keep` octets, all without it. */
  close(keep?: number): Promise<Written>;
}

export interface FileWriter {
  write(path: string, content: Uint8Array): Promise<Written>;
  open(path: string): Promise<Growing>;
  /** Writes a file anew that `change` makes another; null where it leaves the octets that it is given. */
  rewrite(path: string, change: (content: Uint8Array) => Uint8Array): Promise<Written | null>;
}

/** A bundle on its way: it has its name only once it is whole. */
export interface BundleWriter extends FileWriter {
  /** A folder is renamed, an archive packed and renamed. */
  finish(manifest: Manifest): Promise<void>;
  /** Takes away what was written. After `finish` it does nothing. */
  discard(): Promise<void>;
}

const ARCHIVE = /\.(?:tar|tar\.gz|tgz)$/;

/**
 * Begins a bundle beside `path`: a folder, or an archive by its name.
 * @throws SourceError where it can't be written there
 */
export async function createBundle(path: string): Promise<BundleWriter> {
  const target = resolve(path);
  const isArchive = ARCHIVE.test(target);
  await refuseTarget(path, target, isArchive);
  const unique = join(dirname(target), `.${basename(target)}.${crypto.randomUUID()}`);
  const packed = `${unique}.packed`;
  const paths: string[] = [];
  // Outputs of a node are nobody else's business.
  await mkdir(unique, { mode: 0o700 }).catch((error: unknown) => {
    throw new SourceError(`cannot write ${path}: ${reasonOf(error)}`, 'Name another place with -o.', error);
  });

  async function create(file: string): Promise<FileHandle> {
    if (!isSafePath(file)) throw new RangeError(`${file}: not a path inside a bundle`);
    await mkdir(dirname(join(unique, file)), { recursive: true, mode: 0o700 });
    const handle = await open(join(unique, file), 'wx', 0o600);
    paths.push(file);
    return handle;
  }

  async function openFile(file: string): Promise<Growing> {
    const handle = await create(file);
    const hash = createHash('sha256');
    let bytes = 0;
    return {
      async write(chunk) {
        hash.update(chunk);
        await handle.writeFile(chunk);
        bytes += chunk.length;
      },
      async close(keep = bytes) {
        await handle.truncate(keep);
        await handle.close();
        if (keep === bytes) return { bytes, sha256: hash.digest('hex') };
        return { bytes: keep, sha256: await hashOf(join(unique, file)) };
      },
    };
  }

  async function writeFile(file: string, content: Uint8Array): Promise<Written> {
    const growing = await openFile(file);
    try {
      await growing.write(content);
    } catch (error) {
      await growing.close();
      throw error;
    }
    return growing.close();
  }

  async function rewrite(file: string, change: (content: Uint8Array) => Uint8Array): Promise<Written | null> {
    const before = await readFile(join(unique, file));
    const after = change(before);
    if (after === before) return null;
    await overwrite(join(unique, file), after);
    return { bytes: after.length, sha256: createHash('sha256').update(after).digest('hex') };
  }

  return {
    write: writeFile,
    open: openFile,
    rewrite,
    async finish(manifest) {
      await writeFile(MANIFEST, new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`));
      if (!isArchive) {
        await rename(unique, target);
        return;
      }
      const files = [MANIFEST, ...paths.filter((each) => each !== MANIFEST)];
      const folder = basename(target).replace(ARCHIVE, '');
      await packInto(packed, unique, folder, files, !target.endsWith('.tar'));
      await rename(packed, target);
      await rm(unique, { recursive: true, force: true });
    },
    async discard() {
      await rm(packed, { force: true });
      await rm(unique, { recursive: true, force: true });
    },
  };
}

async function refuseTarget(path: string, target: string, isArchive: boolean): Promise<void> {
  const refuse = (why: string): never => {
    throw new SourceError(`cannot write ${path}: ${why}`, 'Name another place with -o.');
  };
  const folder = await stat(dirname(target)).catch(() => null);
  if (folder?.isDirectory() !== true) refuse(`there is no directory ${dirname(path)}`);
  const found = await stat(target).catch(() => null);
  if (found === null) return;
  if (isArchive && !found.isFile()) refuse('it is not a file');
  if (isArchive) return;
  if (!found.isDirectory()) refuse('there is a file of that name (an archive is called .tar.gz)');
  if ((await readdir(target)).length > 0) refuse('the folder is not empty');
}

async function packInto(
  archive: string,
  root: string,
  folder: string,
  files: readonly string[],
  isCompressed: boolean,
): Promise<void> {
  const tar = pack();
  const sink = createWriteStream(archive, { mode: 0o600, flags: 'wx' });
  const done = isCompressed ? pipeline(tar, createGzip(), sink) : pipeline(tar, sink);
  done.catch(() => undefined); // whoever awaits it is told
  try {
    for (const file of files) {
      // oxlint-disable-next-line no-await-in-loop -- an archive is written one after the other
      await packFile(tar, join(root, file), `${folder}/${file}`);
    }
    tar.finalize();
  } catch (error) {
    tar.destroy();
    await done.catch(() => undefined);
    throw error;
  }
  await done;
}

async function packFile(tar: Pack, path: string, name: string): Promise<void> {
  const { size, mtime } = await stat(path);
  const entry = tar.entry({ name, size, mtime, mode: 0o600 });
  await pipeline(createReadStream(path), entry);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
