import type { Commands } from './actions.ts';
import { asOf } from './values.ts';

/**
 * BIRD is generated from these resources: what they do not say cannot be set. `asNumber` of a BGPPeer is the remote one.
 * https://docs.tigera.io/calico/latest/reference/resources/bgppeer, …/bgpconfig, …/felixconfig, …/node
 */
export const calico: Commands = {
  'add-neighbor': (places) => `BGPPeer spec: peerIP: ${places.peer}, asNumber: ${asOf(places)}`,
  'agree-on-password': () =>
    'BGPPeer spec.password.secretKeyRef: name, key (in the namespace of calico-node, which must be allowed to read it)',
  'enable-graceful-restart': () => 'BGPPeer spec.maxRestartTime: 120s',
  'lower-minimum-hold-time': null,
  'open-firewall': () =>
    'FelixConfiguration spec.failsafeInboundHostPorts and failsafeOutboundHostPorts: keep {protocol: tcp, port: 179} in them, as by default',
  'raise-max-prefixes': null,
  'send-no-capabilities': null,
  'set-local-as': (places) =>
    `BGPConfiguration default spec.asNumber: ${asOf(places)}, or of one node: Node spec.bgp.asNumber`,
  'set-peer-as': (places) => `BGPPeer spec.asNumber: ${asOf(places)}`,
  'start-listening': () => 'BGPConfiguration spec.listenPort: 179',
  'announce-routes': () =>
    'BGPConfiguration default spec.serviceClusterIPs, serviceExternalIPs, serviceLoadBalancerIPs: [{cidr: CIDR}]; pod CIDRs by IPPool, unless disableBGPExport is set',
};
