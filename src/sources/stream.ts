import type { Readable } from 'node:stream';

/** Octets to be read once, from the first to the last. */
export interface ByteSource {
  /** How many there are; null where only the end tells. */
  readonly total: number | null;
  /** A chunk may be overwritten once the next is asked for. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Ends a read that waits for octets which may never come. */
  stop(): void;
}

/** A pipe, standard input: chunks as they arrive, and no more than are asked for. */
export function streamSource(stream: Readable): ByteSource {
  return { total: null, chunks: streamChunks(stream), stop: () => stream.destroy() };
}

async function* streamChunks(stream: Readable): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array))
      throw new TypeError('a source of octets gave text: no encoding may be set on it');
    yield chunk;
  }
}
