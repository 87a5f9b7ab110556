import type { Commands } from './actions.ts';
import { asOf, familiesIn, limitOf } from './values.ts';

const FAMILIES = {
  'ipv4-unicast': 'IPv4 unicast',
  'ipv6-unicast': 'IPv6 unicast',
  vpnv4: 'IPv4 vpn',
  vpnv6: 'IPv6 vpn',
};

/** In the `neighbor` block; read by bgpd 7.7 with `-n`. https://man.openbsd.org/bgpd.conf.5, https://man.openbsd.org/bgpctl.8 */
export const openbgpd: Commands = {
  'activate-families': (places) =>
    familiesIn(places, FAMILIES, 'FAMILY')
      .map((family) => `announce ${family}`)
      .join('; '),
  'add-neighbor': (places) => `neighbor ${places.peer} { remote-as ${asOf(places)} }`,
  'agree-on-password': () => 'tcp md5sig password KEY',
  'agree-on-roles': () => 'announce policy ROLE',
  'allow-by-policy': ({ peer }) => `allow to ${peer}, allow from ${peer} (outside of it)`,
  'announce-routes': () => 'network PREFIX (outside of it)',
  'drop-ttl-security': () => 'ttl-security no',
  'enable-four-octet-as': () => 'announce as-4byte yes',
  'end-the-shutdown': ({ peer }) => `bgpctl neighbor ${peer} up`,
  'keep-hold-time-legal': () => 'holdtime 90',
  'lower-minimum-hold-time': () => 'holdtime min 3',
  'raise-max-prefixes': (places) => `max-prefix ${limitOf(places)}`,
  'raise-ttl': () => 'multihop HOPS, or ttl-security yes',
  'restart-session': ({ peer }) => `bgpctl neighbor ${peer} clear`,
  'send-no-capabilities': () => 'announce capabilities no',
  'set-peer-as': (places) => `remote-as ${asOf(places)}`,
  'set-source-address': () => 'local-address ADDRESS',
  'set-router-id': () => 'router-id ADDRESS (outside of it)',
  'accept-own-as': () => 'enforce local-as no',
  'set-next-hop': ({ peer }) => `match to ${peer} set nexthop self (outside of it)`,
};
