/** AFI: https://www.iana.org/assignments/address-family-numbers, SAFI: https://www.iana.org/assignments/safi-namespace */

export const Afi = { IPV4: 1, IPV6: 2, L2VPN: 25 } as const;
export const Safi = {
  UNICAST: 1,
  MULTICAST: 2,
  LABELED_UNICAST: 4,
  MCAST_VPN: 5,
  VPLS: 65,
  EVPN: 70,
  MUP: 85,
  VPN: 128,
  VPN_MULTICAST: 129,
  ROUTE_TARGET: 132,
} as const;

export const AFI_NAMES: Readonly<Record<number, string>> = { 1: 'ipv4', 2: 'ipv6', 25: 'l2vpn' };

export const SAFI_NAMES: Readonly<Record<number, string>> = {
  1: 'unicast',
  2: 'multicast',
  4: 'labeled-unicast',
  5: 'mcast-vpn',
  6: 'multisegment-pseudowire',
  7: 'encapsulation',
  8: 'mcast-vpls',
  9: 'sfc',
  64: 'tunnel',
  65: 'vpls',
  66: 'mdt',
  67: '4over6',
  68: '6over4',
  69: 'l1vpn-auto-discovery',
  70: 'evpn',
  71: 'link-state',
  72: 'link-state-vpn',
  73: 'sr-policy',
  74: 'sd-wan',
  75: 'routing-policy',
  76: 'classful-transport',
  77: 'tunneled-flowspec',
  78: 'mcast-tree',
  79: 'dps',
  80: 'link-state-spf',
  83: 'car',
  84: 'vpn-car',
  85: 'mup',
  128: 'vpn',
  129: 'vpn-multicast',
  132: 'route-target',
  133: 'flowspec',
  134: 'flowspec-vpn',
  140: 'vpn-auto-discovery',
};
