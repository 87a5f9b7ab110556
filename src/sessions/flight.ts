/** What one end sent last for the first time: names the frame of what it sends again. */
import { type Clock, type Mark, move } from './clock.ts';
import { isBehind } from './sequence.ts';

/** A segment's first transmission; `end` is the sequence number behind it. */
export interface Departure extends Mark {
  sequence: number;
  end: number;
}

export interface Flight {
  readonly departures: Departure[];
  next: number;
}

const REMEMBERED = 16;

export const createFlight = (): Flight => ({ departures: [], next: 0 });

export function noteDeparture(flight: Flight, sequence: number, end: number, clock: Clock): void {
  const { departures, next } = flight;
  const oldest = departures[next];
  if (oldest === undefined) departures.push({ sequence, end, ...clock.stamp() });
  else {
    oldest.sequence = sequence;
    oldest.end = end;
    move(oldest, clock);
  }
  flight.next = (next + 1) % REMEMBERED;
}

/** The segment that the octet at `sequence` left with; undefined if that is too long ago. */
export const departureOf = ({ departures }: Flight, sequence: number): Departure | undefined =>
  departures.find((departure) => !isBehind(departure.sequence, sequence) && isBehind(departure.end, sequence));

/** The largest part that one segment had of the octets from `left` up to `right`. */
export function largestWithin({ departures }: Flight, left: number, right: number): number {
  let largest = 0;
  for (const { sequence, end } of departures) {
    const from = isBehind(sequence, left) ? sequence : left;
    const to = isBehind(end, right) ? right : end;
    largest = Math.max(largest, (to - from) | 0);
  }
  return largest;
}
