/** Takes out of a BGP message whom it is about. Its length stays, and so do all lengths in it. */
import { tile, type TraceNode } from '../../bytes/trace.ts';
import { decodeMessage } from '../../decoders/bgp/decode-message.ts';
import { type DecodeContext, HEADER_LENGTH, MessageType } from '../../decoders/bgp/message.ts';
import { u8 } from '../../net/octets.ts';
import type { Identities } from './identities.ts';
import { anonymiseNotification } from './notification.ts';
import { anonymiseFields } from './rewrite-fields.ts';

const AFI_IPV4 = 1; // of an UPDATE's own fields

/** `message` is a whole one, or what the capture has of it. It is changed in place. */
export function anonymiseMessage(message: Uint8Array, context: DecodeContext, who: Identities): void {
  if (u8(message, HEADER_LENGTH - 1) === MessageType.NOTIFICATION) {
    anonymiseNotification(message.subarray(HEADER_LENGTH), who);
    return;
  }
  const trace: TraceNode[] = [];
  decodeMessage(message.slice(), context, trace);
  anonymiseFields(message, tile(trace, 0, message.length), AFI_IPV4, who);
}
