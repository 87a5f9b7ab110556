import type { Commands } from './actions.ts';
import { asOf, familiesIn, limitOf } from './values.ts';

const FAMILIES = {
  'ipv4-unicast': 'ipv4-unicast',
  'ipv6-unicast': 'ipv6-unicast',
  'l2vpn-evpn': 'l2vpn-evpn',
  vpnv4: 'ipv4-vpn',
  vpnv6: 'ipv6-vpn',
};
const at = (peer: string): string => `set protocols bgp neighbor ${peer}`;

/** https://docs.vyos.io/en/latest/configuration/protocols/bgp.html */
export const vyos: Commands = {
  'activate-families': (places) =>
    familiesIn(places, FAMILIES, 'FAMILY')
      .map((family) => `${at(places.peer)} address-family ${family}`)
      .join('; '),
  'add-neighbor': (places) => `${at(places.peer)} remote-as ${asOf(places)}`,
  'agree-on-password': ({ peer }) => `${at(peer)} password KEY`,
  'keep-hold-time-legal': () => 'set protocols bgp timers holdtime 90',
  'raise-max-prefixes': (places) => `${at(places.peer)} address-family ipv4-unicast maximum-prefix ${limitOf(places)}`,
  'raise-ttl': ({ peer }) => `${at(peer)} ebgp-multihop HOPS, or ${at(peer)} ttl-security hops 1`,
  'send-no-capabilities': ({ peer }) => `${at(peer)} disable-capability-negotiation`,
  'set-peer-as': (places) => `${at(places.peer)} remote-as ${asOf(places)}`,
  'set-router-id': () => 'set protocols bgp parameters router-id ADDRESS',
};
