import { type Output, print } from './io.ts';

export interface LineWriter {
  add(line: string): void;
  /** Writes what was added; false once nobody reads any more. */
  flush(): boolean;
  /** Rejects if writing failed, for want of space for one. */
  end(): Promise<void>;
}

/** Gathers lines, so that many go out in one write. */
export function createLineWriter(output: Output): LineWriter {
  let lines: string[] = [];
  let open = true;
  const writes = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | null = null;

  async function write(text: string): Promise<void> {
    try {
      open = (await print(output, text)) && open;
    } catch (error) {
      failure ??= { error };
      open = false;
    }
  }

  function flush(): boolean {
    if (lines.length > 0 && open) {
      const written = write(`${lines.join('\n')}\n`).finally(() => writes.delete(written));
      writes.add(written);
    }
    lines = [];
    return open;
  }

  return {
    add: (line) => void lines.push(line),
    flush,
    async end() {
      flush();
      await Promise.all(writes);
      if (failure !== null) throw failure.error;
    },
  };
}
