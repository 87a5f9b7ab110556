/** The resources of cilium.io that say who should speak with whom, by their plurals. */
export const CILIUM_RESOURCES: readonly string[] = [
  'ciliumbgpadvertisements',
  'ciliumbgpclusterconfigs',
  'ciliumbgpnodeconfigoverrides',
  'ciliumbgpnodeconfigs',
  'ciliumbgppeerconfigs',
  'ciliumbgppeeringpolicies',
  'ciliumloadbalancerippools',
  'ciliumnodes',
];
