import type { Commands } from './actions.ts';
import { asOf } from './values.ts';

/** https://github.com/metallb/metallb/blob/main/api/v1beta2/bgppeer_types.go, https://metallb.io/troubleshooting */
export const metallb: Commands = {
  'activate-families': () => 'BGPPeer spec.dualStackAddressFamily: true (FRR modes)',
  'add-neighbor': (places) => `BGPPeer spec: peerAddress: ${places.peer}, peerASN: ${asOf(places)}, myASN`,
  'agree-on-password': () =>
    'BGPPeer spec.passwordSecret.name: a Secret of type kubernetes.io/basic-auth with key "password"',
  'enable-graceful-restart': () => 'BGPPeer spec.enableGracefulRestart: true (FRR modes, only when it is created)',
  'keep-hold-time-legal': () => 'BGPPeer spec.holdTime: 90s',
  'raise-max-prefixes': null,
  'raise-ttl': () => 'BGPPeer spec.ebgpMultiHop: true',
  'see-key-in-effect': () =>
    'FRR modes: look for a "password" line with `show running-config` in vtysh of the frr container',
  'send-fewer-capabilities': () => 'BGPPeer spec.dualStackAddressFamily: false, and a BGPPeer for each address family',
  'send-no-capabilities': null,
  'split-families': () => 'BGPPeer spec.dualStackAddressFamily: false, and a BGPPeer for each address family',
  'set-local-as': (places) => `BGPPeer spec.myASN: ${asOf(places)}`,
  'set-peer-as': (places) => `BGPPeer spec.peerASN: ${asOf(places)}`,
  'set-source-address': () => 'BGPPeer spec.sourceAddress: ADDRESS',
  'set-router-id': () => 'BGPPeer spec.routerID: ADDRESS',
  'announce-routes': () =>
    'BGPAdvertisement spec.ipAddressPools: [POOL], without peers and nodeSelectors that leave this one out',
};
