import type { CapturedPacket } from '../decoders/capture/packet.ts';
import { secondsOf, type Stamp, stampOf } from './stamp.ts';

/** The packet at hand. Its stamp is made only if something happens in it, and once. */
export interface Clock {
  readonly source: string;
  readonly seconds: number;
  readonly packet: CapturedPacket;
  stamp(): Stamp;
  /** Does something in the name of an earlier packet. */
  during(earlier: Stamp, action: () => void): void;
}

export interface SettableClock extends Clock {
  set(source: string, packet: CapturedPacket): void;
}

/** A stamp that moves on, so that keeping the last packet costs no object per packet. */
export type Mark = { -readonly [K in keyof Stamp]: Stamp[K] };

export function move(mark: Mark, { source, packet }: Clock): void {
  mark.source = source;
  mark.frame = packet.frame;
  mark.seconds = packet.seconds;
  mark.nanoseconds = packet.nanoseconds;
  mark.digits = packet.digits;
  mark.ahead = packet.ahead;
}

export function moveTo(mark: Mark, stamp: Stamp): void {
  mark.source = stamp.source;
  mark.frame = stamp.frame;
  mark.seconds = stamp.seconds;
  mark.nanoseconds = stamp.nanoseconds;
  mark.digits = stamp.digits;
  mark.ahead = stamp.ahead;
}

/** Whether the mark stands at the packet at hand. */
export function isOf(mark: Mark, { source, packet }: Clock): boolean {
  return mark.frame === packet.frame && mark.source === source;
}

export function createClock(first: CapturedPacket): SettableClock {
  let made: Stamp | null = null;
  // Fields, not getters: they are read a dozen times per packet.
  const clock = {
    source: '',
    seconds: 0,
    packet: first,
    stamp(): Stamp {
      made ??= stampOf(clock.source, clock.packet);
      return made;
    },
    during(earlier: Stamp, action: () => void): void {
      const { source, packet } = clock;
      clock.set(earlier.source, { ...packet, ...earlier });
      action();
      clock.set(source, packet);
    },
    set(source: string, packet: CapturedPacket): void {
      clock.source = source;
      clock.packet = packet;
      clock.seconds = secondsOf(packet);
      made = null;
    },
  };
  return clock;
}
