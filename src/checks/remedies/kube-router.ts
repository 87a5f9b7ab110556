import type { Commands } from './actions.ts';
import { asOf } from './values.ts';

/** Flags for all nodes, annotations of one. https://kube-router.io/docs/bgp, https://github.com/cloudnativelabs/kube-router/blob/master/docs/user-guide.md */
export const kubeRouter: Commands = {
  'add-neighbor': (places) => `--peer-router-ips=${places.peer} --peer-router-asns=${asOf(places)}`,
  'agree-on-password': () => '--peer-router-passwords (each in base64, in the order of --peer-router-ips)',
  'enable-graceful-restart': () => '--bgp-graceful-restart',
  'raise-max-prefixes': null,
  'raise-ttl': () => '--peer-router-multihop-ttl=HOPS',
  'send-no-capabilities': null,
  'set-local-as': (places) => `--cluster-asn=${asOf(places)}, or of one node: annotation kube-router.io/node.asn`,
  'set-peer-as': (places) => `--peer-router-asns=${asOf(places)}, or of one node: annotation kube-router.io/peer.asns`,
  'set-source-address': () => 'annotation kube-router.io/peer.localips=ADDRESS (one for each peer)',
  'set-router-id': () => '--router-id=ADDRESS',
  'announce-routes': () =>
    '--advertise-cluster-ip, --advertise-external-ip, --advertise-loadbalancer-ip, --advertise-pod-cidr',
  'set-next-hop': () => '--override-nexthop',
};
