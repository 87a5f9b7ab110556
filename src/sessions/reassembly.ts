/**
 * Puts the octets of one direction of a TCP connection in order (RFC 9293 §3.4): out of order, overlapping, repeated,
 * wrapped around, missing. Sequence numbers are unsigned and wrap, so they are compared by their signed difference.
 */
import { secondsOf, type Stamp } from './stamp.ts';

const MAX_QUEUED_SEGMENTS = 1024;
const MAX_QUEUED_BYTES = 1_048_576;
/** An acknowledged hole is given up only after this: captures put packets of different interfaces slightly out of order. */
const PATIENCE_SEGMENTS = 4;
const PATIENCE_SECONDS = 0.2;

export interface StreamEvents {
  data(bytes: Uint8Array, start: number, end: number): void;
  /** What `data` and `hole` tell during `action` belongs to an earlier packet: it waited behind a hole. */
  during(earlier: Stamp, action: () => void): void;
  stamp(): Stamp;
  /** Octets that the other side has, and the capture has not. */
  hole(length: number, snapped: boolean): void;
  /** Octets that neither the capture nor the other side has. */
  lost(length: number): void;
}

interface Queued {
  readonly stamp: Stamp;
  readonly sequence: number;
  readonly bytes: Uint8Array;
  readonly length: number;
}

/** A class, since there is one for each stream: V8 takes the functions of many closures for different ones. */
export class Reassembly {
  /** The sequence number that follows what was handed out; -1 before the first. */
  next = -1;
  /** How often octets came again that had been handed out already. */
  repeats = 0;
  readonly #events: StreamEvents;
  #ackedTo = -1;
  #queuedBytes = 0;
  #segmentsAfterSynData = -1;
  readonly #queue: Queued[] = [];

  constructor(events: StreamEvents) {
    this.#events = events;
  }

  /** The SYN's sequence number; the stream begins behind it, maybe with data on the SYN itself. */
  start(sequence: number, synHasData: boolean): void {
    this.next = (sequence + 1) >>> 0;
    if (synHasData) this.#segmentsAfterSynData = 0;
  }

  /** `length` is that on the wire: more than `end - start` where the snap length cut the segment. */
  segment(sequence: number, bytes: Uint8Array, start: number, end: number, length: number, seconds: number): void {
    if (this.next === -1) this.next = sequence;
    // Captures made by programs put data on a SYN and do not count the SYN itself.
    if (this.#segmentsAfterSynData === 1 && ((sequence - this.next) | 0) === -1) this.next = sequence;
    if (this.#segmentsAfterSynData >= 0) this.#segmentsAfterSynData += 1;
    if (this.#place(sequence, bytes, start, end, length)) {
      if (this.#queue.length > 0) this.#drain(false);
    } else this.#queueUp(sequence, bytes, start, end, length);
    if (this.#queue.length > 0) this.#judgeHole(seconds);
  }

  /** The other side acknowledges everything before this. */
  acknowledged(sequence: number, seconds: number): void {
    if (this.#ackedTo === -1 || ((sequence - this.#ackedTo) | 0) > 0) this.#ackedTo = sequence;
    if (this.#queue.length > 0) this.#judgeHole(seconds);
  }

  /** Nothing more will come: what is queued is handed out, its holes told. */
  finish(): void {
    while (this.#queue.length > 0) this.#giveUpHole();
    const unseen = this.next === -1 || this.#ackedTo === -1 ? 0 : (this.#ackedTo - this.next) | 0;
    // One more is the FIN, which has a number of its own.
    if (unseen > 1) this.#events.hole(unseen, false);
  }

  #deliver(bytes: Uint8Array, start: number, end: number, length: number): void {
    this.next = (this.next + length) >>> 0;
    if (end > start) this.#events.data(bytes, start, end);
    if (length > end - start) this.#events.hole(length - (end - start), true);
  }

  #place(sequence: number, bytes: Uint8Array, start: number, end: number, length: number): boolean {
    const ahead = (sequence - this.next) | 0;
    if (ahead > 0) return false;
    const known = -ahead;
    if (known > 0) this.repeats += 1;
    if (known < length) this.#deliver(bytes, Math.min(start + known, end), end, length - known);
    return true;
  }

  /** Hands out what fits now. `late`: each in the name of its own packet, since no other made it fit. */
  #drain(late: boolean): void {
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      const { stamp, sequence, bytes, length } = first;
      if (((sequence - this.next) | 0) > 0) return;
      this.#queue.shift();
      this.#queuedBytes -= bytes.length;
      if (late) this.#events.during(stamp, () => this.#place(sequence, bytes, 0, bytes.length, length));
      else this.#place(sequence, bytes, 0, bytes.length, length);
    }
  }

  #giveUpHole(): void {
    const first = this.#queue[0];
    if (first === undefined) return;
    const missing = (first.sequence - this.next) >>> 0;
    this.next = first.sequence;
    const isTheirs = this.#ackedTo === -1 || ((this.#ackedTo - first.sequence) | 0) >= 0;
    if (isTheirs) this.#events.hole(missing, false);
    else this.#events.lost(missing);
    this.#drain(true);
  }

  #queueUp(sequence: number, bytes: Uint8Array, start: number, end: number, length: number): void {
    const queue = this.#queue;
    const at = queue.findIndex((queued) => ((queued.sequence - sequence) | 0) > 0);
    const copy = bytes.slice(start, end);
    queue.splice(at === -1 ? queue.length : at, 0, { stamp: this.#events.stamp(), sequence, bytes: copy, length });
    this.#queuedBytes += copy.length;
  }

  #judgeHole(seconds: number): void {
    const queue = this.#queue;
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      const full = queue.length > MAX_QUEUED_SEGMENTS || this.#queuedBytes > MAX_QUEUED_BYTES;
      const waited = queue.length >= PATIENCE_SEGMENTS || seconds - secondsOf(first.stamp) > PATIENCE_SECONDS;
      const acknowledged = this.#ackedTo !== -1 && ((this.#ackedTo - first.sequence) | 0) >= 0;
      if (!full && !(waited && acknowledged)) return;
      this.#giveUpHole();
    }
  }
}
