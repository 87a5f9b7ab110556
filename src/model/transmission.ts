/** What became of the octets that one side sent. */
import type { Moment } from './moment.ts';

/** Sizes are octets of TCP payload. */
export interface Transmission {
  /** The smaller MSS of both SYNs; null where one is not in the capture. A larger captured segment is a bundle of them. */
  readonly mss: number | null;
  /** Data segments, each once. */
  readonly segments: number;
  /** Of these, sent again for want of an acknowledgement that came in the end. Probes and needless repeats are left out. */
  readonly repeated: number;
  /** Of some of these: first transmission where it is known, and the next one. */
  readonly examples: readonly Moment[];
  /** The largest segment that was acknowledged. */
  readonly largest: { readonly size: number; readonly sent: Moment; readonly acknowledged: Moment } | null;
  /** What TCP could get no further with before the connection ended, or the capture. */
  readonly stuck: Stall | null;
  /** What was lost before it could be captured, and never came: the other side acknowledges up to it, and no further. */
  readonly lost: { readonly octets: number; readonly since: Moment; readonly until: Moment } | null;
  /** Of what it got over, what took the most waits of more than a second. */
  readonly slowest: Stall | null;
  /** Octets that were never acknowledged. */
  readonly unacknowledged: number;
}

/** The first octet that is not acknowledged, sent again and again. */
export interface Stall {
  /** Octets of the smallest segment that it was in. */
  readonly size: number;
  /** Null where it is not in the capture. */
  readonly first: Moment | null;
  readonly firstRepeat: Moment;
  readonly lastRepeat: Moment;
  readonly repeats: number;
  /** How often it waited for more than a second, and the longest time. */
  readonly slow: number;
  readonly longestWait: number;
  /** What shows that smaller packets of the same side got through meanwhile. */
  readonly passed: Moment | null;
}

export interface ClosedWindow {
  readonly since: Moment;
  /** The last packet that still said so. */
  readonly until: Moment;
  readonly seconds: number;
  /** It did not open again before the connection ended, or the capture. */
  readonly lasts: boolean;
}
