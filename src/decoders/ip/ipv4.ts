/**
 * IPv4 header (RFC 791 §3.1).
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------+-------+---------------+-------------------------------+
 *   |Version|  IHL  |Type of Service|          Total Length         |
 *   +-------+-------+---------------+-----+-------------------------+
 *   |         Identification        |Flags|      Fragment Offset    |
 *   +---------------+---------------+-----+-------------------------+
 *   |  Time to Live |    Protocol   |         Header Checksum       |
 *   +---------------+---------------+-------------------------------+
 *   |                Source Address, Destination Address            |
 *   +---------------------------------------------------------------+
 */
import { u16, u8 } from '../../net/octets.ts';
import type { IpPacket } from './ip-packet.ts';

const MIN_HEADER = 20;
const MORE_FRAGMENTS = 0x2000;
const FRAGMENT_OFFSET = 0x1fff;

/** Fills `ip` from the header at `at`; false if there is none. `end` is that of the captured octets, `wireEnd` that of the layer around it. */
export function readIpv4(bytes: Uint8Array, at: number, end: number, wireEnd: number, ip: IpPacket): boolean {
  if (end - at < MIN_HEADER || u8(bytes, at) >> 4 !== 4) return false;
  const headerLength = (u8(bytes, at) & 0x0f) * 4;
  const payloadAt = at + headerLength;
  // A host that leaves segmentation to its network card writes 0: then the packet is as long as what holds it.
  const totalLength = u16(bytes, at + 2) || wireEnd - at;
  if (headerLength < MIN_HEADER || totalLength < headerLength || payloadAt > end) return false;
  const fragment = u16(bytes, at + 6);
  ip.bytes = bytes;
  ip.addressLength = 4;
  ip.sourceAt = at + 12;
  ip.destinationAt = at + 16;
  ip.ttl = u8(bytes, at + 8);
  ip.id = u16(bytes, at + 4);
  ip.protocol = u8(bytes, at + 9);
  ip.payloadAt = payloadAt;
  ip.wireEnd = at + totalLength;
  ip.payloadEnd = Math.min(end, ip.wireEnd);
  ip.fragmentOffset = (fragment & FRAGMENT_OFFSET) * 8;
  ip.moreFragments = (fragment & MORE_FRAGMENTS) !== 0;
  ip.fragmentId = ip.id;
  return true;
}
