import { type Output, print } from './io.ts';

export interface LineWriter {
  add(line: string): void;
  /** Writes what was added; resolves once it has gone out, so that a slow reader slows the reading. */
  flush(): Promise<void>;
  /** Aborted once nobody reads any more. */
  readonly closed: AbortSignal;
  /** Rejects if writing failed, for want of space for one. */
  end(): Promise<void>;
}

/** What stands around the lines. */
export interface Frame {
  readonly beforeFirst: string;
  readonly beforeOther: string;
  readonly afterEach: string;
  readonly atEnd: string;
  /** Instead of all of it, where there is no line. */
  readonly empty: string;
}

export const LINES: Frame = { beforeFirst: '', beforeOther: '', afterEach: '\n', atEnd: '', empty: '' };
/** Lines that are the elements of one array. */
export const JSON_ARRAY: Frame = {
  beforeFirst: '[\n',
  beforeOther: ',\n',
  afterEach: '',
  atEnd: '\n]\n',
  empty: '[]\n',
};

/** Gathers lines, so that many go out in one write. */
export function createLineWriter(output: Output, frame: Frame = LINES): LineWriter {
  let text = '';
  let isFirst = true;
  const closed = new AbortController();
  let failure: { readonly error: unknown } | null = null;

  async function write(out: string): Promise<void> {
    try {
      if (!(await print(output, out))) closed.abort();
    } catch (error) {
      failure ??= { error };
      closed.abort();
    }
  }

  async function flush(): Promise<void> {
    const out = text;
    text = '';
    if (out !== '' && !closed.signal.aborted) await write(out);
  }

  return {
    add(line) {
      text += (isFirst ? frame.beforeFirst : frame.beforeOther) + line + frame.afterEach;
      isFirst = false;
    },
    flush,
    closed: closed.signal,
    async end() {
      text += isFirst ? frame.empty : frame.atEnd;
      await flush();
      if (failure !== null) throw failure.error;
    },
  };
}
