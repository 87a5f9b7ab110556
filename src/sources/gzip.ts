import { createGunzip } from 'node:zlib';
import { errorCode, reasonOf } from './source-error.ts';

/** Of output: a bomb inflates piece by piece. */
const PIECE = 64 * 1024;

/** Takes a chunk; tells whether more is wanted, now or once it can take more. */
export type OnChunk = (chunk: Uint8Array) => boolean | Promise<boolean>;

/** Where the chunks of a source go. */
export interface Sink {
  /** Resolves once the chunk is used up, to whether more is wanted. */
  write(chunk: Uint8Array): Promise<boolean>;
  /** Resolves to what was wrong with the chunks, or null. */
  end(): Promise<string | null>;
}

/** RFC 1952 §2.3.1: ID1 and ID2. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * Inflates gzip (RFC 1952, of one member or several) and hands the octets on as they come, until `onChunk` returns false.
 * If the data ends early, all that it holds has been handed on; if it is damaged, all but the last 64 KiB before that.
 */
export function gunzipInto(onChunk: OnChunk): Sink {
  const gunzip = createGunzip({ chunkSize: PIECE });
  let more = true;
  let fault: string | null = null;
  let thrown: { readonly error: unknown } | null = null;
  let settle: (() => void) | null = null;

  function goOn(wanted: boolean): void {
    more = more && wanted;
    if (!more) gunzip.destroy();
  }

  /** Thrown from an event, it would end the process. */
  function fail(error: unknown): void {
    thrown = { error };
    goOn(false);
  }

  gunzip.on('data', (piece: Uint8Array) => {
    if (!more) return;
    try {
      const answer = onChunk(piece);
      if (typeof answer === 'boolean') goOn(answer);
      else {
        gunzip.pause();
        answer.then((wanted) => {
          goOn(wanted);
          gunzip.resume();
        }, fail);
      }
    } catch (error) {
      fail(error);
    }
  });
  gunzip.on('error', (error) => {
    more = false;
    fault = errorCode(error) === 'Z_BUF_ERROR' ? 'gzip data ends early' : `gzip data is damaged: ${reasonOf(error)}`;
  });
  gunzip.on('end', () => {
    more = false;
  });
  for (const event of ['end', 'error', 'close']) gunzip.on(event, () => settle?.());

  /** Waits for those events too: nobody is called back for what was written when one of them came. */
  async function settled(start: (done: () => void) => void): Promise<void> {
    await new Promise<void>((resolve) => {
      settle = resolve;
      start(resolve);
    });
    if (thrown !== null) throw thrown.error;
  }

  return {
    async write(chunk) {
      if (more) await settled((done) => gunzip.write(chunk, () => done()));
      return more;
    },
    async end() {
      if (more) await settled(() => gunzip.end());
      gunzip.destroy();
      return fault;
    },
  };
}
