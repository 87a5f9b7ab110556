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

/** Octets that go out in one write, or more if a line is longer. */
const PIECE = 256 << 10;
const MAX_UTF8 = 3; // octets of one unit of a string

/** Gathers lines, so that many go out in one write. As octets: a hundred thousand strings would busy the garbage collector. */
export function createLineWriter(output: Output, frame: Frame = LINES): LineWriter {
  let full: Buffer[] = [];
  let piece = Buffer.allocUnsafe(PIECE);
  let used = 0;
  let isFirst = true;
  const closed = new AbortController();
  let failure: { readonly error: unknown } | null = null;

  function add(text: string): void {
    const most = text.length * MAX_UTF8;
    if (used + most > piece.length) {
      full.push(piece.subarray(0, used));
      piece = Buffer.allocUnsafe(Math.max(PIECE, most));
      used = 0;
    }
    used += piece.write(text, used);
  }

  async function write(octets: Buffer): Promise<void> {
    try {
      if (!(await print(output, octets))) closed.abort();
    } catch (error) {
      failure ??= { error };
      closed.abort();
    }
  }

  async function flush(): Promise<void> {
    const waiting = [...full, piece.subarray(0, used)];
    full = [];
    // What is being written must not be overwritten.
    piece = piece.subarray(used);
    used = 0;
    for (const octets of waiting) {
      // oxlint-disable-next-line no-await-in-loop -- in their order
      if (octets.length > 0 && !closed.signal.aborted) await write(octets);
    }
  }

  return {
    add(line) {
      add((isFirst ? frame.beforeFirst : frame.beforeOther) + line + frame.afterEach);
      isFirst = false;
    },
    flush,
    closed: closed.signal,
    async end() {
      add(isFirst ? frame.empty : frame.atEnd);
      await flush();
      if (failure !== null) throw failure.error;
    },
  };
}
