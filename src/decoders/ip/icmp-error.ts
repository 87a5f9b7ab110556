/**
 * ICMP and ICMPv6 errors that quote a TCP segment (RFC 792, RFC 4443 §3).
 *
 *   +------+------+----------+-------------------+----------------------------------------
 *   | type | code | checksum | 4 octets (MTU ..) | IP header and first octets of the packet
 *   +------+------+----------+-------------------+----------------------------------------
 */
import { u16, u32, u8 } from '../../net/octets.ts';
import type { Dissected } from '../dissected.ts';
import { EtherType } from '../link/network-layer.ts';
import type { IpPacket } from './ip-packet.ts';
import { Protocol } from './protocol.ts';
import { readIp } from './read-ip.ts';

const IcmpType = { DestinationUnreachable: 3, TimeExceeded: 11, ParameterProblem: 12 } as const;
const Icmpv6Type = { DestinationUnreachable: 1, PacketTooBig: 2, TimeExceeded: 3, ParameterProblem: 4 } as const;
const FRAGMENTATION_NEEDED = 4;
const HEADER = 8;
/** Ports and sequence number: all that RFC 792 promises of the quoted packet. */
const QUOTED = 8;

export function isIcmpError(type: number): boolean {
  return (
    type === IcmpType.DestinationUnreachable || type === IcmpType.TimeExceeded || type === IcmpType.ParameterProblem
  );
}

export function isIcmpv6Error(type: number): boolean {
  return type >= Icmpv6Type.DestinationUnreachable && type <= Icmpv6Type.ParameterProblem;
}

/** Fills the ICMP fields of `out`; false for other messages and other quotes. `quoted` is scratch. */
export function readIcmpError(ip: IpPacket, quoted: IpPacket, out: Dissected): boolean {
  const { bytes, payloadAt: at, payloadEnd: end, addressLength } = ip;
  if (end - at < HEADER) return false;
  const v4 = addressLength === 4;
  const type = u8(bytes, at);
  if (ip.protocol !== (v4 ? Protocol.ICMP : Protocol.ICMPv6) || !(v4 ? isIcmpError(type) : isIcmpv6Error(type))) {
    return false;
  }
  const etherType = v4 ? EtherType.IPv4 : EtherType.IPv6;
  if (!readIp(etherType, bytes, at + HEADER, end, ip.wireEnd, quoted) || !quotesTcp(quoted)) return false;
  out.icmpType = type;
  out.icmpCode = u8(bytes, at + 1);
  out.mtu = v4 ? mtuOfIcmp(bytes, at) : mtuOfIcmpv6(bytes, at);
  out.quotedSourceAt = quoted.sourceAt;
  out.quotedDestinationAt = quoted.destinationAt;
  out.quotedSourcePort = u16(bytes, quoted.payloadAt);
  out.quotedDestinationPort = u16(bytes, quoted.payloadAt + 2);
  out.quotedSequence = u32(bytes, quoted.payloadAt + 4);
  return true;
}

/** A router may quote what it fragmented, or was to: the ports stand in the first fragment. */
function quotesTcp({ protocol, fragmentOffset, payloadAt, payloadEnd }: IpPacket): boolean {
  return protocol === Protocol.TCP && fragmentOffset === 0 && payloadEnd - payloadAt >= QUOTED;
}

/** RFC 1191 §4. Routers older than that leave it 0. */
function mtuOfIcmp(bytes: Uint8Array, at: number): number {
  const needed = u8(bytes, at) === IcmpType.DestinationUnreachable && u8(bytes, at + 1) === FRAGMENTATION_NEEDED;
  return needed ? u16(bytes, at + 6) : 0;
}

function mtuOfIcmpv6(bytes: Uint8Array, at: number): number {
  return u8(bytes, at) === Icmpv6Type.PacketTooBig ? u32(bytes, at + 4) : 0;
}
