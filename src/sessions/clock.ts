import type { CapturedPacket } from '../decoders/capture/packet.ts';
import { secondsOf, type Stamp, stampOf } from './stamp.ts';

/** The packet at hand. Its stamp is made only if something happens in it, and once. */
export interface Clock {
  readonly seconds: number;
  readonly packet: CapturedPacket;
  stamp(): Stamp;
}

export interface SettableClock extends Clock {
  set(source: string, packet: CapturedPacket): void;
}

export function createClock(first: CapturedPacket): SettableClock {
  let source = '';
  let current = first;
  let seconds = 0;
  let made: Stamp | null = null;
  return {
    get seconds() {
      return seconds;
    },
    get packet() {
      return current;
    },
    stamp() {
      made ??= stampOf(source, current);
      return made;
    },
    set(name, packet) {
      source = name;
      current = packet;
      seconds = secondsOf(packet);
      made = null;
    },
  };
}
