/** What stands in a packet, tunnels taken off. Filled anew for each packet: copy what is to be kept. */

export const PacketKind = { Other: 0, Tcp: 1, IcmpError: 2 } as const;
export type PacketKind = (typeof PacketKind)[keyof typeof PacketKind];

export const TcpFlag = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16 } as const;

/** An IP address as octets of `bytes`: 4 or 16 of them from `at`. */
export interface Dissected {
  kind: PacketKind;
  /** The captured buffer, or that of a datagram put together from its fragments. All offsets are in it. */
  bytes: Uint8Array;
  /** 4 or 16 octets. */
  addressLength: 4 | 16;
  sourceAt: number;
  destinationAt: number;
  /** TTL, or hop limit of IPv6. */
  ttl: number;
  /** Of IPv4; 0 where there is none. */
  ipId: number;
  /** True where the link layer says that the capturing host sent it, null where it says nothing. */
  outgoing: boolean | null;
  /** Differs where interface, packet type or a MAC address of the outermost link layer differs, or the tunnel: tells copies from retransmissions. */
  linkKey: number;

  /** TCP (kind Tcp). */
  sourcePort: number;
  destinationPort: number;
  /** Unsigned, as on the wire. */
  sequence: number;
  acknowledgement: number;
  flags: number;
  window: number;
  /** The options end where the payload begins. */
  optionsStart: number;
  /** -1 without the option. */
  mss: number;
  windowScale: number;
  timestamp: number;
  auth: 'md5' | 'ao' | null;
  /** Where the digest of a TCP MD5 option stands; -1 without one. */
  digestAt: number;
  /** Of a signed SYN, if keys are known: whether one of them made its digest. */
  signature: 'fits' | 'differs' | null;
  payloadStart: number;
  /** End of what was captured of it. */
  payloadEnd: number;
  /** Octets on the wire: more than `payloadEnd - payloadStart` if the snap length cut them. */
  payloadLength: number;

  /** ICMP or ICMPv6 (kind IcmpError): what it says, and the packet that it quotes. */
  icmpType: number;
  icmpCode: number;
  /** Next-hop MTU of "fragmentation needed" or "packet too big"; 0 otherwise. */
  mtu: number;
  quotedSourceAt: number;
  quotedDestinationAt: number;
  quotedSourcePort: number;
  quotedDestinationPort: number;
  quotedSequence: number;
}
