import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';

/** A regular file of an archive. What its `chunks` leave is skipped. */
export interface TarFile {
  readonly name: string;
  readonly size: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

const MOST_ENTRIES = 250_000;

export interface TarLimits {
  /** Of the archive, inflated: a bomb is given up there. */
  readonly mostBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** Why an archive is refused as a whole, rather than read as far as it goes. */
export class HostileArchiveError extends Error {
  override readonly name = 'HostileArchiveError';
}

/**
 * Hands the files of a tar archive to `take`, one after the other, until it returns false. Nothing is held but a chunk.
 * @throws HostileArchiveError for links, devices, too many entries and too many octets; Node's and tar-stream's errors for what is damaged
 */
export async function readTar(
  path: string,
  isCompressed: boolean,
  take: (file: TarFile) => Promise<boolean>,
  { mostBytes, signal }: TarLimits,
): Promise<void> {
  const entries = extract();
  const limited = limit(mostBytes);
  const stop = new AbortController();
  const options = { signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]) };
  const feeding = isCompressed
    ? pipeline(createReadStream(path), createGunzip(), limited, entries, options)
    : pipeline(createReadStream(path), limited, entries, options);
  feeding.catch(() => undefined); // whoever awaits it is told
  let count = 0;
  let isEnough = false;
  try {
    for await (const entry of entries) {
      count += 1;
      if (count > MOST_ENTRIES) throw new HostileArchiveError(`it holds more than ${MOST_ENTRIES} entries`);
      const file = toFile(entry.header, entry);
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

function limit(mostBytes: number) {
  return async function* limited(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw new HostileArchiveError(`it inflates to more than ${mostBytes} bytes`);
      yield chunk;
    }
  };
}

function toFile({ name, type, size = 0, linkname }: Header, entry: AsyncIterable<unknown>): TarFile | null {
  if (type === 'directory') return null;
  if (type === 'file' || type === 'contiguous-file') return { name, size, chunks: octets(entry) };
  const to = typeof linkname === 'string' && linkname !== '' ? ` to ${linkname}` : '';
  throw new HostileArchiveError(`it holds a ${type ?? 'entry of no type'} (${name}${to}), which no bundle does`);
}

async function* octets(entry: AsyncIterable<unknown>): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of entry) if (chunk instanceof Uint8Array) yield chunk;
}
