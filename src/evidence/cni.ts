import type { EvidenceRef } from '../model/report.ts';
import type { Cni, CniLink } from '../model/node.ts';

interface LinkName {
  readonly pattern: RegExp;
  readonly cni: Cni | null;
  readonly role: CniLink['role'];
}

/** How each CNI names its links on a node, in its own sources. `tunl0` alone says nothing: the module ipip makes one everywhere. */
const LINK_NAMES: readonly LinkName[] = [
  { pattern: /^cali[\da-f]{11}$/, cni: 'calico', role: 'pod' },
  { pattern: /^(?:vxlan\.calico|vxlan-v6\.calico|wireguard\.cali|wg-v6\.cali)$/, cni: 'calico', role: 'tunnel' },
  { pattern: /^bpf(?:in|out)\.cali$/, cni: 'calico', role: 'host' },
  { pattern: /^lxc(?:[\da-f]{6,12}|_health)$/, cni: 'cilium', role: 'pod' },
  { pattern: /^cilium_(?:vxlan|geneve|wg0)$/, cni: 'cilium', role: 'tunnel' },
  { pattern: /^cilium_(?:host|net)$/, cni: 'cilium', role: 'host' },
  { pattern: /^flannel(?:-v6)?\.\d+$|^flannel-wg/, cni: 'flannel', role: 'tunnel' },
  { pattern: /^kube-bridge$/, cni: 'kube-router', role: 'bridge' },
  { pattern: /^kube-dummy-if$/, cni: 'kube-router', role: 'host' },
  { pattern: /^tun-[\da-f]{11}$/, cni: 'kube-router', role: 'tunnel' },
  { pattern: /^(?:cni|cbr)\d$/, cni: null, role: 'bridge' },
];

/** What an interface of that name is to a CNI; null of any other one. */
export function linkOf(name: string, at: EvidenceRef): CniLink | null {
  const found = LINK_NAMES.find(({ pattern }) => pattern.test(name));
  return found === undefined ? null : { cni: found.cni, role: found.role, at };
}
