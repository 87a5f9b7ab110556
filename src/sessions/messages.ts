import { decodeMessage } from '../decoders/bgp/decode-message.ts';
import type { BgpMessage, DecodeContext } from '../decoders/bgp/message.ts';
import type { Connection, Half } from './connection.ts';
import { type End, otherEnd } from './ladder.ts';
import type { Stamp } from './stamp.ts';
import type { MessageListener } from './take-message.ts';

/** Where and when a BGP message was sent, whatever source told of it. */
export interface Envelope {
  /** Of the packet that brought its last octet. */
  readonly stamp: Stamp;
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  /** Octets of its stream, since the message before it, in which no message was found. */
  readonly skipped: number;
  /** Octets of its stream, since the message before it, that the capture lacks. */
  readonly missing: number;
}
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/** A message that nobody has decoded yet. */
export interface RawMessage extends Envelope {
  /** From its first marker octet; fewer than its length says where the capture cut it. Valid during the call only. */
  readonly bytes: Uint8Array;
  /** How its session negotiated that it is read. */
  readonly context: DecodeContext;
  /** The connection lacks an OPEN: UPDATEs are read by what their octets make likely. */
  readonly guessed: boolean;
}

export interface DecodedMessage extends Envelope {
  readonly message: BgpMessage;
  /** Octets of it that the capture has: fewer than its length says where it was cut. */
  readonly captured: number;
  /** How an UPDATE was read whose connection lacks an OPEN: by what the octets make likely. Null of all others. */
  readonly inferred: DecodeContext | null;
}

/** Hands on the messages that the session engine sees. */
export function rawListener(onMessage: (message: RawMessage) => void): MessageListener {
  const ends = new WeakMap<Connection, readonly [SocketAddress, SocketAddress]>();
  const told = new WeakMap<Half, { readonly skipped: number; readonly missing: number }>();

  function endsOf(connection: Connection): readonly [SocketAddress, SocketAddress] {
    const known = ends.get(connection);
    if (known !== undefined) return known;
    const { addresses, ports } = connection;
    const made = [
      { address: addresses[0], port: ports[0] },
      { address: addresses[1], port: ports[1] },
    ] as const;
    ends.set(connection, made);
    return made;
  }

  /** What was lost since the last message: of most streams nothing, and then nothing is kept. */
  function lostOf(half: Half): { readonly skipped: number; readonly missing: number } {
    const skipped = half.framer?.skipped ?? 0;
    const missing = half.missing?.bytes ?? 0;
    if (skipped === 0 && missing === 0) return NOTHING_LOST;
    const before = told.get(half) ?? NOTHING_LOST;
    told.set(half, { skipped, missing });
    return { skipped: skipped - before.skipped, missing: missing - before.missing };
  }

  return (connection, from: End, bytes, context, clock) => {
    const both = endsOf(connection);
    const { skipped, missing } = lostOf(connection.halves[from]);
    const [source, destination] = [both[from], both[otherEnd(from)]];
    const guessed = !connection.contextKnown;
    onMessage({ stamp: clock.stamp(), source, destination, skipped, missing, bytes, context, guessed });
  };
}

const NOTHING_LOST = { skipped: 0, missing: 0 } as const;

/** Turns what the session engine sees into values, each decoded as its session negotiated. */
export function decodingListener(onMessage: (message: DecodedMessage) => void): MessageListener {
  return rawListener(({ bytes, context, guessed, ...envelope }) => {
    // A value may hold a view of the octets, and their buffer is reused.
    const message = decodeMessage(bytes.slice(), context);
    const inferred = guessed && message.type === 'UPDATE' ? context : null;
    onMessage({ ...envelope, message, captured: bytes.length, inferred });
  });
}
