import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { toHex } from '../hex.ts';

/** The NLRI that a Leaf A-D route answers (RFC 6514 §4.4, RFC 9572 §3.3): route type, length and as many octets, as hex. */
export function decodeRouteKey(route: ByteReader): string {
  const { offset } = route;
  const head = route.bytes(2, 'routeKey');
  const length = head[1] ?? 0;
  if (length > route.remaining) {
    throw new DecodeError('bgp.nlri', 'routeKey', offset, `of ${length} octets, ${route.remaining} left`);
  }
  return toHex(head) + toHex(route.bytes(length, 'routeKey'));
}
