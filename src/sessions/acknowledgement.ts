/** What an acknowledgement says of the octets that the other end sent. */
import { readSackBlocks } from '../decoders/tcp/sack.ts';
import { type Clock, type Mark, move, moveTo } from './clock.ts';
import { departureOf, largestWithin } from './flight.ts';
import type { Segment } from './segment-fields.ts';
import { isBehind } from './sequence.ts';
import type { Stall } from './stall.ts';
import type { Largest, Transmission } from './transmission-state.ts';

/** Of one block. */
const LEAST_OPTIONS_WITH_SACK = 10;

/** The other end acknowledges; `segment` is its packet. */
export function noteAcknowledged(transmission: Transmission, segment: Segment, clock: Clock): void {
  const { acknowledgement } = segment;
  const { largest, stall, waiting, waitingTo } = transmission;
  if (waiting > 0 && !isBehind(waitingTo, acknowledgement)) {
    transmission.repeated += waiting;
    transmission.waiting = 0;
  }
  if (largest.candidate !== -1 && !isBehind(largest.candidateEnd, acknowledgement)) {
    noteLargest(largest, largest.candidate, largest.candidateSent, clock);
    largest.candidate = -1;
  }
  if (stall !== null && isBehind(acknowledgement, stall.sequence)) endStall(transmission, stall, clock);
  const isTroubled = transmission.waitingTo !== -1 || transmission.uncounted !== -1;
  if (isTroubled && segment.payloadStart - segment.optionsStart >= LEAST_OPTIONS_WITH_SACK)
    noteSelective(transmission, segment, clock);
}

function endStall(transmission: Transmission, stall: Stall, clock: Clock): void {
  const { largest, slowest, limit } = transmission;
  const size = limit > 0 ? Math.min(stall.lastSize, limit) : stall.lastSize;
  if (size > largest.size) noteLargest(largest, size, stall.lastRepeat, clock);
  if (stall.slow > (slowest?.slow ?? 0)) transmission.slowest = stall;
  transmission.stall = null;
}

function noteSelective(transmission: Transmission, segment: Segment, clock: Clock): void {
  const { acknowledgement, bytes, optionsStart, payloadStart } = segment;
  const { stall, flight, largest, limit } = transmission;
  const blocks = readSackBlocks(bytes, optionsStart, payloadStart);
  const [first, second] = blocks;
  if (first === undefined) return;
  const isDuplicate =
    !isBehind(first.right, acknowledgement) ||
    (second !== undefined && !isBehind(second.left, first.left) && !isBehind(first.right, second.right));
  if (isDuplicate) {
    if (first.right !== transmission.uncounted) transmission.spurious += 1;
    return;
  }
  for (const { left, right } of blocks) {
    const within = largestWithin(flight, left, right);
    const size = limit > 0 ? Math.min(within, limit) : within;
    if (size <= 0) continue;
    if (stall !== null) stall.selective ??= { stamp: clock.stamp(), size: (right - left) | 0 };
    const departure = departureOf(flight, left);
    if (size > largest.size && departure !== undefined) noteLargest(largest, size, departure, clock);
  }
}

function noteLargest(largest: Largest, size: number, sent: Mark, clock: Clock): void {
  largest.size = size;
  move(largest.acknowledged, clock);
  moveTo(largest.sent, sent);
}
