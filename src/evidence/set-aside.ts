import type { CapturedPacket } from '../decoders/capture/packet.ts';
import { emptyPacket } from '../decoders/capture/record-decoder.ts';
import { u8 } from '../net/octets.ts';

/** Packets that may matter later: copied, since dissecting all of them costs several times as much. */
export interface SetAside {
  /** Keeps the packet; of more than 2,048 the oldest makes room. */
  keep(packet: CapturedPacket): void;
  /** Hands out what is kept, in the order in which it came, and keeps it no longer. */
  empty(take: (packet: CapturedPacket) => void): void;
}

const SLOTS = 2048;
/** Holds a SYN with all of its options, in a tunnel too. */
const OCTETS = 256;

export function createSetAside(): SetAside {
  const slots: CapturedPacket[] = [];
  let octets: Uint8Array | null = null;
  let kept = 0;

  return {
    keep(packet) {
      octets ??= new Uint8Array(SLOTS * OCTETS);
      const index = kept % SLOTS;
      copyPacket(packet, (slots[index] ??= { ...emptyPacket(), bytes: octets, start: index * OCTETS }));
      kept += 1;
    },
    empty(take) {
      for (let i = Math.max(0, kept - SLOTS); i < kept; i += 1) {
        const slot = slots[i % SLOTS];
        if (slot !== undefined) take(slot);
      }
      kept = 0;
    },
  };
}

function copyPacket(from: CapturedPacket, to: CapturedPacket): void {
  const { bytes, start } = from;
  const length = Math.min(from.end - start, OCTETS);
  // So few octets are there sooner than a view of them.
  for (let i = 0; i < length; i++) to.bytes[to.start + i] = u8(bytes, start + i);
  to.end = to.start + length;
  to.originalLength = from.originalLength;
  to.frame = from.frame;
  to.seconds = from.seconds;
  to.nanoseconds = from.nanoseconds;
  to.digits = from.digits;
  to.ahead = from.ahead;
  to.linkType = from.linkType;
  to.interfaceId = from.interfaceId;
  to.direction = from.direction;
}
