import type { Commands } from './actions.ts';
import { asOf } from './values.ts';

/**
 * BIRD is generated from these resources: what they do not say cannot be set. `asNumber` of a BGPPeer is the remote one.
 * https://docs.tigera.io/calico/latest/reference/resources/bgppeer, …/bgpconfig, …/felixconfig, …/node
 * https://docs.tigera.io/calico/latest/networking/ipam/ipv6, …/networking/ipam/ip-autodetection, …/network-policy/comms/secure-bgp
 */
export const calico: Commands = {
  'accept-own-as': () => 'BGPPeer spec.numAllowedLocalASNumbers: 1',
  'add-neighbor': (places) => `BGPPeer spec: peerIP: ${places.peer}, asNumber: ${asOf(places)}`,
  'agree-on-password': () =>
    'BGPPeer spec.password.secretKeyRef: name, key (in the namespace of calico-node, which must be allowed to read it)',
  'drop-ttl-security': () => 'BGPPeer spec: without ttlSecurity',
  'enable-graceful-restart': () => 'BGPPeer spec.maxRestartTime: 120s',
  'lower-minimum-hold-time': null,
  'open-firewall': () =>
    'FelixConfiguration spec.failsafeInboundHostPorts and failsafeOutboundHostPorts: keep {protocol: tcp, port: 179} in them, as by default',
  'raise-max-prefixes': null,
  'raise-ttl': () => 'BGPPeer spec.ttlSecurity: HOPS (for a neighbor with GTSM: it sends TTL 255 then)',
  'see-key-in-effect': () =>
    "the service account of calico-node needs a Role that may get, list and watch the Secret, in calico-node's namespace",
  'send-no-capabilities': null,
  'set-local-as': (places) =>
    `BGPConfiguration default spec.asNumber: ${asOf(places)}, or of one node: Node spec.bgp.asNumber`,
  'set-router-id': () =>
    'environment of calico-node: CALICO_ROUTER_ID=ADDRESS on each node (hash may give one in 224.0.0.0/3, which routers refuse)',
  'set-source-address': () =>
    'Node spec.bgp.ipv4Address, as IP_AUTODETECTION_METHOD of calico-node finds it (operator: nodeAddressAutodetectionV4); BGPPeer spec.sourceAddress: None leaves it to the kernel',
  'set-peer-as': (places) => `BGPPeer spec.asNumber: ${asOf(places)}`,
  'start-listening': () => 'BGPConfiguration spec.listenPort: 179',
  'announce-routes': () =>
    'BGPConfiguration default spec.serviceClusterIPs, serviceExternalIPs, serviceLoadBalancerIPs: [{cidr: CIDR}]; pod CIDRs by IPPool, unless disableBGPExport is set',
};
