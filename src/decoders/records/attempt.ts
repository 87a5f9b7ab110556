import { DecodeError } from '../../bytes/reader.ts';
import type { RecordFault } from './exported.ts';

/** Runs `decode`; what it cannot read is a fault, and what it read before stays. */
export function faultIn(decode: () => void): RecordFault | null {
  try {
    decode();
    return null;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { offset: error.offset, reason: `${error.field}: ${error.reason}` };
  }
}
