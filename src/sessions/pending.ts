import { type Dissected, TcpFlag } from '../decoders/dissected.ts';
import type { Clock } from './clock.ts';
import type { Segment } from './segment.ts';
import type { Stamp } from './stamp.ts';

/**
 * SYNs and SYN-ACKs on ports that are not known to carry BGP, kept a while: when a marker shows BGP there, the
 * connection begins with its handshake. All connections of a capture pass here, so the slots are objects made once, and a
 * later connection may take the slot of an earlier one.
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

interface Slot {
  source: string;
  from: number;
  to: number;
  frame: number;
  seconds: number;
  nanoseconds: number;
  digits: number;
  sequence: number;
  acknowledgement: number;
  flags: number;
  mss: number;
  auth: Segment['auth'];
  ttl: number;
}

const EMPTY = new Uint8Array(0);

export function createPendingHandshakes(): PendingHandshakes {
  const syns = Array.from({ length: SLOTS }, emptySlot);
  const answers = Array.from({ length: SLOTS }, emptySlot);

  return {
    note(packet, clock) {
      const from = hashEnd(packet.bytes, packet.sourceAt, packet.addressLength, packet.sourcePort);
      const to = hashEnd(packet.bytes, packet.destinationAt, packet.addressLength, packet.destinationPort);
      const slot = (packet.flags & TcpFlag.ACK ? answers : syns)[(from ^ to) & (SLOTS - 1)];
      if (slot !== undefined) fill(slot, from, to, packet, clock);
    },
    take(packet) {
      const from = hashEnd(packet.bytes, packet.sourceAt, packet.addressLength, packet.sourcePort);
      const to = hashEnd(packet.bytes, packet.destinationAt, packet.addressLength, packet.destinationPort);
      const at = (from ^ to) & (SLOTS - 1);
      return [syns[at], answers[at]].flatMap((slot) => (slot === undefined ? [] : toHandshake(slot, from, to)));
    },
  };
}

function emptySlot(): Slot {
  return {
    source: '',
    from: 0,
    to: 0,
    frame: 0,
    seconds: 0,
    nanoseconds: 0,
    digits: 0,
    sequence: 0,
    acknowledgement: 0,
    flags: 0,
    mss: 0,
    auth: null,
    ttl: 0,
  };
}

function fill(slot: Slot, from: number, to: number, packet: Dissected, { source, packet: captured }: Clock): void {
  slot.source = source;
  slot.from = from;
  slot.to = to;
  slot.frame = captured.frame;
  slot.seconds = captured.seconds;
  slot.nanoseconds = captured.nanoseconds;
  slot.digits = captured.digits;
  slot.sequence = packet.sequence;
  slot.acknowledgement = packet.acknowledgement;
  slot.flags = packet.flags;
  slot.mss = packet.mss;
  slot.auth = packet.auth;
  slot.ttl = packet.ttl;
}

function toHandshake(slot: Slot, from: number, to: number): Handshake[] {
  const sameDirection = slot.from === from && slot.to === to;
  const otherDirection = slot.from === to && slot.to === from;
  if (slot.frame === 0 || (!sameDirection && !otherDirection)) return [];
  const { source, frame, seconds, nanoseconds, digits, sequence, acknowledgement, flags, mss, auth, ttl } = slot;
  slot.frame = 0;
  const payload = { bytes: EMPTY, payloadStart: 0, payloadEnd: 0, payloadLength: 0 };
  return [
    {
      sameDirection,
      segment: { ...payload, sequence, acknowledgement, flags, mss, auth, ttl },
      stamp: { source, frame, seconds, nanoseconds, digits },
    },
  ];
}

/** FNV-1a over address and port. */
function hashEnd(bytes: Uint8Array, at: number, length: number, port: number): number {
  let hash = 0x811c9dc5;
  for (let i = at; i < at + length; i += 1) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (port & 0xff), 0x01000193);
  return Math.imul(hash ^ (port >> 8), 0x01000193) >>> 0;
}
