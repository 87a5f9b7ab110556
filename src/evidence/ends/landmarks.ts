/** What of a connection is known again in another capture of it: its sequence numbers, and packets that they name. */
import { type Connection, type Half } from '../../sessions/connection.ts';
import { type End, otherEnd } from '../../sessions/ladder.ts';
import { isBehind } from '../../sessions/sequence.ts';
import { secondsOf } from '../../sessions/stamp.ts';

/** A connection in two captures; `turned` where addresses are translated, so that the second has its ends in another order. */
export interface Pairing {
  readonly one: Connection;
  readonly other: Connection;
  readonly turned: boolean;
}

export function halvesOf({ one, other, turned }: Pairing, end: End): readonly [Half, Half] {
  return [one.halves[end], other.halves[turned ? otherEnd(end) : end]];
}

const ENDS: readonly End[] = [0, 1];

/** By the initial sequence numbers, which are random (RFC 9293 §3.4.1), or what both captures saw acknowledged. */
export function isSame(pairing: Pairing): boolean {
  const halves = ENDS.map((end) => halvesOf(pairing, end));
  const initial = halves.flatMap(([one, other]) =>
    one.syn === null || other.syn === null ? [] : [one.syn.sequence === other.syn.sequence],
  );
  if (initial.length > 0) return initial.every(Boolean);
  const spans = halves.filter(([one, other]) => one.ackedTo !== -1 && other.ackedTo !== -1);
  return spans.length > 0 && spans.every(([one, other]) => overlap(one, other));
}

const overlap = (one: Half, other: Half): boolean =>
  !isBehind(one.firstAck, other.ackedTo) && !isBehind(other.firstAck, one.ackedTo);

/** Differences of the times of one packet, second capture less first, in seconds, by the end that sent it. */
export interface Differences {
  readonly of: readonly [readonly number[], readonly number[]];
}

/** Of the handshake and the OPENs, and of what each end sent last: in between clocks may drift. */
export function differencesOf(pairing: Pairing): readonly Differences[] {
  return [earlyMarks, lateMarks].map((marks): Differences => {
    const [first, second] = ENDS.map((end) => {
      const [one, other] = halvesOf(pairing, end);
      const there = marks(other, pairing.other);
      return [...marks(one, pairing.one)].flatMap(([key, seconds]) => {
        const then = there.get(key);
        return then === undefined ? [] : [then - seconds];
      });
    });
    return { of: [first ?? [], second ?? []] };
  });
}

function earlyMarks({ syn, open }: Half): ReadonlyMap<string, number> {
  const marks = new Map<string, number>();
  if (syn !== null) marks.set(`syn ${syn.sequence}`, secondsOf(syn.stamp));
  if (open !== null) marks.set('open', secondsOf(open.stamp));
  return marks;
}

/** What a capture that begins midstream has first may have been sent before: as a repetition it would be late. */
const REPETITION_SECONDS = 1;

/** Each the first that carried it, so that no repetition is taken for the packet that was lost. */
function lateMarks(
  { transmission, ackedTo, lastAck }: Half,
  { midstream, first }: Connection,
): ReadonlyMap<string, number> {
  const marks = new Map<string, number>();
  for (const departure of transmission?.flight.departures ?? []) {
    marks.set(`data ${departure.sequence} ${departure.end}`, secondsOf(departure));
  }
  if (ackedTo !== -1) marks.set(`acknowledges ${ackedTo}`, secondsOf(lastAck));
  if (!midstream) return marks;
  const since = secondsOf(first) + REPETITION_SECONDS;
  return new Map([...marks].filter(([, seconds]) => seconds >= since));
}
