/** By the IANA registry of protocol numbers, which IPv6 calls Next Header. */
export const Protocol = {
  HopByHop: 0,
  ICMP: 1,
  IPv4: 4,
  TCP: 6,
  UDP: 17,
  IPv6: 41,
  Routing: 43,
  Fragment: 44,
  GRE: 47,
  AH: 51,
  ICMPv6: 58,
  DestinationOptions: 60,
} as const;
