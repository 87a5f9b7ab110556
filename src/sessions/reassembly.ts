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

export interface Reassembly {
  /** The SYN's sequence number; the stream begins behind it, maybe with data on the SYN itself. */
  start(sequence: number, synHasData: boolean): void;
  /** `length` is that on the wire: more than `end - start` where the snap length cut the segment. */
  segment(sequence: number, bytes: Uint8Array, start: number, end: number, length: number, seconds: number): void;
  /** The other side acknowledges everything before this. */
  acknowledged(sequence: number, seconds: number): void;
  /** Nothing more will come: what is queued is handed out, its holes told. */
  finish(): void;
  /** The sequence number that follows what was handed out; -1 before the first. */
  readonly next: number;
  /** Octets were asked for again that had been handed out already. */
  readonly repeats: number;
}

export function createReassembly(events: StreamEvents): Reassembly {
  let next = -1;
  let ackedTo = -1;
  let queuedBytes = 0;
  let repeats = 0;
  let segmentsAfterSynData = -1;
  const queue: Queued[] = [];

  function deliver(bytes: Uint8Array, start: number, end: number, length: number): void {
    next = (next + length) >>> 0;
    if (end > start) events.data(bytes, start, end);
    if (length > end - start) events.hole(length - (end - start), true);
  }

  function place(sequence: number, bytes: Uint8Array, start: number, end: number, length: number): boolean {
    const ahead = (sequence - next) | 0;
    if (ahead > 0) return false;
    const known = -ahead;
    if (known > 0) repeats += 1;
    if (known < length) deliver(bytes, Math.min(start + known, end), end, length - known);
    return true;
  }

  /** Hands out what fits now. `late`: each in the name of its own packet, since no other made it fit. */
  function drain(late: boolean): void {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      const { stamp, sequence, bytes, length } = first;
      if (((sequence - next) | 0) > 0) return;
      queue.shift();
      queuedBytes -= bytes.length;
      if (late) events.during(stamp, () => place(sequence, bytes, 0, bytes.length, length));
      else place(sequence, bytes, 0, bytes.length, length);
    }
  }

  function giveUpHole(): void {
    const first = queue[0];
    if (first === undefined) return;
    const missing = (first.sequence - next) >>> 0;
    next = first.sequence;
    const isTheirs = ackedTo === -1 || ((ackedTo - first.sequence) | 0) >= 0;
    if (isTheirs) events.hole(missing, false);
    else events.lost(missing);
    drain(true);
  }

  function queueUp(sequence: number, bytes: Uint8Array, start: number, end: number, length: number): void {
    const at = queue.findIndex((queued) => ((queued.sequence - sequence) | 0) > 0);
    const copy = bytes.slice(start, end);
    queue.splice(at === -1 ? queue.length : at, 0, { stamp: events.stamp(), sequence, bytes: copy, length });
    queuedBytes += copy.length;
  }

  function judgeHole(seconds: number): void {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      const full = queue.length > MAX_QUEUED_SEGMENTS || queuedBytes > MAX_QUEUED_BYTES;
      const waited = queue.length >= PATIENCE_SEGMENTS || seconds - secondsOf(first.stamp) > PATIENCE_SECONDS;
      const acknowledged = ackedTo !== -1 && ((ackedTo - first.sequence) | 0) >= 0;
      if (!full && !(waited && acknowledged)) return;
      giveUpHole();
    }
  }

  return {
    start(sequence, synHasData) {
      next = (sequence + 1) >>> 0;
      if (synHasData) segmentsAfterSynData = 0;
    },
    segment(sequence, bytes, start, end, length, seconds) {
      if (next === -1) next = sequence;
      // Captures made by programs put data on a SYN and do not count the SYN itself.
      if (segmentsAfterSynData === 1 && ((sequence - next) | 0) === -1) next = sequence;
      if (segmentsAfterSynData >= 0) segmentsAfterSynData += 1;
      if (place(sequence, bytes, start, end, length)) {
        if (queue.length > 0) drain(false);
      } else queueUp(sequence, bytes, start, end, length);
      if (queue.length > 0) judgeHole(seconds);
    },
    acknowledged(sequence, seconds) {
      if (ackedTo === -1 || ((sequence - ackedTo) | 0) > 0) ackedTo = sequence;
      if (queue.length > 0) judgeHole(seconds);
    },
    finish() {
      while (queue.length > 0) giveUpHole();
      const unseen = next === -1 || ackedTo === -1 ? 0 : (ackedTo - next) | 0;
      // One more is the FIN, which has a number of its own.
      if (unseen > 1) events.hole(unseen, false);
    },
    get next() {
      return next;
    },
    get repeats() {
      return repeats;
    },
  };
}
