/** Time in pcapng: 64 bits of units that the interface chose (draft-ietf-opsawg-pcapng §4.2, if_tsresol and if_tsoffset). */
import type { CapturedPacket } from './packet.ts';

const WORD = 0x1_0000_0000;
const BILLION = 1_000_000_000;

/**
 * Remembers the second of the last packet. 64 bits are more than a double holds and a bigint is slow, but most packets
 * come in the same second as the one before, and then the difference to its beginning is a small number.
 */
export interface Clock {
  readonly unitsPerSecond: bigint;
  readonly digits: number;
  /** Seconds to be added. */
  readonly offset: number;
  /** Of a unit; exact for as many as `remembered` units. */
  readonly nanosecondsPerUnit: number;
  /** How many units from its beginning on belong to the remembered second; 0 where units are too fine for a double. */
  readonly remembered: number;
  beginHigh: number;
  beginLow: number;
  seconds: number;
}

/** `resolution` is if_tsresol: a negative power of 10, or of 2 with the highest bit set. */
export function createClock(resolution: number, offset: number): Clock {
  const base = (resolution & 0x80) === 0 ? 10 : 2;
  const exponent = resolution & 0x7f;
  const units = base ** exponent;
  // 10^9 is 2^9 × 1953125, of 21 bits: times 32 bits of binary fractions it stays below 2^53.
  const exact = units <= (base === 10 ? BILLION : WORD);
  return {
    unitsPerSecond: BigInt(base) ** BigInt(exponent),
    digits: Math.min(9, Math.ceil(exponent * Math.log10(base))),
    offset,
    nanosecondsPerUnit: BILLION / units,
    remembered: exact ? units : 0,
    beginHigh: 0,
    beginLow: 0,
    seconds: offset,
  };
}

/** Sets the time of `packet` from the two words of a timestamp; what is finer than nanoseconds is cut off. */
export function setTime(packet: CapturedPacket, high: number, low: number, clock: Clock): void {
  const units = (high - clock.beginHigh) * WORD + (low - clock.beginLow);
  packet.digits = clock.digits;
  if (units >= 0 && units < clock.remembered) {
    packet.seconds = clock.seconds;
    packet.nanoseconds = Math.floor(units * clock.nanosecondsPerUnit);
  } else {
    setTimeOfNewSecond(packet, high, low, clock);
  }
}

function setTimeOfNewSecond(packet: CapturedPacket, high: number, low: number, clock: Clock): void {
  const units = (BigInt(high) << 32n) | BigInt(low);
  const second = units / clock.unitsPerSecond;
  const begin = second * clock.unitsPerSecond;
  clock.beginHigh = Number(begin >> 32n);
  clock.beginLow = Number(begin & 0xffff_ffffn);
  clock.seconds = Number(second) + clock.offset;
  packet.seconds = clock.seconds;
  packet.nanoseconds = Number(((units - begin) * BigInt(BILLION)) / clock.unitsPerSecond);
}
