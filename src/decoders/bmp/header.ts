/**
 * The header of every BMP message (RFC 7854 §4.1).
 *
 *   +----------+----------------+--------------+
 *   | Version  | Message Length | Message Type |
 *   | 1 octet  | 4 octets       | 1 octet      |
 *   +----------+----------------+--------------+
 *
 * The length counts the whole message, this header included.
 */
import { u32, u8 } from '../../net/octets.ts';
import type { RecordFormat } from '../records/cutter.ts';
import { TYPE_NAMES } from './registry.ts';

/** Octets that `isBmp` looks at, too. */
export const HEADER_LENGTH = 6;
const VERSION = 3;
const LENGTH_AT = 1;
const TYPE_AT = 5;

/** A Peer Up with two of the longest OPENs has 130 KiB. */
const MAX_LENGTH = 1 << 20;

export const BMP_FORMAT: RecordFormat = {
  name: 'BMP',
  headerLength: HEADER_LENGTH,
  maxLength: MAX_LENGTH,
  lengthAt(bytes, at) {
    const version = u8(bytes, at);
    if (version !== VERSION) return `version ${version}, known is ${VERSION}`;
    const length = u32(bytes, at + LENGTH_AT);
    return length < HEADER_LENGTH ? `length ${length}, the minimum is ${HEADER_LENGTH}` : length;
  },
};

/** Whether `head` begins a BMP message of a type that is known, as the first of a stream: RFC 7854 has no magic number. */
export function isBmp(head: Uint8Array): boolean {
  if (head.length < HEADER_LENGTH || !(u8(head, TYPE_AT) in TYPE_NAMES)) return false;
  const length = BMP_FORMAT.lengthAt(head, 0);
  return typeof length === 'number' && length <= MAX_LENGTH;
}
