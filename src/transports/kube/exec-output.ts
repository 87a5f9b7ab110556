/** Where a command's output goes, and what holds it up. */
export interface Output {
  take(chunk: Uint8Array): void;
  /** Why it takes no more; undefined while it does. */
  readonly fault: { readonly error: unknown } | undefined;
  /** Resolves once the sink has all of it, or is at fault. */
  flushed(): Promise<void>;
}

export interface Tap {
  /** The sink is behind. */
  pause(): void;
  resume(): void;
  /** The sink takes no more. */
  stop(): void;
}

/** In bytes that the sink has not taken yet. */
const HIGH_WATER = 1 << 20;

/** Messages of an exec are small: what comes while the sink is busy is one chunk for it. */
export function createOutput(writer: WritableStreamDefaultWriter<Uint8Array>, maxBytes: number, tap: Tap): Output {
  let bytes = 0;
  let waiting: Uint8Array[] = [];
  let behind = 0;
  let fault: Output['fault'];
  let draining: Promise<void> | null = null;

  function fail(error: unknown): void {
    if (fault !== undefined) return;
    fault = { error };
    waiting = [];
    tap.stop();
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = Buffer.concat(waiting);
      waiting = [];
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after the other, as the sink takes them
        await writer.write(batch);
      } catch (error) {
        fail(error);
      }
      behind -= batch.length;
      if (behind < HIGH_WATER / 2) tap.resume();
    }
    draining = null;
  }

  return {
    take(chunk) {
      if (fault !== undefined) return;
      bytes += chunk.length;
      if (bytes > maxBytes) return fail(new RangeError(`it printed more than ${maxBytes} bytes`));
      waiting.push(chunk);
      behind += chunk.length;
      if (behind > HIGH_WATER) tap.pause();
      draining ??= drain();
    },
    get fault() {
      return fault;
    },
    flushed: () => draining ?? Promise.resolve(),
  };
}
