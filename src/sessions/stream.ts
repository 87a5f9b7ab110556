import type { Clock } from './clock.ts';
import type { Connection, Half } from './connection.ts';
import { Framer, type FramerEvents, type HeaderFault } from './framer.ts';
import type { End } from './ladder.ts';
import { Reassembly, type StreamEvents } from './reassembly.ts';
import type { Stamp } from './stamp.ts';
import { type MessageListener, takeCutMessage, takeHeaderFault, takeMessage } from './take-message.ts';
import { takePlainUpdates } from './take-plain-updates.ts';

/** Opens the stream of one end, with its first data: most connections that fail never have any. */
export function openStream(
  connection: Connection,
  from: End,
  clock: Clock,
  listener: MessageListener | null,
): Reassembly {
  const half = connection.halves[from];
  const stream = new Stream(connection, from, clock, listener);
  half.framer = stream.framer;
  half.reassembly = new Reassembly(stream);
  if (half.syn === null) {
    half.framer.lose();
    half.framer.allowExtended();
  } else half.reassembly.start(half.syn.sequence, half.syn.hasData);
  return half.reassembly;
}

/** What becomes of the octets that are put in order, and of the messages that are cut from them. */
class Stream implements StreamEvents, FramerEvents {
  readonly framer: Framer = new Framer(this);
  readonly #connection: Connection;
  readonly #from: End;
  readonly #clock: Clock;
  readonly #listener: MessageListener | null;
  #segments = 0;

  constructor(connection: Connection, from: End, clock: Clock, listener: MessageListener | null) {
    this.#connection = connection;
    this.#from = from;
    this.#clock = clock;
    this.#listener = listener;
  }

  data(bytes: Uint8Array, start: number, end: number): void {
    this.#segments += 1;
    this.framer.push(bytes, start, end);
  }

  during(earlier: Stamp, action: () => void): void {
    this.#clock.during(earlier, action);
  }

  stamp(): Stamp {
    return this.#clock.stamp();
  }

  hole(length: number, snapped: boolean): void {
    const half = this.#connection.halves[this.#from];
    if (snapped) noteSnapped(this.#connection, this.#clock);
    // What a stream begins with midstream may be an old segment, sent again: what follows it came before the capture.
    else if (half.syn !== null || this.#segments > 1) noteMissing(half, length, this.#clock);
    this.framer.skip(length);
  }

  lost(length: number): void {
    this.framer.skip(length);
  }

  pass(bytes: Uint8Array, start: number, end: number): number {
    // Who listens is told of every message.
    if (this.#listener !== null) return start;
    return takePlainUpdates(this.#connection, this.#from, bytes, start, end, this.#clock);
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    takeMessage(this.#connection, this.#from, bytes, start, end, this.#clock, this.#listener);
  }

  cut(bytes: Uint8Array, start: number, end: number): void {
    takeCutMessage(this.#connection, this.#from, bytes, start, end, this.#clock, this.#listener);
  }

  fault(fault: HeaderFault, header: Uint8Array): void {
    takeHeaderFault(this.#connection, this.#from, fault, header, this.#clock, this.#listener);
  }
}

function noteSnapped(connection: Connection, clock: Clock): void {
  const { packet } = clock;
  connection.snapped ??= {
    count: 0,
    stamp: clock.stamp(),
    captured: packet.end - packet.start,
    original: packet.originalLength,
  };
  connection.snapped.count += 1;
}

function noteMissing(half: Half, length: number, clock: Clock): void {
  half.missing ??= { bytes: 0, stamp: clock.stamp() };
  half.missing.bytes += length;
}
