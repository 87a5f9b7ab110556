/** A bounds-checked big-endian cursor. It never copies; with a trace it also tells what was read where. */
import type { TraceNode } from './trace.ts';

export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly layer: string;
  readonly field: string;
  /** From the start of the outermost reader: for BGP, the message's first marker octet. */
  readonly offset: number;
  readonly reason: string;

  constructor(layer: string, field: string, offset: number, reason: string) {
    super(`${layer}.${field} at byte ${offset}: ${reason}`);
    this.layer = layer;
    this.field = field;
    this.offset = offset;
    this.reason = reason;
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #layer: string;
  /** Offset of `#bytes[0]`. */
  readonly #base: number;
  readonly #start: number;
  readonly #end: number;
  #at: number;
  #trace: TraceNode[] | null;

  /** `base` is the offset of the first byte; what is read between `start` and `end` is noted in `trace`, where there is one. */
  constructor(
    bytes: Uint8Array,
    layer: string,
    base = 0,
    trace: TraceNode[] | null = null,
    start = 0,
    end: number = bytes.length,
  ) {
    this.#bytes = bytes;
    this.#layer = layer;
    this.#base = base;
    this.#trace = trace;
    this.#start = start;
    this.#end = end;
    this.#at = start;
  }

  get offset(): number {
    return this.#base + this.#at;
  }
  get remaining(): number {
    return this.#end - this.#at;
  }
  get layer(): string {
    return this.#layer;
  }
  /** All of this reader's bytes, read or not: a value that could not be read is shown raw. */
  get octets(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  u8(field: string): number {
    const at = this.#take(1, field);
    const value = this.#bytes[at] as number;
    if (this.#trace !== null) this.#field(field, at, 1, value);
    return value;
  }
  u16(field: string): number {
    const at = this.#take(2, field);
    const value = this.#u16(at);
    if (this.#trace !== null) this.#field(field, at, 2, value);
    return value;
  }
  u32(field: string): number {
    const at = this.#take(4, field);
    const value = this.#u16(at) * 0x1_0000 + this.#u16(at + 2);
    if (this.#trace !== null) this.#field(field, at, 4, value);
    return value;
  }
  /** IEEE 754. */
  f32(field: string): number {
    const at = this.#take(4, field);
    const value = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + at, 4).getFloat32(0);
    if (this.#trace !== null) this.#field(field, at, 4, value);
    return value;
  }

  /** A view of the next `length` bytes; later writes to the capture would show through it. */
  bytes(length: number, field: string): Uint8Array {
    const at = this.#take(length, field);
    if (this.#trace !== null) this.#field(field, at, length, null);
    return this.#bytes.subarray(at, at + length);
  }

  /** A reader that cannot leave the next `length` bytes: a TLV's value cannot reach into its neighbour. */
  sub(length: number, layer: string): ByteReader {
    const at = this.#take(length, layer);
    const trace = this.#trace === null ? null : this.#group(this.#trace, layer, at, length);
    return new ByteReader(this.#bytes, layer, this.#base, trace, at, at + length);
  }

  /** What `decode` reads belongs together: one of several that follow one another. Only the trace shows it. */
  group<T>(name: string, decode: () => T): T {
    const outer = this.#trace;
    if (outer === null) return decode();
    const from = this.#at;
    this.#trace = this.#group(outer, name, from, 0);
    const node = outer.at(-1) as TraceNode;
    try {
      return decode();
    } finally {
      node.length = this.#at - from;
      this.#trace = outer;
    }
  }

  /** Says in the trace what the last field, sub-reader or group means; returns it. */
  note<T extends string>(meaning: T): T {
    const last = this.#trace?.at(-1);
    if (last !== undefined) last.note = meaning;
    return meaning;
  }

  #u16(at: number): number {
    return ((this.#bytes[at] as number) << 8) | (this.#bytes[at + 1] as number);
  }

  #take(length: number, field: string): number {
    if (length > this.remaining) {
      throw new DecodeError(this.#layer, field, this.offset, `needs ${length} bytes, ${this.remaining} left`);
    }
    const at = this.#at;
    this.#at += length;
    return at;
  }

  #field(name: string, at: number, length: number, value: number | null): void {
    this.#trace?.push({ name, offset: this.#base + at, length, value, note: null, children: null });
  }

  #group(trace: TraceNode[], name: string, at: number, length: number): TraceNode[] {
    const children: TraceNode[] = [];
    trace.push({ name, offset: this.#base + at, length, value: null, note: null, children });
    return children;
  }
}
