import { decodeMessage } from '../decoders/bgp/decode-message.ts';
import type { BgpMessage, DecodeContext } from '../decoders/bgp/message.ts';
import { otherEnd } from './ladder.ts';
import type { Stamp } from './stamp.ts';
import type { MessageListener } from './take-message.ts';

/** A BGP message and the packet that brought its last octet. */
export interface DecodedMessage {
  readonly stamp: Stamp;
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly message: BgpMessage;
  /** Octets of it that the capture has: fewer than its length says where it was cut. */
  readonly captured: number;
  /** How an UPDATE was read whose connection lacks an OPEN: by what the octets make likely. Null of all others. */
  readonly inferred: DecodeContext | null;
}
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/** Turns what the session engine sees into values, each decoded as its session negotiated. */
export function decodingListener(onMessage: (message: DecodedMessage) => void): MessageListener {
  return ({ addresses, ports, contextKnown }, from, bytes, context, clock) => {
    const to = otherEnd(from);
    // A value may hold a view of the octets, and their buffer is reused.
    const message = decodeMessage(bytes.slice(), context);
    onMessage({
      stamp: clock.stamp(),
      source: { address: addresses[from], port: ports[from] },
      destination: { address: addresses[to], port: ports[to] },
      message,
      captured: bytes.length,
      inferred: message.type === 'UPDATE' && !contextKnown ? context : null,
    });
  };
}
