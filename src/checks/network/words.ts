import type { NetworkKind } from '../../model/cluster.ts';

/** As a person calls such a range. */
export const KINDS: Readonly<Record<NetworkKind, string>> = {
  pods: 'the pod network',
  services: 'the service network',
  'load-balancer': 'the load-balancer range',
};
