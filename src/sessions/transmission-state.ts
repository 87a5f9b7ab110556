/** What is known of the octets that one end sends. */
import type { Clock, Mark } from './clock.ts';
import { createFlight, type Flight } from './flight.ts';
import type { Stall } from './stall.ts';
import type { Stamp } from './stamp.ts';

export interface Transmission {
  /** Octets that fit into one segment: the smaller MSS of both SYNs; -1 where one is not in the capture. */
  readonly limit: number;
  readonly flight: Flight;
  /** Sequence number behind what was sent; -1 before. */
  sentTo: number;
  segments: number;
  /** Segments sent again and acknowledged; those that the other end had; those that wait for their acknowledgement. */
  repeated: number;
  spurious: number;
  waiting: number;
  waitingTo: number;
  /** Behind the last repeat that does not count. */
  uncounted: number;
  /** Of the first repeats that count. */
  readonly examples: { readonly first: Stamp | null; readonly again: Stamp; readonly size: number }[];
  readonly largest: Largest;
  /** The first octet that is not in the capture although later ones are; -1 without. */
  gap: number;
  gapEnd: number;
  /** The first packet behind it. */
  readonly gapSince: Mark;
  gapTimestamp: number;
  gapIpId: number;
  stall: Stall | null;
  /** Of those that came to an end, the one with the most waits of more than a second. */
  slowest: Stall | null;
}

/** The largest segment that was acknowledged, and the one that may become it. */
export interface Largest {
  size: number;
  readonly sent: Mark;
  readonly acknowledged: Mark;
  /** -1 without. */
  candidate: number;
  candidateEnd: number;
  readonly candidateSent: Mark;
}

/** `limit` as in `Transmission`. */
export function createTransmission(limit: number, clock: Clock): Transmission {
  const now = clock.stamp();
  return {
    limit,
    flight: createFlight(),
    sentTo: -1,
    segments: 0,
    repeated: 0,
    spurious: 0,
    waiting: 0,
    waitingTo: -1,
    uncounted: -1,
    examples: [],
    largest: {
      size: 0,
      sent: { ...now },
      acknowledged: { ...now },
      candidate: -1,
      candidateEnd: -1,
      candidateSent: { ...now },
    },
    gap: -1,
    gapEnd: -1,
    gapSince: { ...now },
    gapTimestamp: -1,
    gapIpId: 0,
    stall: null,
    slowest: null,
  };
}
