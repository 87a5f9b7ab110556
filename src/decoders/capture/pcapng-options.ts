/**
 * Options of a pcapng block (draft-ietf-opsawg-pcapng §3.5): code 2 | length 2 | value, padded to 4 octets.
 * They end with code 0, or where the block does.
 */
import { u16 } from './octets.ts';

const NO_OPTION = -1;
export const DAMAGED_OPTION = -2;

/** Where the value of the first option `code` lies; damaged if it, or one before it, has an impossible length. */
export function findOption(
  bytes: Uint8Array,
  start: number,
  end: number,
  code: number,
  length: number,
  littleEndian: boolean,
): number {
  let at = start;
  while (end - at >= 4) {
    const found = u16(bytes, at, littleEndian);
    const foundLength = u16(bytes, at + 2, littleEndian);
    if (found === 0) return NO_OPTION;
    if (foundLength > end - at - 4) return DAMAGED_OPTION;
    if (found === code) return foundLength === length ? at + 4 : DAMAGED_OPTION;
    at += 4 + padded(foundLength);
  }
  return NO_OPTION;
}

const LONGEST_TEXT = 255;

/** The text of the first option `code`; null without one, or if it is longer than a name. */
export function findText(
  bytes: Uint8Array,
  start: number,
  end: number,
  code: number,
  littleEndian: boolean,
): string | null {
  let at = start;
  while (end - at >= 4) {
    const found = u16(bytes, at, littleEndian);
    const length = u16(bytes, at + 2, littleEndian);
    if (found === 0 || length > end - at - 4) return null;
    if (found === code)
      return length > LONGEST_TEXT ? null : new TextDecoder().decode(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + padded(length);
  }
  return null;
}

/** The next multiple of 4. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}
