import { type Clock, type Mark, move, moveTo } from './clock.ts';
import { secondsOf } from './stamp.ts';

/** How long an end said, in each of its packets, that it takes no more octets. A window of 0 is 0 on any scale (RFC 7323 §2.2). */
export interface ClosedWindow {
  isClosed: boolean;
  readonly since: Mark;
  /** The longest time: its first packet and its last. */
  readonly longest: { readonly since: Mark; readonly last: Mark; seconds: number };
}

/** Called with the first window of 0, and from then on with each. */
export function noteWindow(known: ClosedWindow | null, window: number, clock: Clock): ClosedWindow {
  const closed = known ?? createClosedWindow(clock);
  if (window > 0) {
    closed.isClosed = false;
    return closed;
  }
  if (!closed.isClosed) move(closed.since, clock);
  closed.isClosed = true;
  const { since, longest } = closed;
  const seconds = clock.seconds - secondsOf(since);
  if (seconds <= longest.seconds) return closed;
  longest.seconds = seconds;
  moveTo(longest.since, since);
  move(longest.last, clock);
  return closed;
}

function createClosedWindow(clock: Clock): ClosedWindow {
  const now = clock.stamp();
  return { isClosed: true, since: { ...now }, longest: { since: { ...now }, last: { ...now }, seconds: 0 } };
}
