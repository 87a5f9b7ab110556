/**
 * Linux cooked capture, what `tcpdump -i any` writes: LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2.
 *
 *   SLL    0  packet type | 2 ARPHRD | 4 address length | 6 address (8) | 14 EtherType | 16 packet
 *   SLL2   0  EtherType | 2 zero | 4 interface index (4) | 8 ARPHRD | 10 packet type | 11 address length | 12 address (8) | 20 packet
 */
import { u16, u8 } from '../../net/octets.ts';
import { isVlanTag, readEtherType } from './ethernet.ts';
import { EtherType, setNetworkLayer, type NetworkLayer } from './network-layer.ts';

const SLL2_LENGTH = 20;
const PacketType = { OtherHost: 3, Outgoing: 4 } as const;

export function readSll(bytes: Uint8Array, start: number, end: number, found: NetworkLayer): void {
  readEtherType(bytes, start + 14, end, found);
}

export function readSll2(bytes: Uint8Array, start: number, end: number, found: NetworkLayer): void {
  const payload = start + SLL2_LENGTH;
  if (payload > end) return setNetworkLayer(found, EtherType.Nothing, end);
  const etherType = u16(bytes, start);
  // The tag's TPID stands in the header, the rest of it leads the payload.
  if (isVlanTag(etherType)) readEtherType(bytes, payload + 2, end, found);
  else setNetworkLayer(found, etherType, payload);
}

/** True if the capturing host sent it, false if it received it, null if the packet was for another host. */
export function isOutgoingSll(bytes: Uint8Array, start: number): boolean | null {
  return isOutgoing(u16(bytes, start));
}

export function isOutgoingSll2(bytes: Uint8Array, start: number): boolean | null {
  return isOutgoing(u8(bytes, start + 10));
}

function isOutgoing(packetType: number): boolean | null {
  return packetType >= PacketType.OtherHost && packetType !== PacketType.Outgoing
    ? null
    : packetType === PacketType.Outgoing;
}
