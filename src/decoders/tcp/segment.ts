/**
 * TCP header (RFC 9293 §3.1).
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------------------------------+-------------------------------+
 *   |          Source Port          |       Destination Port        |
 *   +-------------------------------+-------------------------------+
 *   |                        Sequence Number                        |
 *   +---------------------------------------------------------------+
 *   |                    Acknowledgment Number                      |
 *   +-------+-------+---------------+-------------------------------+
 *   | Offset| Rsrvd |     Flags     |            Window             |
 *   +-------+-------+---------------+-------------------------------+
 *   |           Checksum            |        Urgent Pointer         |
 *   +-------------------------------+-------------------------------+
 */
import { u16, u32, u8 } from '../../net/octets.ts';
import type { Dissected } from '../dissected.ts';
import type { IpPacket } from '../ip/ip-packet.ts';
import { readTcpOptions } from './options.ts';

export const MIN_TCP_HEADER = 20;

/** Octets of header and options, as the Data Offset says. */
export function tcpHeaderLength(bytes: Uint8Array, at: number): number {
  return (u8(bytes, at + 12) >> 4) * 4;
}

/** Fills the TCP fields of `out`; false if the header is cut or impossible. Of options and payload there may be less than the header says. */
export function readTcpSegment(ip: IpPacket, out: Dissected): boolean {
  const { bytes, payloadAt: at, payloadEnd: end } = ip;
  if (end - at < MIN_TCP_HEADER) return false;
  const headerEnd = at + tcpHeaderLength(bytes, at);
  if (headerEnd < at + MIN_TCP_HEADER || headerEnd > ip.wireEnd) return false;
  out.sourcePort = u16(bytes, at);
  out.destinationPort = u16(bytes, at + 2);
  out.sequence = u32(bytes, at + 4);
  out.acknowledgement = u32(bytes, at + 8);
  out.flags = u8(bytes, at + 13);
  out.window = u16(bytes, at + 14);
  out.optionsStart = at + MIN_TCP_HEADER;
  out.payloadStart = Math.min(headerEnd, end);
  out.payloadEnd = end;
  out.payloadLength = ip.wireEnd - headerEnd;
  readTcpOptions(bytes, out.optionsStart, out.payloadStart, out);
  return true;
}
