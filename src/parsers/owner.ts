import type { Daemon } from '../model/peer-status.ts';
import type { AnySection } from './format.ts';

/** Whose daemon it is, where the command above the output tells: kube-router carries GoBGP, MetalLB FRR. */
export function ownerOf({ command, speaker = null }: AnySection, daemon: 'gobgp' | 'frr'): Daemon {
  if (speaker === 'kube-router' || speaker === 'metallb') return speaker;
  if (command === null) return daemon;
  if (daemon === 'gobgp') return /\bkube-router/.test(command) ? 'kube-router' : 'gobgp';
  return /\bmetallb|\bfrr-k8s/.test(command) ? 'metallb' : 'frr';
}
