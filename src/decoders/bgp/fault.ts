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

/** Of a value whose document asks for another treatment than the rest of its attribute or NLRI gets. */
export class TreatedError extends DecodeError {
  readonly treatment: Treatment;

  constructor({ layer, field, offset, reason }: DecodeError, treatment: Treatment) {
    super(layer, field, offset, reason);
    this.treatment = treatment;
  }
}
