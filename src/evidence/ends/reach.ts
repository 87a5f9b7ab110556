/** What of a side's packets came to the other end. */
import type { Reach } from '../../model/both-ends.ts';
import type { SideSeen } from '../../model/bgp-session.ts';
import { type Moment, otherSide, type Side } from '../../model/moment.ts';
import type { Half } from '../../sessions/connection.ts';
import { isBehind } from '../../sessions/sequence.ts';
import { type Capture, covers, type SeenAt } from './view.ts';

/** What comes this much before the first packet of a capture is taken for a part of it: no SYN is repeated so soon. */
const BEGIN_SECONDS = 0.2;

/** Null where the capture at the other end does not cover the time in which what is missing would have come. */
export function reachOf(side: Side, own: SeenAt, far: SeenAt, capture: Capture): Reach | null {
  const sent = own.halves[side];
  const came = far.halves[side];
  const seen = own.connection.sides[side];
  if (came.packets === 0) return reachOfNothing(sent, seen, capture);
  const isLate = capture.since > own.connection.first.seconds + BEGIN_SECONDS;
  if (sent.packets === 0 || (isLate && !far.connection.midstream)) return null;
  const lost = lostTail(sent, came, far.halves[otherSide(side)]);
  const { stuck = null } = seen.transmission ?? {};
  const { lastPacket, transmission } = far.connection.sides[side];
  // What was sent last may be on its way when the captures end.
  const times = [stuck?.first, stuck?.firstRepeat, stuck?.lastRepeat, seen.lastPacket].flatMap(
    (at) => at?.seconds ?? [],
  );
  const due = times.filter((time) => covers(capture, time) && lastPacket !== null && time > lastPacket.seconds);
  const until = Math.min(Math.max(...times), capture.last);
  const { source, atHost } = capture;
  return {
    source,
    atHost,
    packets: came.packets,
    syns: came.syn?.count ?? 0,
    quiet:
      lastPacket === null || due.length === 0 || (lost === 0 && isBehindCapture(sent, came))
        ? 0
        : until - lastPacket.seconds,
    lost: stuck !== null && isDue(stuck.first ?? stuck.firstRepeat, capture) ? lost : 0,
    repeated: transmission?.repeated ?? 0,
    last: lastPacket === null ? null : { ...lastPacket, text: 'the last packet that came of it' },
  };
}

const isDue = (at: Moment | null | undefined, capture: Capture): boolean =>
  at !== null && at !== undefined && covers(capture, at.seconds);

/** Not one packet of `sent` is in the capture at the other end; null where that covers none of the times that are known. */
export function reachOfNothing(sent: Half, { syn, lastPacket }: SideSeen, capture: Capture): Reach | null {
  const due = [syn?.at, syn?.last, lastPacket].filter((at) => isDue(at, capture)).flatMap((at) => at?.seconds ?? []);
  if (sent.packets === 0 || due.length === 0) return null;
  const { transmission } = sent;
  const from = sent.syn === null ? -1 : sent.syn.sequence + 1;
  const lost = transmission === null || from === -1 ? 0 : Math.max(0, (transmission.sentTo - from) | 0);
  const { source, atHost } = capture;
  const quiet = Math.max(...due) - Math.min(...due);
  return { source, atHost, packets: 0, syns: 0, quiet, lost, repeated: 0, last: null };
}

/** It was acknowledged, so that it came: the capture there lacks it. */
const isBehindCapture = (sent: Half, came: Half): boolean =>
  sent.transmission !== null &&
  (came.transmission === null || isBehind(sent.transmission.sentTo, came.transmission.sentTo));

/** Octets; 0 where it is not known what was sent, or which of it came. */
function lostTail({ transmission }: Half, came: Half, answers: Half): number {
  if (transmission === null) return 0;
  const { sentTo } = transmission;
  const known = [came.transmission?.sentTo ?? -1, answers.ackedTo, afterSyn(came)].filter((at) => at !== -1);
  const [first, ...others] = known;
  if (first === undefined) return 0;
  const furthest = others.reduce((a, b) => (isBehind(b, a) ? b : a), first);
  return Math.max(0, (sentTo - furthest) | 0);
}

const afterSyn = ({ syn }: Half): number => (syn === null ? -1 : (syn.sequence + 1) >>> 0);
