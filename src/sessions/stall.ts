/** The first octet that the other end has not acknowledged, sent again and again: what TCP can get no further with. */
import { type Clock, type Mark, move } from './clock.ts';
import type { Departure } from './flight.ts';
import { secondsOf, type Stamp } from './stamp.ts';

/** A retransmission timer that runs this long has been doubled already (RFC 6298 §5.5). */
const SLOW_SECONDS = 1;
/** A KEEPALIVE whose acknowledgement is lost would be repeated well within this. */
const ANSWER_SECONDS = 1;

export interface Stall {
  /** Of its first octet. */
  readonly sequence: number;
  /** Null where that is not in the capture, or too long ago. */
  readonly first: Stamp | null;
  readonly firstRepeat: Stamp;
  readonly lastRepeat: Mark;
  /** Octets of the smallest segment that it was sent in, and of the last one. */
  smallest: number;
  lastSize: number;
  repeats: number;
  /** Repeats that waited for more than a second. */
  slow: number;
  longestWait: number;
  /** Selective acknowledgement of what was sent behind it: that got through. */
  selective: { readonly stamp: Stamp; readonly size: number } | null;
  /** The other end goes on talking and repeats nothing: the acknowledgements of this end get through. */
  heardSince: number;
  heard: Stamp | null;
  isUnheard: boolean;
}

/** `limit`: a captured segment above it was cut on its way out, and says nothing of sizes. */
export function createStall(sequence: number, departure: Departure | undefined, limit: number, clock: Clock): Stall {
  const size = departure === undefined ? Infinity : (departure.end - departure.sequence) | 0;
  const { sequence: _, end: __, ...first } = departure ?? { ...clock.stamp(), sequence, end: sequence };
  return {
    sequence,
    first: departure === undefined ? null : first,
    firstRepeat: clock.stamp(),
    lastRepeat: { ...(departure === undefined ? clock.stamp() : first) },
    smallest: size <= limit ? size : Infinity,
    lastSize: 0,
    repeats: 0,
    slow: 0,
    longestWait: 0,
    selective: null,
    heardSince: -1,
    heard: null,
    isUnheard: false,
  };
}

export function noteStalled(stall: Stall, size: number, clock: Clock): void {
  const waited = clock.seconds - secondsOf(stall.lastRepeat);
  stall.repeats += 1;
  stall.lastSize = size;
  stall.smallest = Math.min(stall.smallest, size);
  stall.longestWait = Math.max(stall.longestWait, waited);
  if (waited > SLOW_SECONDS) stall.slow += 1;
  move(stall.lastRepeat, clock);
}

/** The other end sends octets of its own meanwhile. */
export function noteHeard(stall: Stall, clock: Clock): void {
  if (stall.heardSince === -1) stall.heardSince = clock.seconds;
  else if (clock.seconds - stall.heardSince > ANSWER_SECONDS) stall.heard ??= clock.stamp();
}
