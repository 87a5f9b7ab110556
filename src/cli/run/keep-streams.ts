/** Captures that come through a pipe or standard input can be read once only: what a second reading needs is kept while the run takes. */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFile } from './in-order.ts';
import type { Into } from './read-captures.ts';

/** Octets of each stream; what is longer is not kept. Temporary folders may be memory. */
const MOST_KEPT = 256 << 20;

export interface KeptStreams {
  /** Writes down what of streams goes into `captures`. */
  keeping(captures: Into): Into;
  /** Whether it is a stream, and all of it that was read was kept. */
  keeps(name: string): boolean;
  /** Where a capture can be read again: files are where they are. Null of a stream that could not be kept. */
  fileOf(name: string): string | null;
  discard(): void;
}

/** Nobody else reads it. What can't be written there is not kept, and no reason to end a run. */
export function createKeptStreams(mostKept: number = MOST_KEPT): KeptStreams {
  const files = new Map<string, string | null>();
  let folder: string | null = null;

  function create(name: string): number | null {
    try {
      folder ??= mkdtempSync(join(tmpdir(), 'k8sdoctor-streams-'));
      const path = join(folder, `${files.size + 1}.pcap`);
      const handle = openSync(path, 'wx', 0o600);
      files.set(name, path);
      return handle;
    } catch {
      files.set(name, null);
      return null;
    }
  }

  function open(name: string): { write(chunk: Uint8Array): void; close(): void } {
    let handle = create(name);
    let length = 0;
    const close = (): void => {
      if (handle !== null) closeSync(handle);
      handle = null;
    };
    const forget = (): void => {
      close();
      const path = files.get(name) ?? null;
      if (path !== null) rmSync(path, { force: true });
      files.set(name, null);
    };
    return {
      close,
      write(chunk) {
        if (handle === null) return;
        length += chunk.length;
        if (length > mostKept) {
          forget();
          return;
        }
        try {
          for (let done = 0; done < chunk.length;) done += writeSync(handle, chunk, done);
        } catch {
          forget();
        }
      },
    };
  }

  return {
    keeping: (captures) => ({
      open(name) {
        const input = captures.open(name);
        if (!isStream(name)) return input;
        const copy = open(name);
        return {
          reader: input.reader,
          push(chunk) {
            copy.write(chunk);
            input.push(chunk);
          },
          end(bytes, fault) {
            copy.close();
            input.end(bytes, fault);
          },
        };
      },
    }),
    keeps: (name) => typeof files.get(name) === 'string',
    fileOf: (name) => files.get(name) ?? (isStream(name) ? null : name),
    discard() {
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Standard input that a shell takes from a file goes on where it was left, too. */
const isStream = (name: string): boolean => name === '-' || name === '/dev/stdin' || !isFile(name);
