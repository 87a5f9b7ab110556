import type { Daemon } from '../../model/peer-status.ts';

/** As a person calls them. */
export const DAEMONS: Readonly<Partial<Record<Daemon, string>>> = {
  bird: 'BIRD',
  calico: "Calico's BIRD",
  frr: 'FRR',
  gobgp: 'GoBGP',
  'kube-router': 'kube-router',
};
