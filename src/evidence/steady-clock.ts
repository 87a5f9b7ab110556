/**
 * A capture's clock may go back: NTP set it, or several files were joined as they were named (`mergecap -a`). Times that are
 * compared go on from where they were, since nobody knows how long it took; times that are told stay as they were captured.
 */
import type { CapturedPacket } from '../decoders/capture/packet.ts';
import { type Stamp, stampOf } from '../sessions/stamp.ts';

/** Packets of several interfaces and queues are out of order by less. */
const LEAST_STEP_SECONDS = 1;
const MOST_STEPS = 32;

/** Where it went back, and by how many seconds. */
export interface StepBack {
  readonly at: Stamp;
  readonly seconds: number;
}

export interface SteadyClock {
  /** Sets `ahead` of a packet, before it is looked at. */
  take(source: string, packet: CapturedPacket): void;
  /** The same of the time of a packet that nobody looks at. */
  secondsAt(seconds: number): number;
  /** By the capture's own clock, of the last packet. */
  readonly last: number;
  /** The first ones. */
  readonly steps: readonly StepBack[];
}

export function createSteadyClock(): SteadyClock {
  const steps: StepBack[] = [];
  let last = -Infinity;
  let ahead = 0;

  function aheadAt(now: number): number {
    if (now < last - LEAST_STEP_SECONDS) return ahead + Math.ceil(last - now);
    // Back at the clock that it had left: what is written by turns does not go on and on.
    return ahead > 0 && now >= last + ahead - LEAST_STEP_SECONDS ? 0 : ahead;
  }

  return {
    take(source, packet) {
      const now = packet.seconds + packet.nanoseconds / 1e9;
      const next = aheadAt(now);
      if (next > ahead && steps.length < MOST_STEPS) steps.push({ at: stampOf(source, packet), seconds: last - now });
      ahead = next;
      last = now;
      packet.ahead = ahead;
    },
    secondsAt: (seconds) => seconds + aheadAt(seconds),
    get last() {
      return last;
    },
    steps,
  };
}
