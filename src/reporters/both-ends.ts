import type { Session } from '../model/session.ts';
import type { ClockDifference } from '../model/both-ends.ts';

/** Which frames are whose, and by which clock the times are; null where one capture tells it all. */
export function describeBothEnds({ local, remote, bothEnds }: Session): string | null {
  if (bothEnds === undefined) return null;
  const { sources, clock, translated } = bothEnds;
  const seenAs =
    translated === undefined
      ? ''
      : `; there the session is that of ${translated.local} with ${remote.address}, here that of ${local.address} with ${translated.remote}: addresses are translated between the two`;
  return `Captured at both ends: frames of ${local.address} are those of ${sources.local}, frames of ${remote.address} those of ${sources.remote}, whose clock is ${describeClock(clock)}; times are by the clock of ${sources.local}${seenAs}.`;
}

/** `0.4 ms ahead (± 0.1 ms)`. */
export function describeClock({ difference, uncertainty }: ClockDifference): string {
  const size = amount(Math.abs(difference));
  const direction = difference < 0 ? 'behind' : 'ahead';
  if (uncertainty !== null) return `${size} ${direction} (± ${amount(uncertainty)})`;
  return `${size} ${direction} (only packets of one direction are in both: less their time on the way)`;
}

/** Seconds; below a second milliseconds, to the microsecond. */
const amount = (seconds: number): string =>
  seconds < 1 ? `${Number((seconds * 1000).toFixed(3))} ms` : `${seconds.toFixed(3)} s`;
