/** Cuts a stream of octets into records whose headers tell their length. */

export interface RecordFormat {
  /** `MRT`. */
  readonly name: string;
  readonly headerLength: number;
  /** Octets that a record has at most, its header included: a longer one is a damaged length. */
  readonly maxLength: number;
  /** Octets of the record whose header begins at `bytes[at]`, that header included; a string says what is wrong with it. */
  readonly lengthAt: (bytes: Uint8Array, at: number) => number | string;
}

export interface RecordReader {
  /** Takes the next octets, however they are cut. `chunk` may be reused afterwards. */
  push(chunk: Uint8Array): void;
  /** There are no more. */
  end(): void;
  readonly records: number;
  /** Where in the stream reading stopped before its end, and why: nothing pushed later is read. */
  readonly fault: { readonly offset: number; readonly reason: string } | null;
}

/** Hands out each record in octets of its own. Holds one record at most, and no more of it than came. */
export function createRecordCutter(
  { name, headerLength, maxLength, lengthAt }: RecordFormat,
  onRecord: (bytes: Uint8Array, record: number) => void,
): RecordReader {
  let records = 0;
  let fault: RecordReader['fault'] = null;
  /** Of the next record, in the stream. */
  let offset = 0;
  /** The record begun in an earlier chunk, how much of it is there, and how much it takes to go on. */
  let carry = new Uint8Array(headerLength);
  let carried = 0;
  let wanted = headerLength;

  function push(chunk: Uint8Array): void {
    if (fault !== null) return;
    let at = 0;
    while (carried > 0 && at < chunk.length) {
      at += complete(chunk, at);
      if (fault !== null) return;
    }
    while (fault === null && chunk.length - at >= headerLength) {
      wanted = lengthOf(chunk, at);
      if (fault !== null || chunk.length - at < wanted) break;
      hand(chunk.slice(at, at + wanted));
      at += wanted;
      wanted = headerLength;
    }
    if (fault === null) keep(chunk.subarray(at));
  }

  /** Adds to the record begun what it wants, and returns how much that was. */
  function complete(chunk: Uint8Array, at: number): number {
    const part = chunk.subarray(at, at + wanted - carried);
    keep(part);
    if (carried === headerLength) wanted = lengthOf(carry, 0);
    if (fault === null && carried === wanted) {
      hand(carry.slice(0, wanted));
      carried = 0;
      wanted = headerLength;
    }
    return part.length;
  }

  function keep(part: Uint8Array): void {
    const length = carried + part.length;
    if (length > carry.length) {
      const longer = new Uint8Array(Math.max(length, Math.min(wanted, 2 * carry.length)));
      longer.set(carry.subarray(0, carried));
      carry = longer;
    }
    carry.set(part, carried);
    carried = length;
  }

  function lengthOf(bytes: Uint8Array, at: number): number {
    const length = lengthAt(bytes, at);
    if (typeof length === 'number' && length <= maxLength) return length;
    const wrong = typeof length === 'string' ? length : `length ${length}, the limit is ${maxLength}`;
    fault = { offset, reason: `${name} record ${records + 1}, at octet ${offset}: ${wrong}` };
    return headerLength;
  }

  function hand(bytes: Uint8Array): void {
    offset += bytes.length;
    records += 1;
    onRecord(bytes, records);
  }

  return {
    push,
    end() {
      if (fault !== null || carried === 0) return;
      const reason = `ends in the middle of ${name} record ${records + 1}, at octet ${offset}: ${carried} of ${wanted} octets`;
      fault = { offset, reason };
    },
    get records() {
      return records;
    },
    get fault() {
      return fault;
    },
  };
}
