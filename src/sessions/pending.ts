import { type Dissected, TcpFlag } from '../decoders/dissected.ts';
import type { Clock } from './clock.ts';
import type { Segment } from './segment-fields.ts';
import type { Stamp } from './stamp.ts';

/**
 * SYNs and SYN-ACKs on ports that are not known to carry BGP, kept a while: when a marker shows BGP there, the
 * connection begins with its handshake. A later connection may take the slot of an earlier one.
 */
const SLOTS = 2048;

export interface Handshake {
  /** Sent by the end that sent the packet asked about. */
  readonly sameDirection: boolean;
  readonly segment: Segment;
  readonly stamp: Stamp;
}

export interface PendingHandshakes {
  note(packet: Dissected, clock: Clock): void;
  /** What is known of the flow of `packet`: its last SYN and what answers that. */
  take(packet: Dissected): readonly Handshake[];
}

interface Noted {
  readonly from: number;
  readonly to: number;
  readonly segment: Segment;
  readonly stamp: Stamp;
}

const EMPTY = new Uint8Array(0);

export function createPendingHandshakes(): PendingHandshakes {
  const syns: (Noted | undefined)[] = [];
  const answers: (Noted | undefined)[] = [];

  return {
    note(packet, clock) {
      const { from, to, slot } = placeOf(packet);
      const { sequence, acknowledgement, flags, window, mss, timestamp, ipId, auth, signature, ttl } = packet;
      const payload = { bytes: EMPTY, optionsStart: 0, payloadStart: 0, payloadEnd: 0, payloadLength: 0 };
      const segment = {
        ...payload,
        sequence,
        acknowledgement,
        flags,
        window,
        mss,
        timestamp,
        ipId,
        auth,
        signature,
        ttl,
      };
      (flags & TcpFlag.ACK ? answers : syns)[slot] = { from, to, segment, stamp: clock.stamp() };
    },
    take(packet) {
      const { from, to, slot } = placeOf(packet);
      return [syns, answers].flatMap((slots) => {
        const noted = slots[slot];
        if (noted === undefined) return [];
        const sameDirection = noted.from === from && noted.to === to;
        const otherDirection = noted.from === to && noted.to === from;
        if (!sameDirection && !otherDirection) return [];
        slots[slot] = undefined;
        return [{ sameDirection, segment: noted.segment, stamp: noted.stamp }];
      });
    },
  };
}

function placeOf({ bytes, sourceAt, destinationAt, addressLength, sourcePort, destinationPort }: Dissected) {
  const from = hashEnd(bytes, sourceAt, addressLength, sourcePort);
  const to = hashEnd(bytes, destinationAt, addressLength, destinationPort);
  return { from, to, slot: (from ^ to) & (SLOTS - 1) };
}

/** FNV-1a over address and port. */
function hashEnd(bytes: Uint8Array, at: number, length: number, port: number): number {
  let hash = 0x811c9dc5;
  for (let i = at; i < at + length; i += 1) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (port & 0xff), 0x01000193);
  return Math.imul(hash ^ (port >> 8), 0x01000193) >>> 0;
}
