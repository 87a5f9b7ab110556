import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import {
  type ArchiveFile,
  type ArchiveLimits,
  createBudget,
  HostileArchiveError,
  refuseMany,
  type TakeFile,
} from './archive-file.ts';

/**
 * Hands the files of a tar archive to `take`, one after the other, until it returns false. Nothing is held but a chunk.
 * @throws HostileArchiveError for links, devices, too many entries and too many octets; Node's and tar-stream's errors for what is damaged
 */
export async function readTar(
  archive: AsyncIterable<Uint8Array>,
  isCompressed: boolean,
  take: TakeFile,
  { mostBytes, signal, links }: ArchiveLimits,
): Promise<void> {
  const entries = extract();
  const limited = createBudget(mostBytes);
  const stop = new AbortController();
  const options = { signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]) };
  const feeding = isCompressed
    ? pipeline(archive, createGunzip(), limited, entries, options)
    : pipeline(archive, limited, entries, options);
  feeding.catch(() => undefined); // whoever awaits it is told
  let count = 0;
  let isEnough = false;
  try {
    for await (const entry of entries) {
      count += 1;
      refuseMany(count);
      const file = toFile(entry.header, entry, links);
      if (file !== null && !(await take(file))) {
        isEnough = true;
        break;
      }
      entry.resume();
    }
    if (!isEnough) await feeding;
  } finally {
    stop.abort();
    await feeding.catch(() => undefined);
  }
}

function toFile(
  { name, type, size = 0, linkname, mtime }: Header,
  entry: AsyncIterable<unknown>,
  links: ArchiveLimits['links'],
): ArchiveFile | null {
  if (type === 'directory') return null;
  if (LEADS_OUT.test(name))
    throw new HostileArchiveError(`it holds what no bundle does: a path that leads out of it, ${name}`);
  if (type === 'file' || type === 'contiguous-file') {
    const modified = mtime?.getTime() ?? Number.NaN;
    return { name, size, modified: Number.isNaN(modified) ? null : modified, chunks: octets(entry) };
  }
  if (links === 'skip') return null;
  const to = typeof linkname === 'string' && linkname !== '' ? ` to ${linkname}` : '';
  throw new HostileArchiveError(`it holds a ${type ?? 'entry of no type'} (${name}${to}), which no bundle does`);
}

const LEADS_OUT = /^\/|^[A-Za-z]:|(?:^|\/)\.\.(?:\/|$)/;

async function* octets(entry: AsyncIterable<unknown>): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of entry) if (chunk instanceof Uint8Array) yield chunk;
}
