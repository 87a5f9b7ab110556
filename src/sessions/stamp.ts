import type { CapturedPacket } from '../decoders/capture/packet.ts';
import type { Moment } from '../model/moment.ts';
import { toIso } from '../model/timestamp.ts';

/** Which packet of which source, and when: what is kept of a packet where something happened. */
export interface Stamp {
  readonly source: string;
  readonly frame: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly digits: number;
  /** Whole seconds to add, so that no later packet is earlier. */
  readonly ahead: number;
}

export const stampOf = (source: string, packet: CapturedPacket): Stamp => ({
  source,
  frame: packet.frame,
  seconds: packet.seconds,
  nanoseconds: packet.nanoseconds,
  digits: packet.digits,
  ahead: packet.ahead,
});

/** Seconds since the epoch by a clock that never went back, good for differences down to a microsecond. */
export const secondsOf = ({ seconds, nanoseconds, ahead }: Pick<Stamp, 'seconds' | 'nanoseconds' | 'ahead'>): number =>
  seconds + nanoseconds / 1e9 + ahead;

export const momentOf = (stamp: Stamp, text: string): Moment => ({
  source: stamp.source,
  frame: stamp.frame,
  time: toIso(stamp),
  seconds: secondsOf(stamp),
  text,
});
