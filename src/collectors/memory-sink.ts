export interface MemorySink {
  readonly stream: WritableStream<Uint8Array>;
  /** What has arrived so far. */
  bytes(): Uint8Array;
}

/** Holds what a short command prints, and refuses more than `maxBytes`. A capture goes to a file instead. */
export function memorySink(maxBytes: number): MemorySink {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const stream = new WritableStream<Uint8Array>({
    write(chunk) {
      if (chunk.length > maxBytes - length) throw new RangeError(`it printed more than ${maxBytes} bytes`);
      chunks.push(chunk.slice()); // a transport may read the next chunk into the same buffer
      length += chunk.length;
    },
  });
  return { stream, bytes: () => concat(chunks, length) };
}

function concat(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
