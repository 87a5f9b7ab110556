/** A captured packet as the story tells it, and its octets as a capture holds them. */
import { ipv4, ipv6 } from '../decoders/ip/encode.ts';
import { ethernet, sll2 } from '../decoders/link/encode.ts';
import { be16, be32, type Octets } from '../net/encode.ts';

export type Link = 'ethernet' | 'sll2';

/** As in LINUX_SLL2. */
export const PacketType = { ToUs: 0, ToOther: 3, FromUs: 4 } as const;

export interface Packet {
  /** Since the epoch. */
  readonly microseconds: number;
  readonly source: string;
  readonly destination: string;
  readonly ttl: number;
  /** Of IPv4. */
  readonly id: number;
  readonly protocol: number;
  /** What the IP packet carries. */
  readonly payload: Octets;
  /** These two of SLL2. */
  readonly packetType: number;
  readonly interfaceIndex: number;
}

const LINK_TYPE: Readonly<Record<Link, number>> = { ethernet: 1, sll2: 276 };
const ETHERTYPE = { IPv4: 0x0800, IPv6: 0x86dd } as const;

export interface WriteOptions {
  readonly link?: Link;
  /** Octets that are kept of each packet. */
  readonly snapLength?: number;
}

/** A pcap: big endian, microseconds. */
export function writePcap(
  packets: readonly Packet[],
  { link = 'ethernet', snapLength }: WriteOptions = {},
): Uint8Array {
  const header = [
    0xa1,
    0xb2,
    0xc3,
    0xd4,
    ...be16(2),
    ...be16(4),
    ...be32(0),
    ...be32(0),
    ...be32(snapLength ?? 262_144),
  ];
  const parts: Uint8Array[] = [Uint8Array.from([...header, ...be32(LINK_TYPE[link])])];
  for (const packet of packets) parts.push(record(packet, link, snapLength));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function record(packet: Packet, link: Link, snapLength: number | undefined): Uint8Array {
  const octets = frame(packet, link);
  const kept = octets.slice(0, snapLength);
  const { microseconds } = packet;
  const time = [...be32(Math.floor(microseconds / 1e6)), ...be32(microseconds % 1e6)];
  return Uint8Array.from([...time, ...be32(kept.length), ...be32(octets.length), ...kept]);
}

function frame(packet: Packet, link: Link): Octets {
  const { source, protocol, payload, packetType, interfaceIndex } = packet;
  const isV6 = source.includes(':');
  const ip = isV6 ? ipv6(protocol, payload, packet) : ipv4(protocol, payload, packet);
  const etherType = isV6 ? ETHERTYPE.IPv6 : ETHERTYPE.IPv4;
  return link === 'ethernet' ? ethernet(etherType, ip) : sll2(etherType, ip, packetType, interfaceIndex);
}
