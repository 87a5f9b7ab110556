/** What of a side's packets came to the other end. */
import type { Reach } from '../../model/both-ends.ts';
import { otherSide, type Side, type SideSeen } from '../../model/evidence.ts';
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
  const due = stuck?.first ?? stuck?.firstRepeat;
  const { lastPacket, transmission } = far.connection.sides[side];
  return {
    source: capture.source,
    packets: came.packets,
    syns: came.syn?.count ?? 0,
    // What was sent last may be on its way when the captures end.
    lost: due !== undefined && covers(capture, due.seconds) ? lost : 0,
    repeated: transmission?.repeated ?? 0,
    last: lastPacket,
  };
}

/** Not one packet of `sent` is in the capture at the other end; null where that covers none of the times that are known. */
export function reachOfNothing(sent: Half, { syn, lastPacket }: SideSeen, capture: Capture): Reach | null {
  const times = [syn?.at, syn?.last, lastPacket].flatMap((at) => at ?? []);
  if (sent.packets === 0 || !times.some(({ seconds }) => covers(capture, seconds))) return null;
  const { transmission } = sent;
  const from = sent.syn === null ? -1 : sent.syn.sequence + 1;
  const lost = transmission === null || from === -1 ? 0 : Math.max(0, (transmission.sentTo - from) | 0);
  return { source: capture.source, packets: 0, syns: 0, lost, repeated: 0, last: null };
}

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
