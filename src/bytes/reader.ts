/** A bounds-checked big-endian cursor. It never copies, and it is the only place that reads a DataView. */

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
  readonly #view: DataView;
  readonly #layer: string;
  readonly #base: number;
  #at = 0;

  constructor(bytes: Uint8Array, layer: string, base = 0) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#layer = layer;
    this.#base = base;
  }

  get offset(): number {
    return this.#base + this.#at;
  }
  get remaining(): number {
    return this.#view.byteLength - this.#at;
  }

  u8(field: string): number {
    return this.#view.getUint8(this.#take(1, field));
  }
  u16(field: string): number {
    return this.#view.getUint16(this.#take(2, field));
  }
  u32(field: string): number {
    return this.#view.getUint32(this.#take(4, field));
  }

  /** A view of the next `length` bytes; later writes to the capture would show through it. */
  bytes(length: number, field: string): Uint8Array {
    const at = this.#take(length, field);
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, length);
  }

  /** A reader that cannot leave the next `length` bytes: a TLV's value cannot reach into its neighbour. */
  sub(length: number, layer: string): ByteReader {
    const base = this.offset;
    return new ByteReader(this.bytes(length, layer), layer, base);
  }

  #take(length: number, field: string): number {
    if (length > this.remaining) {
      throw new DecodeError(this.#layer, field, this.offset, `needs ${length} bytes, ${this.remaining} left`);
    }
    const at = this.#at;
    this.#at += length;
    return at;
  }
}
