import { type Dissected, TcpFlag } from '../decoders/dissected.ts';
import type { Flow } from './flows.ts';
import type { Segment } from './segment.ts';
import type { Stamp } from './stamp.ts';

/**
 * SYNs and SYN-ACKs on ports that are not known to carry BGP, kept a while: when a marker shows BGP there, the
 * connection begins with its handshake.
 */
const MAX_PENDING = 4096;

export interface Handshake {
  readonly flow: Flow;
  readonly segment: Segment;
  readonly stamp: Stamp;
}

export interface PendingHandshakes {
  note(flow: Flow, packet: Dissected, stamp: Stamp): void;
  /** Takes out what is known of a flow: its last SYN and what answers that. */
  take(key: string): readonly Handshake[];
}

const EMPTY = new Uint8Array(0);

export function createPendingHandshakes(): PendingHandshakes {
  const pending = new Map<string, Handshake[]>();
  return {
    note(flow, packet, stamp) {
      const known = pending.get(flow.key);
      const isAnswer = (packet.flags & TcpFlag.ACK) !== 0;
      const handshake: Handshake = { flow, segment: withoutPayload(packet), stamp };
      pending.delete(flow.key);
      // A SYN begins anew; a SYN-ACK belongs to the SYN before it.
      pending.set(flow.key, isAnswer && known !== undefined ? [...known.slice(0, 1), handshake] : [handshake]);
      if (pending.size > MAX_PENDING) {
        const oldest = pending.keys().next();
        if (oldest.done !== true) pending.delete(oldest.value);
      }
    },
    take(key) {
      const known = pending.get(key) ?? [];
      pending.delete(key);
      return known;
    },
  };
}

function withoutPayload(packet: Dissected): Segment {
  const { sequence, acknowledgement, flags, mss, auth, ttl, ipId, linkKey } = packet;
  return {
    bytes: EMPTY,
    sequence,
    acknowledgement,
    flags,
    mss,
    auth,
    ttl,
    ipId,
    linkKey,
    payloadStart: 0,
    payloadEnd: 0,
    payloadLength: 0,
  };
}
