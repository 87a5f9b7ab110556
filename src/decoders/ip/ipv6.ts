/**
 * IPv6 header (RFC 8200 §3).
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------+---------------+---------------------------------------+
 *   |Version| Traffic Class |              Flow Label               |
 *   +-------+---------------+-------+---------------+---------------+
 *   |         Payload Length        |  Next Header  |   Hop Limit   |
 *   +-------------------------------+---------------+---------------+
 *   |      Source Address, Destination Address (16 octets each)     |
 *   +---------------------------------------------------------------+
 */
import { u16, u8 } from '../../net/octets.ts';
import type { IpPacket } from './ip-packet.ts';

const HEADER = 40;

/** As `readIpv4`. `ip.protocol` is the first Next Header: extension headers are still ahead. */
export function readIpv6(bytes: Uint8Array, at: number, end: number, wireEnd: number, ip: IpPacket): boolean {
  if (end - at < HEADER || u8(bytes, at) >> 4 !== 6) return false;
  const payloadLength = u16(bytes, at + 4);
  ip.bytes = bytes;
  ip.addressLength = 16;
  ip.sourceAt = at + 8;
  ip.destinationAt = at + 24;
  ip.ttl = u8(bytes, at + 7);
  ip.id = 0;
  ip.protocol = u8(bytes, at + 6);
  ip.payloadAt = at + HEADER;
  // 0 stands for a jumbogram (RFC 2675), and for a super-segment above 64 KiB in the sending host.
  ip.wireEnd = payloadLength === 0 ? wireEnd : ip.payloadAt + payloadLength;
  ip.payloadEnd = Math.min(end, ip.wireEnd);
  ip.fragmentOffset = 0;
  ip.moreFragments = false;
  ip.fragmentId = 0;
  return true;
}
