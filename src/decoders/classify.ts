/**
 * The hot path: says of every packet of a capture, in a few loads and without an allocation, whether it can matter to BGP.
 * It may say "look" in vain; it never skips what the dissector would find.
 */
import { u16, u8 } from '../net/octets.ts';
import { TcpFlag } from './dissected.ts';
import { isIcmpError, isIcmpv6Error } from './ip/icmp-error.ts';
import { createIpPacket, isFragment, type IpPacket } from './ip/ip-packet.ts';
import { Protocol } from './ip/protocol.ts';
import { readIp } from './ip/read-ip.ts';
import { findNetworkLayer, LinkType } from './link/link-layer.ts';
import { createNetworkLayer, EtherType, type NetworkLayer } from './link/network-layer.ts';
import { MIN_TCP_HEADER, tcpHeaderLength } from './tcp/segment.ts';
import { MAX_TUNNELS, openTunnel, TUNNEL_PORTS } from './tunnel/open-tunnel.ts';
import { isWireGuard, WIREGUARD_PORTS } from './tunnel/wireguard.ts';

/** What a packet is, by its outermost IP header: what is in a tunnel doesn't count. */
export const TRAFFIC = ['TCP', 'UDP', 'ICMP', 'ARP', 'WireGuard', 'other IP', 'other', 'unknown link type'] as const;
const Traffic = { TCP: 0, UDP: 1, ICMP: 2, ARP: 3, WireGuard: 4, OtherIp: 5, Other: 6, UnknownLinkType: 7 } as const;

/**
 * An answer of `classify` is an index of TRAFFIC, with LOOK set if the packet is worth dissecting. SYN_ELSEWHERE instead
 * is a SYN on a port that is not known to carry BGP: worth it only once a marker shows BGP there.
 */
export const LOOK = 8;
export const SYN_ELSEWHERE = 16;
export const TRAFFIC_MASK = 7;
const NO_MATTER = 0;
type Matter = typeof LOOK | typeof SYN_ELSEWHERE | typeof NO_MATTER;

const BGP_PORT = 179;
const MARKER = 0xff;
const NOT_PLAIN = -1;
/** Version 4, five words of header. */
const PLAIN_IPV4 = 0x45;
const PLAIN_IPV4_HEADER = 20;
/** More Fragments and the offset. */
const FRAGMENT = 0x3fff;
const IPV6_HEADER = 40;
/** UDP ports behind which WireGuard or a tunnel may be. */
const isTunnelPort = new Uint8Array(0x1_0000);
for (const port of [...TUNNEL_PORTS, ...WIREGUARD_PORTS]) isTunnelPort[port] = 1;

export interface Classifier {
  classify(bytes: Uint8Array, start: number, end: number, linkType: number): number;
  /** From now on every segment from or to this TCP port is worth a look. */
  addPort(port: number): void;
}

/** `ports` are those besides 179 that are known to carry BGP. */
export function createClassifier(ports: Iterable<number> = []): Classifier {
  const isBgpPort = new Uint8Array(0x1_0000);
  for (const port of [BGP_PORT, ...ports]) isBgpPort[port] = 1;
  const network = createNetworkLayer();
  const ip = createIpPacket();

  return {
    classify(bytes, start, end, linkType) {
      const plain = classifyPlain(bytes, start, end, linkType, isBgpPort);
      if (plain !== NOT_PLAIN) return plain;
      findNetworkLayer(bytes, start, end, linkType, network);
      const { etherType } = network;
      if (!readIp(etherType, bytes, network.at, end, end, ip)) return withoutIp(etherType);
      return trafficOf(ip) | judge(bytes, network, ip, isBgpPort);
    },
    addPort(port) {
      isBgpPort[port] = 1;
    },
  };
}

/** Nearly every packet: TCP or plain UDP behind nothing but a link layer and IP. `classify` would go on to find the same, in twice the time. */
function classifyPlain(bytes: Uint8Array, start: number, end: number, linkType: number, isBgpPort: Uint8Array): number {
  const at = start + linkHeader(linkType);
  if (end - at < PLAIN_IPV4_HEADER + MIN_TCP_HEADER) return NOT_PLAIN;
  switch (u16(bytes, linkType === LinkType.LINUX_SLL2 ? start : at - 2)) {
    case EtherType.IPv4:
      if (u8(bytes, at) !== PLAIN_IPV4 || (u16(bytes, at + 6) & FRAGMENT) !== 0) return NOT_PLAIN;
      return classifyTransport(u8(bytes, at + 9), bytes, at + PLAIN_IPV4_HEADER, end, isBgpPort);
    case EtherType.IPv6:
      if (end - at < IPV6_HEADER + MIN_TCP_HEADER || u8(bytes, at) >> 4 !== 6) return NOT_PLAIN;
      return classifyTransport(u8(bytes, at + 6), bytes, at + IPV6_HEADER, end, isBgpPort);
    default:
      return NOT_PLAIN;
  }
}

function classifyTransport(
  protocol: number,
  bytes: Uint8Array,
  at: number,
  end: number,
  isBgpPort: Uint8Array,
): number {
  if (protocol === Protocol.TCP) return Traffic.TCP | judgeTcp(bytes, at, end, isBgpPort);
  if (protocol !== Protocol.UDP) return NOT_PLAIN;
  return isTunnelPort[u16(bytes, at)] === 1 || isTunnelPort[u16(bytes, at + 2)] === 1 ? NOT_PLAIN : Traffic.UDP;
}

/** Endless where no EtherType is in it. */
function linkHeader(linkType: number): number {
  switch (linkType) {
    case LinkType.ETHERNET:
      return 14;
    case LinkType.LINUX_SLL2:
      return 20;
    case LinkType.LINUX_SLL:
      return 16;
    default:
      return Infinity;
  }
}

function withoutIp(etherType: number): number {
  switch (etherType) {
    case EtherType.ARP:
      return Traffic.ARP;
    case EtherType.UnknownLinkType:
      return Traffic.UnknownLinkType;
    case EtherType.IPv4:
    case EtherType.IPv6:
      return Traffic.OtherIp;
    default:
      return Traffic.Other;
  }
}

function trafficOf(ip: IpPacket): number {
  switch (ip.protocol) {
    case Protocol.TCP:
      return Traffic.TCP;
    case Protocol.UDP:
      return isWireGuard(ip.bytes, ip.payloadAt) ? Traffic.WireGuard : Traffic.UDP;
    case Protocol.ICMP:
    case Protocol.ICMPv6:
      return Traffic.ICMP;
    default:
      return Traffic.OtherIp;
  }
}

/** Takes tunnels off as the dissector does; `ip` is the outermost packet. */
function judge(bytes: Uint8Array, network: NetworkLayer, ip: IpPacket, isBgpPort: Uint8Array): Matter {
  for (let tunnels = 0; tunnels < MAX_TUNNELS; tunnels++) {
    if (isFragment(ip)) return LOOK;
    const { protocol, payloadAt, payloadEnd } = ip;
    if (protocol === Protocol.TCP) return judgeTcp(bytes, payloadAt, payloadEnd, isBgpPort);
    if (protocol === Protocol.ICMP) return isIcmpError(u8(bytes, payloadAt)) ? LOOK : NO_MATTER;
    if (protocol === Protocol.ICMPv6) return isIcmpv6Error(u8(bytes, payloadAt)) ? LOOK : NO_MATTER;
    if (!openTunnel(protocol, bytes, payloadAt, payloadEnd, network)) return NO_MATTER;
    if (!readIp(network.etherType, bytes, network.at, payloadEnd, payloadEnd, ip)) return NO_MATTER;
  }
  return LOOK;
}

/** On a port of BGP, or the beginning of a connection on any port, or a BGP message on any port. */
function judgeTcp(bytes: Uint8Array, at: number, end: number, isBgpPort: Uint8Array): Matter {
  if (end - at < MIN_TCP_HEADER || isBgpPort[u16(bytes, at)] === 1 || isBgpPort[u16(bytes, at + 2)] === 1) return LOOK;
  if ((u8(bytes, at + 13) & TcpFlag.SYN) !== 0) return SYN_ELSEWHERE;
  return beginsWithMarker(bytes, at + tcpHeaderLength(bytes, at), end) ? LOOK : NO_MATTER;
}

function beginsWithMarker(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 4 <= end && u8(bytes, at) === MARKER && (u16(bytes, at + 1) & u16(bytes, at + 2)) === 0xffff;
}
