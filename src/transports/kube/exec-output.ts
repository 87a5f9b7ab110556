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

export function createOutput(writer: WritableStreamDefaultWriter<Uint8Array>, maxBytes: number, tap: Tap): Output {
  let bytes = 0;
  let waiting = 0;
  let fault: Output['fault'];
  let last: Promise<void> = Promise.resolve();

  function fail(error: unknown): void {
    if (fault !== undefined) return;
    fault = { error };
    tap.stop();
  }

  async function write(chunk: Uint8Array): Promise<void> {
    try {
      await writer.write(chunk);
    } catch (error) {
      fail(error);
    }
    waiting -= chunk.length;
    if (waiting < HIGH_WATER / 2) tap.resume();
  }

  return {
    take(chunk) {
      if (fault !== undefined) return;
      bytes += chunk.length;
      if (bytes > maxBytes) return fail(new RangeError(`it printed more than ${maxBytes} bytes`));
      waiting += chunk.length;
      if (waiting > HIGH_WATER) tap.pause();
      last = write(chunk);
    },
    get fault() {
      return fault;
    },
    flushed: () => last,
  };
}
