/** What a value can't be written for: it is too large for its field, or of a kind that nothing writes. */
export class EncodeError extends Error {
  override readonly name = 'EncodeError';
  readonly field: string;

  constructor(field: string, reason: string) {
    super(`${field}: ${reason}`);
    this.field = field;
  }
}

/** Big-endian octets, one after the other: the other way round of ByteReader. */
export class ByteWriter {
  readonly #octets: number[] = [];

  u8(value: number, field: string): this {
    return this.#number(value, 1, field);
  }
  u16(value: number, field: string): this {
    return this.#number(value, 2, field);
  }
  u32(value: number, field: string): this {
    return this.#number(value, 4, field);
  }
  bytes(octets: Iterable<number>): this {
    for (const octet of octets) this.#octets.push(octet);
    return this;
  }

  /** What `write` writes, behind its length in `width` octets. */
  behindLength(width: 1 | 2, field: string, write: (value: ByteWriter) => void): this {
    const value = new ByteWriter();
    write(value);
    return this.#number(value.length, width, field).bytes(value.#octets);
  }

  get length(): number {
    return this.#octets.length;
  }
  finish(): Uint8Array {
    return Uint8Array.from(this.#octets);
  }

  #number(value: number, width: 1 | 2 | 4, field: string): this {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * width)) {
      throw new EncodeError(field, `${value} does not fit into ${width === 1 ? 'an octet' : `${width} octets`}`);
    }
    for (let shift = width - 1; shift >= 0; shift--) this.#octets.push(Math.floor(value / 2 ** (8 * shift)) % 256);
    return this;
  }
}
