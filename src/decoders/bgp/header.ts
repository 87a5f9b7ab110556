/**
 * The header of every message (RFC 4271 §4.1).
 *
 *   +----------------------------+-----------+----------+
 *   | Marker, all ones           | Length    | Type     |
 *   | 16 octets                  | 2 octets  | 1 octet  |
 *   +----------------------------+-----------+----------+
 */
import type { ByteReader } from '../../bytes/reader.ts';
import { u16, u8 } from '../../net/octets.ts';
import { messageFault } from './fault.ts';
import type { MessageFault } from './fault.ts';
import { HEADER_LENGTH, MAX_EXTENDED_LENGTH, MAX_LENGTH, MessageType } from './message.ts';
import { messageTypeName } from './registry/message-types.ts';
import { ErrorCode, HeaderSubcode } from './registry/notifications.ts';

const MARKER_LENGTH = 16;
const LENGTH_AT = 16;
const TYPE_AT = 18;

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** RFC 4271 §6.1, RFC 2918 §3; OPEN and KEEPALIVE do not grow with Extended Message (RFC 8654 §4). */
const LENGTHS: Readonly<Record<number, Bounds>> = {
  [MessageType.OPEN]: { min: 29, max: MAX_LENGTH },
  [MessageType.UPDATE]: { min: 23, max: MAX_EXTENDED_LENGTH },
  [MessageType.NOTIFICATION]: { min: 21, max: MAX_EXTENDED_LENGTH },
  [MessageType.KEEPALIVE]: { min: HEADER_LENGTH, max: HEADER_LENGTH },
  [MessageType.ROUTE_REFRESH]: { min: 23, max: MAX_EXTENDED_LENGTH },
};

/** Octets that a message of this type has at least. */
export const minLength = (type: number): number => LENGTHS[type]?.min ?? HEADER_LENGTH;
export const lengthField = (bytes: Uint8Array): number => u16(bytes, LENGTH_AT);
export const typeField = (bytes: Uint8Array): number => u8(bytes, TYPE_AT);

/** Of 16 octets that are there: without a branch for each. */
export function isWholeMarker(bytes: Uint8Array, at: number): boolean {
  return (i32(bytes, at) & i32(bytes, at + 4) & i32(bytes, at + 8) & i32(bytes, at + 12)) === -1;
}

const i32 = (bytes: Uint8Array, at: number): number => (u16(bytes, at) << 16) | u16(bytes, at + 2);

/** Takes the header off: what stands in it, `headerFault` says. */
export function decodeHeader(reader: ByteReader): void {
  reader.bytes(MARKER_LENGTH, 'marker');
  reader.u16('length');
  reader.note(messageTypeName(reader.u8('type')));
}

/** What a receiver objects to in the header of the message `bytes[start]` to `bytes[end - 1]` (RFC 4271 §6.1), null if nothing. */
export function headerFault(bytes: Uint8Array, start: number, end: number): MessageFault | null {
  const held = end - start;
  if (held < HEADER_LENGTH) return badLength(held, `message of ${held} octets, header needs ${HEADER_LENGTH}`);
  for (let at = start; at < start + MARKER_LENGTH; at++) {
    if (bytes[at] !== 0xff) return badMarker(at - start, u8(bytes, at));
  }
  const length = u16(bytes, start + LENGTH_AT);
  if (length !== held) return badLength(LENGTH_AT, `length field ${length}, message of ${held} octets`);
  return lengthFault(u8(bytes, start + TYPE_AT), length);
}

/** The part of `headerFault` that is left where marker and length field are known to be right: whether the type has such lengths. */
export function lengthFault(type: number, length: number): MessageFault | null {
  const bounds = LENGTHS[type];
  if (bounds === undefined) return badType(type);
  if (length < bounds.min) return badLength(LENGTH_AT, `length ${length}, minimum of type ${type} is ${bounds.min}`);
  if (length > bounds.max) return badLength(LENGTH_AT, `length ${length}, maximum of type ${type} is ${bounds.max}`);
  return null;
}

function badMarker(offset: number, octet: number): MessageFault {
  const { MessageHeaderError: code } = ErrorCode;
  return messageFault(offset, `marker octet ${octet}, not 255`, code, HeaderSubcode.ConnectionNotSynchronized);
}

function badLength(offset: number, reason: string): MessageFault {
  return messageFault(offset, reason, ErrorCode.MessageHeaderError, HeaderSubcode.BadMessageLength);
}

function badType(type: number): MessageFault {
  return messageFault(
    TYPE_AT,
    `type ${type}, known are 1 to 5`,
    ErrorCode.MessageHeaderError,
    HeaderSubcode.BadMessageType,
  );
}
