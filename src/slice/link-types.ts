/**
 * A classic pcap has one link type for all of its packets, and old readers do not know LINUX_SLL2: it becomes LINUX_SLL,
 * and so does everything where link types are mixed.
 *
 *   SLL   0 packet type | 2 ARPHRD | 4 address length | 6 address (8) | 14 EtherType | 16 packet
 */
import { Direction } from '../decoders/capture/packet.ts';
import { findNetworkLayer, isOutgoing, LinkType } from '../decoders/link/link-layer.ts';
import { createNetworkLayer } from '../decoders/link/network-layer.ts';
import { u16, u32, u8 } from '../net/octets.ts';
import type { KeptPacket } from './kept-packet.ts';

const SLL_HEADER = 16;
const SLL2_HEADER = 20;
const MAC_LENGTH = 6;
const ARPHRD = { Ethernet: 1, None: 0xfffe } as const;
/** `Other`, a packet that was for another host, says nothing of the direction. */
const PacketType = { Incoming: 0, Other: 3, Outgoing: 4 } as const;

/** The link type that can hold all of these packets without losing what their own ones say. */
export function commonLinkType(packets: readonly KeptPacket[]): number {
  const [first, ...others] = new Set(packets.map(({ linkType }) => linkType));
  if (first === undefined) return LinkType.ETHERNET;
  const interfaces = new Set(packets.map(({ interfaceId }) => interfaceId));
  const needsMore = interfaces.size > 1 || packets.some(({ direction }) => direction !== Direction.Unknown);
  return others.length > 0 || first === LinkType.LINUX_SLL2 || needsMore ? LinkType.LINUX_SLL : first;
}

/** The same packet behind a link-layer header of `linkType`, which is its own or LINUX_SLL. */
export function withLinkType(packet: KeptPacket, linkType: number): KeptPacket {
  if (packet.linkType === linkType) return packet;
  const { header, rest } = toSll(packet);
  const bytes = new Uint8Array(SLL_HEADER + rest.length);
  bytes.set(header);
  bytes.set(rest, SLL_HEADER);
  const originalLength = packet.originalLength + bytes.length - packet.bytes.length;
  return { ...packet, linkType, originalLength, bytes };
}

interface Cooked {
  readonly header: Uint8Array;
  /** What follows the EtherType. */
  readonly rest: Uint8Array;
}

function toSll(packet: KeptPacket): Cooked {
  const { bytes, linkType } = packet;
  if (linkType === LinkType.LINUX_SLL2 && bytes.length >= SLL2_HEADER) return fromSll2(bytes);
  if (linkType === LinkType.ETHERNET && bytes.length >= 2 * MAC_LENGTH + 2) return fromEthernet(packet);
  return fromOther(packet);
}

function fromSll2(bytes: Uint8Array): Cooked {
  const header = cooked(u8(bytes, 10), u16(bytes, 8), u8(bytes, 11), bytes.subarray(12, 20), u16(bytes, 0));
  noteInterface(header, u32(bytes, 4));
  return { header, rest: bytes.subarray(SLL2_HEADER) };
}

function fromEthernet(packet: KeptPacket): Cooked {
  const { bytes, interfaceId } = packet;
  const source = bytes.subarray(MAC_LENGTH, 2 * MAC_LENGTH);
  const header = cooked(packetTypeOf(packet), ARPHRD.Ethernet, MAC_LENGTH, source, u16(bytes, 2 * MAC_LENGTH));
  noteInterface(header, interfaceId);
  return { header, rest: bytes.subarray(2 * MAC_LENGTH + 2) };
}

function fromOther(packet: KeptPacket): Cooked {
  const { bytes, linkType, interfaceId } = packet;
  const network = createNetworkLayer();
  findNetworkLayer(bytes, 0, bytes.length, linkType, network);
  const header = cooked(packetTypeOf(packet), ARPHRD.None, 0, new Uint8Array(0), Math.max(network.etherType, 0));
  noteInterface(header, interfaceId);
  return { header, rest: bytes.subarray(network.at) };
}

function cooked(
  packetType: number,
  hardware: number,
  addressLength: number,
  address: Uint8Array,
  etherType: number,
): Uint8Array {
  const header = new Uint8Array(SLL_HEADER);
  header.set(address, 6);
  header[1] = packetType;
  header[2] = hardware >> 8;
  header[3] = hardware & 0xff;
  header[5] = addressLength;
  header[14] = etherType >> 8;
  header[15] = etherType & 0xff;
  return header;
}

/** Into the unused end of the address: the copies of one packet on several interfaces stay different packets. */
function noteInterface(header: Uint8Array, index: number): void {
  if (u8(header, 5) > MAC_LENGTH) return;
  header[12] = (index >> 8) & 0xff;
  header[13] = index & 0xff;
}

function packetTypeOf({ direction, bytes, linkType }: KeptPacket): number {
  const outgoing =
    isOutgoing(bytes, 0, linkType) ?? (direction === Direction.Unknown ? null : direction === Direction.Outbound);
  if (outgoing === null) return PacketType.Other;
  return outgoing ? PacketType.Outgoing : PacketType.Incoming;
}
