/** What the header of an IP packet says, whichever version. Filled anew for each packet. */
export interface IpPacket {
  /** The captured buffer, or that of a datagram put together from its fragments. All offsets are in it. */
  bytes: Uint8Array;
  addressLength: 4 | 16;
  sourceAt: number;
  destinationAt: number;
  /** TTL or hop limit. */
  ttl: number;
  /** Identification of IPv4; 0 in IPv6. */
  id: number;
  /** What stands at `payloadAt`: behind options and extension headers, except ESP, which hides what follows. */
  protocol: number;
  payloadAt: number;
  /** End of what was captured of the payload: padding of the link layer is cut off. */
  payloadEnd: number;
  /** Where it ends on the wire: beyond `payloadEnd` if the snap length cut the packet. */
  wireEnd: number;
  /** Octets of the datagram before this fragment. */
  fragmentOffset: number;
  moreFragments: boolean;
  fragmentId: number;
}

export function createIpPacket(): IpPacket {
  return {
    bytes: new Uint8Array(0),
    addressLength: 4,
    sourceAt: 0,
    destinationAt: 0,
    ttl: 0,
    id: 0,
    protocol: 0,
    payloadAt: 0,
    payloadEnd: 0,
    wireEnd: 0,
    fragmentOffset: 0,
    moreFragments: false,
    fragmentId: 0,
  };
}

export function isFragment(ip: IpPacket): boolean {
  return ip.moreFragments || ip.fragmentOffset !== 0;
}

/** A first fragment that the snap length cut: its datagram will never be whole, but its ports can be read. */
export function isCutFirstFragment(ip: IpPacket): boolean {
  return ip.moreFragments && ip.fragmentOffset === 0 && ip.payloadEnd < ip.wireEnd;
}
