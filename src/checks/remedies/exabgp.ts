import type { Commands } from './actions.ts';
import { asOf, familiesIn } from './values.ts';

const FAMILIES = {
  'ipv4-unicast': 'ipv4 unicast',
  'ipv6-unicast': 'ipv6 unicast',
  'ipv4-labeled-unicast': 'ipv4 nlri-mpls',
  'ipv4-flowspec': 'ipv4 flow',
  'ipv6-flowspec': 'ipv6 flow',
  'l2vpn-evpn': 'l2vpn evpn',
  vpnv4: 'ipv4 mpls-vpn',
  vpnv6: 'ipv6 mpls-vpn',
};

/** In the `neighbor` block; exabgp.conf(5) and the examples of ExaBGP 4.2. https://github.com/Exa-Networks/exabgp/tree/main/etc/exabgp */
export const exabgp: Commands = {
  'activate-families': (places) => `family { ${familiesIn(places, FAMILIES, 'FAMILY').join('; ')}; }`,
  'add-neighbor': (places) => `neighbor ${places.peer} { peer-as ${asOf(places)}; }`,
  'agree-on-password': () => 'md5-password KEY;',
  'keep-hold-time-legal': () => 'hold-time 90;',
  'raise-ttl': () => 'outgoing-ttl HOPS;',
  'set-local-as': (places) => `local-as ${asOf(places)};`,
  'set-peer-as': (places) => `peer-as ${asOf(places)};`,
  'set-source-address': () => 'local-address ADDRESS;',
  'set-router-id': () => 'router-id ADDRESS;',
};
