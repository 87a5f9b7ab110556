/** The Internet checksum (RFC 1071). */
import { u16, u8 } from '../../net/octets.ts';
import { Protocol } from '../../decoders/ip/protocol.ts';
import type { IpLayer } from './layers.ts';

/** The sum over some octets, to go on with. */
export function sumOctets(bytes: Uint8Array, start: number, end: number, before = 0): number {
  let sum = before;
  for (let at = start; at + 1 < end; at += 2) sum += u16(bytes, at);
  if ((end - start) % 2 === 1) sum += u8(bytes, end - 1) << 8;
  return sum;
}

export function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x1_0000);
  return ~folded & 0xffff;
}

/** Of the pseudo-header of TCP, UDP and ICMPv6 (RFC 9293 §3.1, RFC 8200 §8.1). */
function pseudoHeader({ bytes, sourceAt, addressLength, protocol, payloadAt, wireEnd }: IpLayer): number {
  return sumOctets(bytes, sourceAt, sourceAt + 2 * addressLength, protocol + (wireEnd - payloadAt));
}

/** Sets the checksum field at `at`; 0 where the snap length cut what it goes over. */
export function setChecksum(bytes: Uint8Array, at: number, checksum: number | null): void {
  const value = checksum ?? 0;
  bytes[at] = value >> 8;
  bytes[at + 1] = value & 0xff;
}

/** Over all that `ip` carries, whose checksum field is at `at`. */
export function checksumOf(ip: IpLayer, at: number): number | null {
  if (ip.payloadEnd < ip.wireEnd) return null;
  setChecksum(ip.bytes, at, 0);
  const before = ip.protocol === Protocol.ICMP ? 0 : pseudoHeader(ip);
  const checksum = fold(sumOctets(ip.bytes, ip.payloadAt, ip.payloadEnd, before));
  return ip.protocol === Protocol.UDP && checksum === 0 ? 0xffff : checksum;
}
