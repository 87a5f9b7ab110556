import { u8 } from '../../net/octets.ts';

const FNV_PRIME = 0x0100_0193;

/**
 * A hash of interface and link-layer header: addresses, VLAN tags, and of a cooked capture the packet type and interface index.
 * The copies of one packet that a capture on all interfaces shows have different ones; a retransmission has the same.
 */
export function hashLinkHeader(bytes: Uint8Array, start: number, end: number, interfaceId: number): number {
  let key = interfaceId;
  for (let at = start; at < end; at++) key = mixLinkKey(key, u8(bytes, at));
  return key;
}

export function mixLinkKey(key: number, value: number): number {
  return Math.imul(key ^ value, FNV_PRIME);
}
