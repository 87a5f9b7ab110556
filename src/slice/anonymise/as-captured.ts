import type { CapturedPacket } from '../../decoders/capture/packet.ts';
import type { KeptPacket } from '../kept-packet.ts';

/** As a capture's reader would hand it out. */
export function asCaptured({ bytes, source: _, ...packet }: KeptPacket): CapturedPacket {
  return { ...packet, bytes, start: 0, end: bytes.length, digits: 9, ahead: 0 };
}
