import { DecodeError } from '../../bytes/reader.ts';
import type { MessageFault } from './message.ts';

export type Treatment = MessageFault['treatment'];

/** `offset` counts from the message's first marker octet; `treatment` (RFC 7606) is only for UPDATEs. */
export function messageFault(
  offset: number,
  reason: string,
  code: number,
  subcode: number,
  treatment: Treatment = null,
): MessageFault {
  return { offset, reason, treatment, answer: { code, subcode } };
}

/** Runs `decode`; where it meets the end too early, or what it cannot read, that is a fault answered by `code` and `subcode`. */
export function faultOf(decode: () => void, code: number, subcode: number): MessageFault | null {
  try {
    decode();
    return null;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return messageFault(error.offset, `${error.field}: ${error.reason}`, code, subcode);
  }
}
