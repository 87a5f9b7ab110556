/**
 * The blocks of pcapng that hold a packet (draft-ietf-opsawg-pcapng §4.3, §4.4, appendix A).
 *
 *   Enhanced Packet  6: 8 | interface 4 | time 8 | captured length 4 | original length 4 | octets | options | 4
 *   Packet           2: 8 | interface 2 | drops 2 | the rest as in the Enhanced Packet; obsolete
 *   Simple Packet    3: 8 | original length 4 | octets | 4
 */
import { u16, u32 } from './octets.ts';
import { type CapturedPacket, Direction } from './packet.ts';
import { setTime } from './pcapng-clock.ts';
import type { CaptureInterface } from './pcapng-interface.ts';
import { findOption, padded } from './pcapng-options.ts';
import { MAX_CAPTURED } from './record-decoder.ts';

const FLAGS_OPTION = 2; // epb_flags, pack_flags

/** What holds from one Section Header Block to the next. */
export interface Section {
  readonly littleEndian: boolean;
  readonly interfaces: CaptureInterface[];
  /** Written by us: what interfaces are named after are captures, each with a clock of its own. */
  readonly holdsCaptures: boolean;
}

/** Fills `packet` from the block that lies from `at` up to its trailer at `end`. Returns what is wrong with it, or null. */
export function fillFromEnhanced(
  packet: CapturedPacket,
  bytes: Uint8Array,
  at: number,
  end: number,
  { littleEndian, interfaces }: Section,
): string | null {
  return fill(packet, bytes, at, end, littleEndian, interfaces, u32(bytes, at + 8, littleEndian));
}

/** As `fillFromEnhanced`, of the obsolete Packet Block. */
export function fillFromObsolete(
  packet: CapturedPacket,
  bytes: Uint8Array,
  at: number,
  end: number,
  { littleEndian, interfaces }: Section,
): string | null {
  return fill(packet, bytes, at, end, littleEndian, interfaces, u16(bytes, at + 8, littleEndian));
}

function fill(
  packet: CapturedPacket,
  bytes: Uint8Array,
  at: number,
  end: number,
  littleEndian: boolean,
  interfaces: readonly CaptureInterface[],
  id: number,
): string | null {
  const described = interfaces[id];
  if (described === undefined) return unknownInterface(id, interfaces);
  const captured = u32(bytes, at + 20, littleEndian);
  const start = at + 28;
  if (captured > end - start || captured > MAX_CAPTURED) return tooLong(captured, end - start);
  const options = start + padded(captured);
  packet.bytes = bytes;
  packet.start = start;
  packet.end = start + captured;
  packet.originalLength = u32(bytes, at + 24, littleEndian);
  packet.linkType = described.linkType;
  packet.interfaceId = id;
  packet.direction = end - options < 8 ? Direction.Unknown : direction(bytes, options, end, littleEndian);
  setTime(packet, u32(bytes, at + 12, littleEndian), u32(bytes, at + 16, littleEndian), described.clock);
  return null;
}

/**
 * As `fillFromEnhanced`, of a Simple Packet Block: always of interface 0. It has no time, and stands at second 0 with
 * no decimals; it has no captured length, which is the least of original length, snap length and room in the block.
 */
export function fillFromSimple(
  packet: CapturedPacket,
  bytes: Uint8Array,
  at: number,
  end: number,
  { littleEndian, interfaces }: Section,
): string | null {
  const described = interfaces[0];
  if (described === undefined) return unknownInterface(0, interfaces);
  const original = u32(bytes, at + 8, littleEndian);
  const start = at + 12;
  const captured = Math.min(original, described.snapLength === 0 ? Infinity : described.snapLength, end - start);
  if (captured > MAX_CAPTURED) return tooLong(captured, end - start);
  packet.bytes = bytes;
  packet.start = start;
  packet.end = start + captured;
  packet.originalLength = original;
  packet.linkType = described.linkType;
  packet.interfaceId = 0;
  packet.direction = Direction.Unknown;
  packet.seconds = 0;
  packet.nanoseconds = 0;
  packet.digits = 0;
  return null;
}

function direction(bytes: Uint8Array, start: number, end: number, littleEndian: boolean): Direction {
  const at = findOption(bytes, start, end, FLAGS_OPTION, 4, littleEndian);
  if (at < 0) return Direction.Unknown;
  const bits = u32(bytes, at, littleEndian) & 3;
  if (bits === 1) return Direction.Inbound;
  return bits === 2 ? Direction.Outbound : Direction.Unknown;
}

function unknownInterface(id: number, { length }: readonly CaptureInterface[]): string {
  return `is of interface ${id}, but its section has described ${length} before it`;
}

function tooLong(captured: number, room: number): string {
  const limit = captured > MAX_CAPTURED ? `the limit is ${MAX_CAPTURED}` : `its block has room for ${room}`;
  return `has a captured length of ${captured} octets, ${limit}`;
}
