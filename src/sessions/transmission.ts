/**
 * What becomes of the octets that one end sends: acknowledged, sent again, kept waiting (RFC 9293 §3.8, RFC 6298).
 *
 * A segment counts as sent again if its octets were captured before, are not acknowledged, and the other end's window is
 * open; where the capture is behind the loss, if it comes later than what was sent after it. Left out are probes for
 * life, for the window and for a lost tail (RFC 8985 §7), and what the other end says it had already (RFC 2883).
 * It counts at last when it is acknowledged: what never is, is no loss but the end of something.
 */
import { type Clock, move } from './clock.ts';
import type { Half } from './connection.ts';
import { type Departure, departureOf, noteDeparture } from './flight.ts';
import type { Segment } from './segment-fields.ts';
import { isBehind } from './sequence.ts';
import { createStall, noteHeard, noteStalled } from './stall.ts';
import { secondsOf } from './stamp.ts';
import { createTransmission, type Transmission } from './transmission-state.ts';

/** Of Ethernet, with timestamps: what a segment holds where no SYN says so. */
const USUAL_LIMIT = 1448;
/** No retransmission timer is shorter (Linux; RFC 6298 §2.4 asks for a second): the tail sent again earlier is a probe. */
const SHORTEST_TIMEOUT = 0.2;
/** Without timestamps: reordering takes milliseconds. */
const LATE_SECONDS = 0.1;
const NEAR_IDS = 64;
const EXAMPLES = 3;

/** A segment with data of `half`, before it is put in its place in the stream. `next`: what the stream waits for. */
export function noteSent(half: Half, peer: Half, next: number, segment: Segment, clock: Clock): void {
  half.transmission ??= createTransmission(Math.min(half.syn?.mss ?? -1, peer.syn?.mss ?? -1), clock);
  const { transmission } = half;
  const { sequence, payloadLength } = segment;
  const end = (sequence + payloadLength) >>> 0;
  if (transmission.sentTo === -1) transmission.sentTo = sequence;
  const { sentTo } = transmission;
  if (isBehind(end, sentTo)) {
    if (next !== -1 && isBehind(sequence, next)) noteGap(transmission, next, segment, clock);
    if (isBehind(sentTo, sequence)) noteRepeat(transmission, peer, sequence, sentTo, clock);
    depart(transmission, sequence, end, clock);
    const stalled = peer.transmission?.stall ?? null;
    if (stalled !== null) noteHeard(stalled, clock);
  } else if (next !== -1 && isBehind(end, next)) {
    if (!isBehind(sequence, next)) noteLate(transmission, next, end, segment, clock);
  } else noteRepeat(transmission, peer, sequence, end, clock);
}

function depart(transmission: Transmission, sequence: number, end: number, clock: Clock): void {
  const { largest, limit } = transmission;
  const length = (end - sequence) | 0;
  transmission.segments += segmentsIn(transmission, length);
  transmission.sentTo = end;
  noteDeparture(transmission.flight, sequence, end, clock);
  const size = limit > 0 && length > limit ? limit : length;
  if (size <= largest.size || size <= largest.candidate) return;
  largest.candidate = size;
  largest.candidateEnd = end;
  move(largest.candidateSent, clock);
}

function noteGap(transmission: Transmission, next: number, segment: Segment, clock: Clock): void {
  if (transmission.gap === next) return;
  transmission.gap = next;
  transmission.gapEnd = segment.sequence;
  transmission.gapTimestamp = segment.timestamp;
  transmission.gapIpId = segment.ipId;
  move(transmission.gapSince, clock);
}

/** Fills a gap of the capture: sent again, or overtaken. */
function noteLate(transmission: Transmission, next: number, end: number, segment: Segment, clock: Clock): void {
  const length = (end - next) | 0;
  transmission.segments += segmentsIn(transmission, length);
  if (transmission.gap !== next) return;
  // What follows is missing for as long, if it is.
  transmission.gap = end;
  if (isSentLater(transmission, segment, clock)) count(transmission, undefined, length, end, clock);
}

/** Timestamps tell which of two packets was sent first (RFC 7323 §3); within one tick, the IPv4 id of those that count them. */
function isSentLater(
  { gapSince, gapTimestamp, gapIpId }: Transmission,
  { timestamp, ipId }: Segment,
  { seconds }: Clock,
): boolean {
  if (timestamp === -1 || gapTimestamp === -1) return seconds - secondsOf(gapSince) > LATE_SECONDS;
  if (timestamp !== gapTimestamp) return isBehind(timestamp, gapTimestamp);
  const ids = (ipId - gapIpId) & 0xffff;
  return ids > 0 && ids < NEAR_IDS;
}

function noteRepeat(transmission: Transmission, peer: Half, sequence: number, end: number, clock: Clock): void {
  const { ackedTo } = peer;
  const stalled = peer.transmission?.stall ?? null;
  if (stalled !== null) stalled.isUnheard = true;
  const first = departureOf(transmission.flight, sequence);
  const isAcknowledged = ackedTo === -1 || !isBehind(end, ackedTo);
  if (isAcknowledged || peer.closedWindow?.isClosed === true || isTailProbe(transmission, first, end, clock)) {
    transmission.uncounted = end;
    return;
  }
  const size = (end - sequence) | 0;
  count(transmission, first, size, end, clock);
  const { largest, limit } = transmission;
  if (largest.candidate !== -1 && isBehind(largest.candidateEnd, sequence)) largest.candidate = -1;
  if (isBehind(sequence, ackedTo)) return;
  if (transmission.stall?.sequence !== ackedTo) {
    transmission.stall = createStall(ackedTo, first, limit > 0 ? limit : USUAL_LIMIT, clock);
  }
  noteStalled(transmission.stall, size, clock);
}

function isTailProbe(
  { sentTo, stall }: Transmission,
  first: Departure | undefined,
  end: number,
  { seconds }: Clock,
): boolean {
  return stall === null && first !== undefined && end === sentTo && seconds - secondsOf(first) < SHORTEST_TIMEOUT;
}

function count(
  transmission: Transmission,
  first: Departure | undefined,
  size: number,
  end: number,
  clock: Clock,
): void {
  transmission.waiting += 1;
  if (transmission.waitingTo === -1 || isBehind(end, transmission.waitingTo)) transmission.waitingTo = end;
  if (transmission.examples.length >= EXAMPLES) return;
  transmission.examples.push({ first: first === undefined ? null : { ...first }, again: clock.stamp(), size });
}

/**
 * A captured segment may be a bundle of them, put together before the capture or cut after it (TSO, GRO). What is sent
 * again counts as it was captured: a bundle that is lost is one accident.
 */
const segmentsIn = ({ limit }: Transmission, length: number): number =>
  Math.ceil(length / (limit > 0 ? limit : USUAL_LIMIT));
