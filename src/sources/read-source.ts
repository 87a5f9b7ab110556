import type { Readable } from 'node:stream';
import { openFile } from './file.ts';
import { gunzipInto, isGzip, type OnChunk, type Sink } from './gzip.ts';
import { reasonOf } from './source-error.ts';
import { type ByteSource, streamSource } from './stream.ts';

const PROGRESS = 32 << 20;

export interface SourceOptions {
  /** Ends the reading, even of a stream that gives nothing; what had been read was handed out. */
  readonly signal?: AbortSignal;
  /** Every 32 MiB: octets read of the source, compressed or not, and how many it has, null where only its end tells. */
  readonly onProgress?: (bytes: number, total: number | null) => void;
}

export interface SourceResult {
  /** Octets read of the source, before they were inflated. */
  readonly bytes: number;
  readonly compressed: 'gzip' | null;
  /** Why not all of it could be read, or null. */
  readonly fault: string | null;
  /** If the signal ended it. */
  readonly aborted: boolean;
}

/**
 * Reads a file, a named pipe, or standard input for `-`, inflates gzip, and hands the octets to `onChunk` until they end
 * or it returns false. A promise holds up the reading. The octets of a chunk are valid only during the call, and nothing is read ahead.
 * Rejects with `SourceError` if the source can't be opened; what goes wrong later is a `fault`.
 */
export async function readSource(
  name: string,
  io: { readonly stdin: Readable },
  onChunk: OnChunk,
  options: SourceOptions = {},
): Promise<SourceResult> {
  const { signal } = options;
  if (signal?.aborted === true) return { bytes: 0, compressed: null, fault: null, aborted: true };
  // Opening /dev/stdin fails where standard input is a socket.
  const source = name === '-' || name === '/dev/stdin' ? streamSource(io.stdin) : openFile(name);
  signal?.addEventListener('abort', source.stop, { once: true });
  try {
    return await readChunks(source, onChunk, options);
  } finally {
    signal?.removeEventListener('abort', source.stop);
  }
}

async function readChunks(
  { chunks, total }: ByteSource,
  onChunk: OnChunk,
  { signal, onProgress }: SourceOptions,
): Promise<SourceResult> {
  const aborted = (): boolean => signal?.aborted === true;
  let bytes = 0;
  let nextProgress = PROGRESS;
  let compressed: 'gzip' | null = null;
  let fault: string | null = null;
  let sink: Sink = plain(onChunk);
  const readable = untilFailure(chunks, (error) => {
    fault = `reading failed at octet ${bytes}: ${reasonOf(error)}`;
  });
  for await (const chunk of withMagicWhole(readable)) {
    if (aborted()) break;
    if (bytes === 0 && isGzip(chunk)) {
      compressed = 'gzip';
      sink = gunzipInto(onChunk);
    }
    bytes += chunk.length;
    if (!(await sink.write(chunk))) break;
    if (bytes >= nextProgress) {
      nextProgress = bytes + PROGRESS;
      onProgress?.(bytes, total);
    }
  }
  const damage = await sink.end();
  // What was cut off by the signal is not at fault.
  return { bytes, compressed, fault: aborted() ? null : (fault ?? damage), aborted: aborted() };
}

function plain(onChunk: OnChunk): Sink {
  return { write: async (chunk) => onChunk(chunk), end: async () => null };
}

async function* untilFailure(
  chunks: AsyncIterable<Uint8Array>,
  onFailure: (error: unknown) => void,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* chunks;
  } catch (error) {
    onFailure(error);
  }
}

/** The two octets that tell gzip come in one chunk, even if a stream gives them one by one. */
async function* withMagicWhole(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let head: Uint8Array | null = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (head === null) {
      yield chunk;
    } else {
      head = head.length === 0 && chunk.length > 1 ? chunk : concat(head, chunk);
      if (head.length < 2) continue;
      yield head;
      head = null;
    }
  }
  if (head !== null && head.length > 0) yield head;
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
