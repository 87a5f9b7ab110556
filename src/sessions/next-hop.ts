/** Next hops that nobody can send packets to (RFC 4271 §6.3, RFC 2545 §3). */
import { u16, u32, u8 } from '../net/octets.ts';

export type BadNextHop = 'unspecified' | 'loopback' | 'multicast' | 'ipv4-mapped' | 'receiver';

const LOOPBACK_OCTET = 127;
const MULTICAST = { first: 224, last: 239 };
const IPV6_MULTICAST_OCTET = 0xff;
const GLOBAL_AND_LINK_LOCAL = 32;

/** `length` is 4, 16 or 32; `receiver` are the octets of the receiver's address. Null where nothing is wrong with it. */
export function badNextHop(
  bytes: Uint8Array,
  at: number,
  length: number,
  isIpv6Nlri: boolean,
  receiver: Uint8Array,
): BadNextHop | null {
  return length === 4 ? badIpv4(bytes, at, receiver) : badIpv6(bytes, at, length, isIpv6Nlri, receiver);
}

function badIpv4(bytes: Uint8Array, at: number, receiver: Uint8Array): BadNextHop | null {
  const first = u8(bytes, at);
  if (first === LOOPBACK_OCTET) return 'loopback';
  if (first >= MULTICAST.first && first <= MULTICAST.last) return 'multicast';
  if (first === 0 && u32(bytes, at) === 0) return 'unspecified';
  return equals(bytes, at, 4, receiver) ? 'receiver' : null;
}

function badIpv6(
  bytes: Uint8Array,
  at: number,
  length: number,
  isIpv6Nlri: boolean,
  receiver: Uint8Array,
): BadNextHop | null {
  const first = u8(bytes, at);
  if (first === IPV6_MULTICAST_OCTET) return 'multicast';
  if (first === 0 && u32(bytes, at) === 0 && u32(bytes, at + 4) === 0) {
    const rest = u32(bytes, at + 12);
    if (u32(bytes, at + 8) === 0) {
      // Some speakers have only a link-local address, and leave the global one beside it empty.
      if (rest === 0) return length === GLOBAL_AND_LINK_LOCAL ? null : 'unspecified';
      if (rest === 1) return 'loopback';
    }
    if (isIpv6Nlri && u16(bytes, at + 8) === 0 && u16(bytes, at + 10) === 0xffff) return 'ipv4-mapped';
  }
  return equals(bytes, at, 16, receiver) ? 'receiver' : null;
}

function equals(bytes: Uint8Array, at: number, length: number, other: Uint8Array): boolean {
  if (other.length !== length) return false;
  for (let index = 0; index < length; index++) if (bytes[at + index] !== other[index]) return false;
  return true;
}
