import type { Moment, Side } from './moment.ts';

/** How two captures of one session were joined: its times are those of the local one's clock. */
export interface BothEnds {
  /** The captures, by the side that each is nearer to. */
  readonly sources: Readonly<Record<Side, string>>;
  readonly clock: ClockDifference;
  /** Of a session whose addresses are translated between the two: its ends as the remote capture has them. */
  readonly translated?: Readonly<Record<Side, string>>;
}

/** Seconds. */
export interface ClockDifference {
  /** What the remote capture's clock is ahead of the local one's; negative where it is behind. */
  readonly difference: number;
  /** By so much it may be more or less; null where packets of one direction only are in both, so that their delay is unknown. */
  readonly uncertainty: number | null;
}

/** What of a side's packets is in the capture at the other end, which covers the time. */
export interface Reach {
  readonly source: string;
  /** Its host marked what it sends: it was taken at that end itself, not on the way. */
  readonly atHost: boolean;
  readonly packets: number;
  /** SYNs or SYN-ACKs. */
  readonly syns: number;
  /** Seconds at the end for which the side went on sending, and nothing came. */
  readonly quiet: number;
  /** Octets behind the last one that came, or was acknowledged from there. */
  readonly lost: number;
  /** Segments that came later than what was sent after them: lost before. */
  readonly repeated: number;
  /** The last packet that came. */
  readonly last: Moment | null;
}
