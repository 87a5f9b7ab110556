/** WireGuard, which hides what it carries: only recognised. Message types and lengths are those of its protocol description. */
import { u16, u8 } from '../../net/octets.ts';

/** Calico's, Flannel's and the common ones; Cilium's. */
export const WIREGUARD_PORTS: readonly number[] = [51_820, 51_821, 51_871];
const MessageType = { Initiation: 1, Response: 2, CookieReply: 3, Data: 4 } as const;
const UDP_HEADER = 8;

/** Whether the UDP datagram at `at` looks like a WireGuard message between ports that clusters use for it. */
export function isWireGuard(bytes: Uint8Array, at: number): boolean {
  if (!WIREGUARD_PORTS.includes(u16(bytes, at)) && !WIREGUARD_PORTS.includes(u16(bytes, at + 2))) return false;
  const message = at + UDP_HEADER;
  const reserved = u8(bytes, message + 1) | u16(bytes, message + 2);
  return reserved === 0 && hasLength(u8(bytes, message), u16(bytes, at + 4) - UDP_HEADER);
}

function hasLength(type: number, length: number): boolean {
  switch (type) {
    case MessageType.Initiation:
      return length === 148;
    case MessageType.Response:
      return length === 92;
    case MessageType.CookieReply:
      return length === 64;
    case MessageType.Data:
      return length >= 32 && length % 16 === 0;
    default:
      return false;
  }
}
