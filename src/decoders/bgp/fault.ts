import { DecodeError } from '../../bytes/reader.ts';

/** A fault of a message: it can be decoded no further, or a receiver must not accept it. */
export interface MessageFault {
  readonly offset: number;
  readonly reason: string;
  readonly treatment:
    | 'session-reset'
    | 'afi-safi-disable'
    | 'treat-as-withdraw'
    | 'nlri-discard'
    | 'attribute-discard'
    | null;
  readonly answer: { readonly code: number; readonly subcode: number };
}

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
