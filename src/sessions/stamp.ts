import type { CapturedPacket } from '../decoders/capture/packet.ts';
import type { Moment } from '../model/evidence.ts';
import { toIso } from '../model/timestamp.ts';

/** Which packet of which source, and when: what is kept of a packet where something happened. */
export interface Stamp {
  readonly source: string;
  readonly frame: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly digits: number;
}

export const stampOf = (source: string, packet: CapturedPacket): Stamp => ({
  source,
  frame: packet.frame,
  seconds: packet.seconds,
  nanoseconds: packet.nanoseconds,
  digits: packet.digits,
});

/** Seconds since the epoch, good for differences down to a microsecond. */
export const secondsOf = ({ seconds, nanoseconds }: Pick<Stamp, 'seconds' | 'nanoseconds'>): number =>
  seconds + nanoseconds / 1e9;

export const momentOf = (stamp: Stamp, text: string): Moment => ({
  source: stamp.source,
  frame: stamp.frame,
  time: toIso(stamp),
  seconds: secondsOf(stamp),
  text,
});
