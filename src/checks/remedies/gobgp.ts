import type { Commands } from './actions.ts';
import { asOf, familiesIn, limitOf } from './values.ts';

const FAMILIES = {
  'ipv4-unicast': 'ipv4-unicast',
  'ipv6-unicast': 'ipv6-unicast',
  'ipv4-multicast': 'ipv4-multicast',
  'ipv6-multicast': 'ipv6-multicast',
  'ipv4-labeled-unicast': 'ipv4-labelled-unicast',
  'ipv6-labeled-unicast': 'ipv6-labelled-unicast',
  'ipv4-flowspec': 'ipv4-flowspec',
  'ipv6-flowspec': 'ipv6-flowspec',
  'l2vpn-evpn': 'l2vpn-evpn',
  vpnv4: 'l3vpn-ipv4-unicast',
  vpnv6: 'l3vpn-ipv6-unicast',
};

/** In `[[neighbors]]`. https://github.com/osrg/gobgp/blob/master/docs/sources/configuration.md, cli-command-syntax.md beside it */
export const gobgp: Commands = {
  'activate-families': (places) =>
    familiesIn(places, FAMILIES, 'FAMILY')
      .map((family) => `[[neighbors.afi-safis]] [neighbors.afi-safis.config] afi-safi-name = "${family}"`)
      .join(' '),
  'add-neighbor': (places) => `gobgp neighbor add ${places.peer} as ${asOf(places)}`,
  'agree-on-password': () => '[neighbors.config] auth-password = "KEY"',
  'announce-routes': () => 'gobgp global rib add PREFIX',
  'drop-ttl-security': () => '[neighbors.ttl-security.config] enabled = false',
  'enable-graceful-restart': () => '[neighbors.graceful-restart.config] enabled = true',
  'end-the-shutdown': ({ peer }) => `gobgp neighbor ${peer} enable`,
  'keep-hold-time-legal': () => '[neighbors.timers.config] hold-time = 90',
  'raise-max-prefixes': (places) => `[neighbors.afi-safis.prefix-limit.config] max-prefixes = ${limitOf(places)}`,
  'raise-ttl': () =>
    '[neighbors.ebgp-multihop.config] enabled = true, multihop-ttl = HOPS, or [neighbors.ttl-security.config] enabled = true',
  'restart-session': ({ peer }) => `gobgp neighbor ${peer} reset`,
  'send-no-capabilities': null,
  'set-local-as': (places) => `[global.config] as = ${asOf(places)}`,
  'set-peer-as': (places) => `[neighbors.config] peer-as = ${asOf(places)}`,
  'set-source-address': () => '[neighbors.transport.config] local-address = "ADDRESS"',
  'set-router-id': () => '[global.config] router-id = "ADDRESS"',
  'start-listening': () => '[global.config] port = 179',
  'accept-own-as': () => '[neighbors.as-path-options.config] allow-own-as = 1',
  'restart-gracefully': () =>
    'start gobgpd with --graceful-restart; stopped by SIGTERM it sends NOTIFICATION 6/3, by SIGKILL none',
};
