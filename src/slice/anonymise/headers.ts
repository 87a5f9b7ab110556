/** The headers of a packet with the stand-ins of whom they name, their options without content, their checksums right. */
import { LinkType } from '../../decoders/link/link-layer.ts';
import { Protocol } from '../../decoders/ip/protocol.ts';
import { isIcmpError, isIcmpv6Error } from '../../decoders/ip/icmp-error.ts';
import { createIpPacket } from '../../decoders/ip/ip-packet.ts';
import { readIp } from '../../decoders/ip/read-ip.ts';
import { EtherType } from '../../decoders/link/network-layer.ts';
import { MIN_TCP_HEADER, tcpHeaderLength } from '../../decoders/tcp/segment.ts';
import { GENEVE_PORT } from '../../decoders/tunnel/geneve.ts';
import { u16, u8 } from '../../net/octets.ts';
import { checksumOf, fold, setChecksum, sumOctets } from './checksum.ts';
import type { Identities } from './identities.ts';
import type { IpLayer } from './layers.ts';

const IPV4_HEADER = 20;
const IPV6_HEADER = 40;
const UDP_HEADER = 8;
const ICMP_HEADER = 8;
const QUOTED_TCP = 20;
const NO_OPERATION = 1;
const MAC = 6;

/** `bytes` begin with the link layer of `linkType`, of `length` octets. */
export function anonymiseLink(bytes: Uint8Array, linkType: number, length: number, who: Identities): void {
  switch (linkType) {
    case LinkType.ETHERNET:
      if (length >= 2 * MAC) [0, MAC].forEach((at) => who.mac(bytes, at));
      break;
    case LinkType.LINUX_SLL:
      anonymiseCooked(bytes, 4, 6, who);
      break;
    case LinkType.LINUX_SLL2:
      anonymiseCooked(bytes, 11, 12, who);
      break;
    case LinkType.JUNIPER_ETHER:
      // Extensions name interfaces; the Ethernet header is what stands before its EtherType.
      bytes.fill(0, 6, Math.max(6, length - 2 * MAC - 2));
      if (length >= 2 * MAC + 6) [2 * MAC + 2, MAC + 2].forEach((before) => who.mac(bytes, length - before));
      break;
    default:
  }
}

/** `at` is that of the address's length, whose low octet is all that it needs: SLL has two. */
function anonymiseCooked(bytes: Uint8Array, lengthAt: number, addressAt: number, who: Identities): void {
  const length = lengthAt === 4 ? u16(bytes, lengthAt) : u8(bytes, lengthAt);
  if (length === MAC) who.mac(bytes, addressAt);
  else bytes.fill(0, addressAt, addressAt + Math.min(length, 8));
}

/** Addresses, and what options and extension headers say. */
export function anonymiseIp(ip: IpLayer, who: Identities): void {
  const { bytes, sourceAt, destinationAt, addressLength, headerAt, payloadAt } = ip;
  who.end(bytes, sourceAt, addressLength);
  who.end(bytes, destinationAt, addressLength);
  if (addressLength === 4) {
    const headerLength = (u8(bytes, headerAt) & 0x0f) * 4;
    bytes.fill(NO_OPERATION, headerAt + IPV4_HEADER, Math.min(headerAt + headerLength, payloadAt));
    return;
  }
  for (let at = headerAt + IPV6_HEADER; at < payloadAt;) {
    const length = (u8(bytes, at + 1) + 1) * 8;
    bytes.fill(0, at + 2, Math.min(at + length, payloadAt)); // Pad1 (RFC 8200 §4.2)
    at += length;
  }
}

/** What stands between two IP headers: addresses of an Ethernet frame in it, options of a tunnel. */
export function anonymiseTunnel(outer: IpLayer, inner: IpLayer, who: Identities): void {
  const { bytes, payloadAt, protocol } = outer;
  const between = inner.headerAt - payloadAt;
  if (protocol === Protocol.UDP) {
    const isGeneve = u16(bytes, payloadAt + 2) === GENEVE_PORT;
    const options = isGeneve ? (u8(bytes, payloadAt + UDP_HEADER) & 0x3f) * 4 : 0;
    const optionsAt = payloadAt + 2 * UDP_HEADER;
    bytes.fill(0, optionsAt, optionsAt + options);
    if (between - 2 * UDP_HEADER - options >= 2 * MAC) anonymiseEthernet(bytes, optionsAt + options, who);
  } else if (protocol === Protocol.GRE && u16(bytes, payloadAt + 2) === EtherType.TransparentEthernetBridging) {
    const fields = [0x8000, 0x2000, 0x1000].filter((flag) => (u16(bytes, payloadAt) & flag) !== 0).length;
    anonymiseEthernet(bytes, payloadAt + 4 + 4 * fields, who);
  }
}

function anonymiseEthernet(bytes: Uint8Array, at: number, who: Identities): void {
  who.mac(bytes, at);
  who.mac(bytes, at + MAC);
}

/** TCP option kinds whose value names nobody: MSS, window scale, SACK, time stamps. Of the others the value is taken. */
const TCP_OPTIONS: ReadonlySet<number> = new Set([2, 3, 4, 5, 8]);

export function anonymiseTcpOptions({ bytes, payloadAt, payloadEnd }: IpLayer): void {
  const end = Math.min(payloadAt + tcpHeaderLength(bytes, payloadAt), payloadEnd);
  for (let at = payloadAt + MIN_TCP_HEADER; at < end;) {
    const kind = u8(bytes, at);
    const length = kind <= NO_OPERATION ? 1 : u8(bytes, at + 1);
    const isSound = kind <= NO_OPERATION || (length >= 2 && at + length <= end);
    if (!isSound || kind === 0) {
      bytes.fill(0, isSound ? at : at + 2, end);
      return;
    }
    if (kind !== NO_OPERATION && !TCP_OPTIONS.has(kind)) bytes.fill(0, at + 2, at + length);
    at += length;
  }
}

/** Of the packet that it quotes, IP header and the beginning of TCP's stay. Others keep their first octets. */
export function anonymiseIcmp(ip: IpLayer, who: Identities): void {
  const { bytes, payloadAt, payloadEnd, wireEnd, addressLength } = ip;
  const headerAt = payloadAt + ICMP_HEADER;
  const type = u8(bytes, payloadAt);
  const quoted = createIpPacket();
  const isError = addressLength === 4 ? isIcmpError(type) : isIcmpv6Error(type);
  const etherType = addressLength === 4 ? EtherType.IPv4 : EtherType.IPv6;
  if (!isError || !readIp(etherType, bytes, headerAt, payloadEnd, wireEnd, quoted)) {
    bytes.fill(0, Math.min(headerAt, payloadEnd), payloadEnd);
    return;
  }
  const layer = { ...quoted, headerAt };
  anonymiseIp(layer, who);
  const isTcp = quoted.protocol === Protocol.TCP && quoted.fragmentOffset === 0;
  bytes.fill(0, Math.min(quoted.payloadAt + (isTcp ? QUOTED_TCP : 0), payloadEnd), payloadEnd);
  if (isTcp) setChecksums(layer);
  else setIpChecksum(layer);
}

const CHECKSUM_AT: ReadonlyMap<number, number> = new Map([
  [Protocol.TCP, 16],
  [Protocol.UDP, 6],
  [Protocol.ICMP, 2],
  [Protocol.ICMPv6, 2],
]);

/** Of what `ip` carries, then its own. To be set from the innermost out. */
export function setChecksums(ip: IpLayer): void {
  const { bytes, payloadAt, payloadEnd, protocol, addressLength } = ip;
  const offset = CHECKSUM_AT.get(protocol);
  if (offset !== undefined && payloadAt + offset + 2 <= payloadEnd) {
    // Over IPv4 a UDP datagram need not have one (RFC 768).
    const isNone = protocol === Protocol.UDP && addressLength === 4 && u16(bytes, payloadAt + offset) === 0;
    if (!isNone) setChecksum(bytes, payloadAt + offset, checksumOf(ip, payloadAt + offset));
  }
  if (protocol === Protocol.GRE && (u8(bytes, payloadAt) & 0x80) !== 0) {
    setChecksum(bytes, payloadAt + 4, 0);
    setChecksum(bytes, payloadAt + 4, fold(sumOctets(bytes, payloadAt, payloadEnd)));
  }
  setIpChecksum(ip);
}

function setIpChecksum({ bytes, headerAt, addressLength }: IpLayer): void {
  if (addressLength !== 4) return;
  const headerEnd = headerAt + (u8(bytes, headerAt) & 0x0f) * 4;
  setChecksum(bytes, headerAt + 10, 0);
  setChecksum(bytes, headerAt + 10, fold(sumOctets(bytes, headerAt, headerEnd)));
}
