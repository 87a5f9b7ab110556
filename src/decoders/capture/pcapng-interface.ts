/**
 * Interface Description Block (draft-ietf-opsawg-pcapng §4.2), which says how to read the packets of an interface.
 *
 *   type 1: 4 | block length 4 | link type 2 | reserved 2 | snap length 4 | options | block length 4
 */
import { u16, u32 } from './octets.ts';
import { type Clock, createClock } from './pcapng-clock.ts';
import { DAMAGED_OPTION, findOption, findText } from './pcapng-options.ts';

const OPTIONS_AT = 16;
const IF_NAME = 2;
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;
const MICROSECONDS = 6;

export interface CaptureInterface {
  readonly linkType: number;
  /** Only the Simple Packet Block needs it; 0 is no limit. */
  readonly snapLength: number;
  readonly clock: Clock;
  readonly name: string | null;
}

/** Of the block from `start` up to its trailer at `end`. Null if its options are damaged: the times would be wrong. */
export function decodeInterface(
  bytes: Uint8Array,
  start: number,
  end: number,
  littleEndian: boolean,
): CaptureInterface | null {
  const options = start + OPTIONS_AT;
  const resolution = findOption(bytes, options, end, IF_TSRESOL, 1, littleEndian);
  const offset = findOption(bytes, options, end, IF_TSOFFSET, 8, littleEndian);
  if (resolution === DAMAGED_OPTION || offset === DAMAGED_OPTION) return null;
  return {
    linkType: u16(bytes, start + 8, littleEndian),
    snapLength: u32(bytes, start + 12, littleEndian),
    clock: createClock(
      resolution < 0 ? MICROSECONDS : (bytes[resolution] ?? MICROSECONDS),
      offset < 0 ? 0 : i64(bytes, offset, littleEndian),
    ),
    name: findText(bytes, options, end, IF_NAME, littleEndian),
  };
}

function i64(bytes: Uint8Array, at: number, littleEndian: boolean): number {
  const high = u32(bytes, littleEndian ? at + 4 : at, littleEndian) | 0;
  const low = u32(bytes, littleEndian ? at : at + 4, littleEndian);
  return high * 0x1_0000_0000 + low;
}
