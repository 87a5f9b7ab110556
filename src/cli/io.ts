import type { Readable } from 'node:stream';
import { reasonOf } from '../sources/source-error.ts';
import { UserError } from './user-error.ts';

/** What a run of the command line touches. `process` is one; a test hands in its own. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For SIGINT and SIGTERM, where there are any. */
  readonly on?: (signal: Interrupt, listener: () => void) => unknown;
  readonly off?: (signal: Interrupt, listener: () => void) => unknown;
}

export type Interrupt = 'SIGINT' | 'SIGTERM';

export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  /** Of a terminal. */
  readonly columns?: number;
  readonly rows?: number;
}

/** Resolves once `content` is written: false if nobody reads any more (`| head`), which is no error. */
export function print(output: Output, content: string | Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    output.write(content, (error?: Error | null) => {
      if (error === undefined || error === null) resolve(true);
      else if (isBrokenPipe(error)) resolve(false);
      else reject(new UserError(`cannot write to standard output: ${reasonOf(error)}`));
    });
  });
}

/** Without a listener Node takes the error event of a closed pipe for a crash; `print` has the same error in its callback. */
export function surviveErrors(output: Output): () => void {
  output.on('error', ignore);
  return () => output.off('error', ignore);
}

function ignore(): void {}

function isBrokenPipe(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}
