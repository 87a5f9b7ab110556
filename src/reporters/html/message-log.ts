/**
 * Messages as octets, one behind the other, so that a page of 100,000 opens at once: it decodes what it shows.
 * The first half and the last half are kept; where there are more, those between are counted.
 */

export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}
/** How UPDATEs of one direction are read: `addPath` holds families as AFI × 256 + SAFI. */
export interface LogContext {
  readonly fourOctetAs: boolean;
  readonly addPath: ReadonlySet<number>;
}

export interface LoggedMessage {
  readonly stamp: {
    readonly source: string;
    readonly frame: number;
    readonly seconds: number;
    readonly nanoseconds: number;
    readonly digits: number;
  };
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  /** Octets of its stream that were lost before it. */
  readonly missing: number;
  readonly skipped: number;
  readonly bytes: Uint8Array;
  readonly context: LogContext;
  readonly guessed: boolean;
}

/** One direction of one connection in one file. */
export interface Flow {
  readonly file: string;
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
}

export interface LogData {
  readonly octets: Uint8Array;
  readonly flows: readonly Flow[];
  readonly contexts: readonly { readonly fourOctetAs: boolean; readonly addPath: readonly number[] }[];
  /** Messages in `octets`, and those that were left out behind the first `head`. */
  readonly count: number;
  readonly head: number;
  readonly omitted: number;
}

/** Octets of a record before its message: frame, seconds, nanoseconds, flow, context, digits, flags, length. */
export const RECORD_HEADER = 24;
export const RecordFlag = { GUESSED: 1, LOST: 2 } as const;

const MOST_FLOWS = 65_536;
const BLOCK_OCTETS = 1 << 18;

export interface LogLimits {
  /** Of each half. */
  readonly octets: number;
  readonly messages: number;
}
const LOG_LIMITS: LogLimits = { octets: 12 << 20, messages: 100_000 };

interface Block {
  readonly octets: Uint8Array;
  used: number;
  count: number;
}

export interface MessageLog {
  add(message: LoggedMessage): void;
  finish(): LogData;
}

export function createMessageLog({ octets: mostOctets, messages: mostMessages }: LogLimits = LOG_LIMITS): MessageLog {
  const flows: Flow[] = [];
  const flowIds = new Map<string, Map<SocketAddress, number>>();
  const contexts: LogContext[] = [];
  const contextIds = new WeakMap<LogContext, number>();
  const head: Block[] = [];
  const tail: Block[] = [];
  let headCount = 0;
  let tailCount = 0;
  let omitted = 0;

  function flowOf({ stamp, source, destination }: LoggedMessage): number | null {
    let ofFile = flowIds.get(stamp.source);
    if (ofFile === undefined) flowIds.set(stamp.source, (ofFile = new Map()));
    const known = ofFile.get(source);
    if (known !== undefined) return known;
    if (flows.length === MOST_FLOWS) return null;
    ofFile.set(source, flows.length);
    return flows.push({ file: stamp.source, source, destination }) - 1;
  }

  /** Most contexts are objects of a connection's; equal ones are one. */
  function contextOf(context: LogContext): number {
    const known = contextIds.get(context);
    if (known !== undefined) return known;
    const equal = contexts.findIndex((other) => isSame(other, context));
    const id = equal === -1 ? contexts.push(context) - 1 : equal;
    contextIds.set(context, id);
    return id;
  }

  function append(blocks: Block[], message: LoggedMessage, flow: number): void {
    const size = RECORD_HEADER + message.bytes.length;
    let block = blocks.at(-1);
    if (block === undefined || block.used + size > block.octets.length) {
      block = { octets: new Uint8Array(Math.max(BLOCK_OCTETS, size)), used: 0, count: 0 };
      blocks.push(block);
    }
    write(block, message, flow, contextOf(message.context));
  }

  return {
    add(message) {
      const flow = flowOf(message);
      if (flow === null) {
        omitted += 1;
        return;
      }
      if (tail.length === 0 && headCount < mostMessages && (head.length + 1) * BLOCK_OCTETS <= mostOctets) {
        append(head, message, flow);
        headCount += 1;
        return;
      }
      append(tail, message, flow);
      tailCount += 1;
      while (tail.length > 1 && (tailCount > mostMessages || tail.length * BLOCK_OCTETS > mostOctets)) {
        const dropped = tail.shift()?.count ?? 0;
        tailCount -= dropped;
        omitted += dropped;
      }
    },
    finish() {
      const octets = concatenate([...head, ...tail].map((block) => block.octets.subarray(0, block.used)));
      return {
        octets,
        flows,
        contexts: contexts.map(({ fourOctetAs, addPath }) => ({ fourOctetAs, addPath: [...addPath] })),
        count: headCount + tailCount,
        head: headCount,
        omitted,
      };
    },
  };
}

function write(
  block: Block,
  { stamp, bytes, guessed, missing, skipped }: LoggedMessage,
  flow: number,
  context: number,
): void {
  const { octets, used } = block;
  const view = new DataView(octets.buffer, octets.byteOffset + used, RECORD_HEADER);
  view.setUint32(0, stamp.frame);
  view.setFloat64(4, stamp.seconds);
  view.setUint32(12, stamp.nanoseconds);
  view.setUint16(16, flow);
  view.setUint16(18, context);
  view.setUint8(20, stamp.digits);
  view.setUint8(21, (guessed ? RecordFlag.GUESSED : 0) | (missing + skipped > 0 ? RecordFlag.LOST : 0));
  view.setUint16(22, bytes.length);
  octets.set(bytes, used + RECORD_HEADER);
  block.used += RECORD_HEADER + bytes.length;
  block.count += 1;
}

function isSame(a: LogContext, b: LogContext): boolean {
  if (a.fourOctetAs !== b.fourOctetAs || a.addPath.size !== b.addPath.size) return false;
  for (const family of a.addPath) if (!b.addPath.has(family)) return false;
  return true;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
