/** What a link layer or a tunnel says about the packet inside it. */

/** By the IANA registry of EtherTypes. `Nothing` and `UnknownLinkType` are ours. */
export const EtherType = {
  UnknownLinkType: -1,
  Nothing: 0,
  IPv4: 0x0800,
  ARP: 0x0806,
  TransparentEthernetBridging: 0x6558,
  CustomerVlan: 0x8100,
  IPv6: 0x86dd,
  ServiceVlan: 0x88a8,
  StackedVlan: 0x9100,
} as const;

/** Filled anew for each packet. `at` is the first octet behind the header that named the EtherType. */
export interface NetworkLayer {
  etherType: number;
  at: number;
}

export function createNetworkLayer(): NetworkLayer {
  return { etherType: EtherType.Nothing, at: 0 };
}

export function setNetworkLayer(found: NetworkLayer, etherType: number, at: number): void {
  found.etherType = etherType;
  found.at = at;
}
