import { EtherType } from '../link/network-layer.ts';
import { skipExtensionHeaders } from './extension-headers.ts';
import type { IpPacket } from './ip-packet.ts';
import { readIpv4 } from './ipv4.ts';
import { readIpv6 } from './ipv6.ts';

/** Fills `ip` from the packet at `at` up to its upper-layer header, or into a fragment. False if it is no IP packet, or breaks off before that. */
export function readIp(
  etherType: number,
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  ip: IpPacket,
): boolean {
  if (etherType === EtherType.IPv4) {
    if (!readIpv4(bytes, at, end, wireEnd, ip)) return false;
  } else if (etherType !== EtherType.IPv6 || !readIpv6(bytes, at, end, wireEnd, ip)) return false;
  return skipExtensionHeaders(ip);
}
