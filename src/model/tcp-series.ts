import type { Side } from './moment.ts';

/** What TCP of a session did over time. Its time, from the first packet to the last, is cut into `bins` equal parts. */
export interface TcpSeries {
  readonly bins: number;
  /** The longest that octets of a side waited to be acknowledged, in seconds, as seen where the capture was made. */
  readonly waits: Readonly<Record<Side, readonly SeriesPoint[]>>;
  /** The least window that a side granted, in octets. */
  readonly windows: Readonly<Record<Side, readonly SeriesPoint[]>>;
  /** How often a side sent what it had sent before, probes left out. */
  readonly repeats: Readonly<Record<Side, readonly SeriesPoint[]>>;
}

/** Parts of which nothing is known are left out. */
export type SeriesPoint = readonly [bin: number, value: number];
