import { type Output, print } from './io.ts';

export interface LineWriter {
  add(line: string): void;
  /** Writes what was added. */
  flush(): void;
  /** Aborted once nobody reads any more. */
  readonly closed: AbortSignal;
  /** Rejects if writing failed, for want of space for one. */
  end(): Promise<void>;
}

/** Gathers lines, so that many go out in one write. */
export function createLineWriter(output: Output): LineWriter {
  let lines: string[] = [];
  const closed = new AbortController();
  const writes = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | null = null;

  async function write(text: string): Promise<void> {
    try {
      if (!(await print(output, text))) closed.abort();
    } catch (error) {
      failure ??= { error };
      closed.abort();
    }
  }

  function flush(): void {
    if (lines.length > 0 && !closed.signal.aborted) {
      const written = write(`${lines.join('\n')}\n`).finally(() => writes.delete(written));
      writes.add(written);
    }
    lines = [];
  }

  return {
    add: (line) => void lines.push(line),
    flush,
    closed: closed.signal,
    async end() {
      flush();
      await Promise.all(writes);
      if (failure !== null) throw failure.error;
    },
  };
}
