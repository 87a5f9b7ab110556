import { ByteReader } from '../../bytes/reader.ts';
import type { TraceNode } from '../../bytes/trace.ts';
import { decodeHeader, headerFault, lengthField, minLength, typeField } from './header.ts';
import { type BgpMessage, type DecodeContext, HEADER_LENGTH, MessageType } from './message.ts';
import { decodeNotification } from './notification.ts';
import { decodeOpen } from './open.ts';
import { decodeRouteRefresh } from './route-refresh.ts';
import { decodeUpdate } from './update.ts';

/**
 * `bytes` is one whole message, from its first marker octet to its last. Never throws: a message that breaks the format has what
 * could be read, and the first `fault` of the most severe kind. Its `length` is what its header says. `trace` gets each field as it is read.
 */
export function decodeMessage(bytes: Uint8Array, context: DecodeContext, trace: TraceNode[] | null = null): BgpMessage {
  const inHeader = headerFault(bytes, 0, bytes.length);
  const held = bytes.length;
  const length = held < HEADER_LENGTH ? held : lengthField(bytes);
  const typeCode = typeField(bytes);
  const readable = held >= minLength(typeCode);
  const reader = new ByteReader(bytes, 'bgp', 0, trace);
  if (held >= HEADER_LENGTH) decodeHeader(reader);
  switch (typeCode) {
    case MessageType.OPEN: {
      const { open, fault } = readable ? decodeOpen(reader) : { open: null, fault: null };
      return { type: 'OPEN', length, open, fault: inHeader ?? fault };
    }
    case MessageType.UPDATE: {
      const { update, fault } = decodeUpdate(reader, context);
      return { type: 'UPDATE', length, update, fault: inHeader ?? fault };
    }
    case MessageType.NOTIFICATION:
      return {
        type: 'NOTIFICATION',
        length,
        notification: readable ? decodeNotification(reader) : null,
        fault: inHeader,
      };
    case MessageType.KEEPALIVE:
      return { type: 'KEEPALIVE', length, fault: inHeader };
    case MessageType.ROUTE_REFRESH: {
      const { routeRefresh, fault } = readable ? decodeRouteRefresh(reader) : { routeRefresh: null, fault: null };
      return { type: 'ROUTE-REFRESH', length, routeRefresh, fault: inHeader ?? fault };
    }
    default:
      return { type: 'UNKNOWN', typeCode, length, fault: inHeader };
  }
}
