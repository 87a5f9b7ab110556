import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { directoryError, toSourceError } from './source-error.ts';
import { type ByteSource, streamSource } from './stream.ts';

/** So small that it stays in the processor's cache from the reading to the decoding. */
const CHUNK = 512 << 10;
/** After so many octets, signals and timers get their turn. */
const TURN = 32 << 20;

/** Opens a file or a named pipe. Throws `SourceError` if it can't. */
export function openFile(name: string): ByteSource {
  const fd = open(name);
  const stat = fstatSync(fd);
  if (stat.isDirectory()) {
    closeSync(fd);
    throw directoryError(name);
  }
  // Not a ReadStream: its reads wait in the thread pool, where they can't be given up and hold up the end of the process.
  if (stat.isFIFO()) return streamSource(new Socket({ fd, readable: true, writable: false }));
  return { total: stat.isFile() ? stat.size : null, chunks: fileChunks(fd), stop: () => undefined };
}

function open(name: string): number {
  try {
    // Without O_NONBLOCK, a pipe that nobody writes to yet would hold us here. To a file it makes no difference.
    return openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw toSourceError(name, error);
  }
}

/** Reads synchronously, which is several times as fast as a stream, and into one buffer again and again. */
async function* fileChunks(fd: number): AsyncGenerator<Uint8Array, void> {
  const buffer = new Uint8Array(CHUNK);
  let untilTurn = TURN;
  try {
    for (;;) {
      const length = readSync(fd, buffer, 0, CHUNK, null);
      if (length === 0) return;
      yield length === CHUNK ? buffer : buffer.subarray(0, length);
      untilTurn -= length;
      if (untilTurn <= 0) {
        untilTurn = TURN;
        await nextTurn();
      }
    }
  } finally {
    closeSync(fd);
  }
}
