/** From what the session engine noted of TCP's work to words. */
import type { Moment } from '../model/moment.ts';
import type { ClosedWindow, Stall, Transmission } from '../model/transmission.ts';
import type { ClosedWindow as ClosedWindowState } from '../sessions/closed-window.ts';
import { momentOf, secondsOf, type Stamp } from '../sessions/stamp.ts';
import type { Stall as StallState } from '../sessions/stall.ts';
import type { Transmission as TransmissionState } from '../sessions/transmission-state.ts';

/** `ackedTo`: the sequence number up to which the other end acknowledged; -1 if it never did. `last`: the end's last packet. */
export function toTransmission(state: TransmissionState, ackedTo: number, last: Stamp): Transmission {
  const { limit, segments, repeated, spurious, examples, largest, stall, slowest, sentTo } = state;
  return {
    mss: limit > 0 ? limit : null,
    segments,
    repeated: Math.max(0, repeated - spurious),
    examples: examples.flatMap(({ first, again, size }): Moment[] => [
      ...(first === null ? [] : [momentOf(first, `${size} octets, for the first time`)]),
      momentOf(again, first === null ? `${size} octets, later than what follows them` : `${size} octets again`),
    ]),
    largest:
      largest.size === 0
        ? null
        : {
            size: largest.size,
            sent: momentOf(largest.sent, `a segment of ${largest.size} octets`),
            acknowledged: momentOf(largest.acknowledged, `acknowledges a segment of ${largest.size} octets`),
          },
    stuck: stall === null ? null : toStall(stall),
    lost: toLost(state, ackedTo, last),
    slowest: slowest === null ? null : toStall(slowest),
    unacknowledged: ackedTo === -1 ? 0 : Math.max(0, (sentTo - ackedTo) | 0),
  };
}

function toLost({ gap, gapEnd, gapSince }: TransmissionState, ackedTo: number, last: Stamp): Transmission['lost'] {
  if (gap === -1 || gap !== ackedTo) return null;
  const octets = (gapEnd - gap) | 0;
  return {
    octets,
    since: momentOf(gapSince, `comes behind ${octets} octets that are missing`),
    until: momentOf(last, `they are missing still`),
  };
}

function toStall(stall: StallState): Stall {
  const { first, firstRepeat, lastRepeat, smallest, lastSize, repeats, slow, longestWait } = stall;
  const size = Math.min(smallest, lastSize);
  return {
    size,
    first: first === null ? null : momentOf(first, `a segment of ${size} octets, for the first time`),
    firstRepeat: momentOf(firstRepeat, `the segment of ${size} octets again`),
    lastRepeat: momentOf(lastRepeat, `the segment of ${lastSize} octets again, for the ${ordinal(repeats)} time`),
    repeats,
    slow,
    longestWait,
    passed: passedOf(stall),
  };
}

function passedOf({ selective, heard, isUnheard }: StallState): Moment | null {
  if (selective !== null)
    return momentOf(selective.stamp, `acknowledges ${selective.size} octets behind it (selective acknowledgement)`);
  if (heard === null || isUnheard) return null;
  return momentOf(heard, 'goes on talking and repeats nothing: small packets reach it');
}

function ordinal(count: number): string {
  const tens = count % 100;
  const ending = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
}

export function toClosedWindow({ isClosed, since, longest }: ClosedWindowState): ClosedWindow {
  return {
    since: momentOf(longest.since, 'window 0'),
    until: momentOf(longest.last, 'window still 0'),
    seconds: longest.seconds,
    lasts: isClosed && secondsOf(since) === secondsOf(longest.since),
  };
}
