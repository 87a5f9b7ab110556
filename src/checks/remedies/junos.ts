import type { Commands } from './actions.ts';
import { asOf, familiesIn, limitOf } from './values.ts';

const FAMILIES = {
  'ipv4-unicast': 'inet unicast',
  'ipv6-unicast': 'inet6 unicast',
  'ipv4-labeled-unicast': 'inet labeled-unicast',
  'l2vpn-evpn': 'evpn signaling',
  vpnv4: 'inet-vpn unicast',
  vpnv6: 'inet6-vpn unicast',
};
const at = (peer: string): string => `set protocols bgp group GROUP neighbor ${peer}`;

/** https://juniper.net/documentation/en_US/junos12.2/topics/reference/configuration-statement/neighbor-edit-protocols-bgp.html */
export const junos: Commands = {
  'activate-families': (places) =>
    familiesIn(places, FAMILIES, 'FAMILY')
      .map((family) => `${at(places.peer)} family ${family}`)
      .join('; '),
  'add-neighbor': (places) => `${at(places.peer)} peer-as ${asOf(places)}`,
  'agree-on-password': ({ peer }) => `${at(peer)} authentication-key KEY`,
  'keep-hold-time-legal': ({ peer }) => `${at(peer)} hold-time 90`,
  'raise-max-prefixes': (places) => `${at(places.peer)} family inet unicast prefix-limit maximum ${limitOf(places)}`,
  'raise-ttl': ({ peer }) => `${at(peer)} multihop ttl HOPS`,
  'set-peer-as': (places) => `${at(places.peer)} peer-as ${asOf(places)}`,
};
