import type { Reference } from '../../model/report.ts';

export const IP_SYSCTL: Reference = {
  title: 'Linux: IP sysctls',
  url: 'https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html',
};
export const SYSCTL_D: Reference = {
  title: 'sysctl.d(5)',
  url: 'https://www.freedesktop.org/software/systemd/man/latest/sysctl.d.html',
};
export const FELIX: Reference = {
  title: 'Calico: Felix configuration (ipForwarding)',
  url: 'https://docs.tigera.io/calico/latest/reference/resources/felixconfig',
};
export const CILIUM: Reference = {
  title: 'Cilium: system requirements (rp_filter and systemd 245)',
  url: 'https://docs.cilium.io/en/stable/operations/system_requirements/',
};
export const BRIDGE_PLUGIN: Reference = {
  title: 'CNI: the bridge plugin',
  url: 'https://www.cni.dev/plugins/current/main/bridge/',
};
export const KUBE_ROUTER: Reference = {
  title: 'kube-router: user guide',
  url: 'https://www.kube-router.io/docs/user-guide/',
};
export const METALLB: Reference = {
  title: 'MetalLB: troubleshooting',
  url: 'https://metallb.io/troubleshooting/',
};
export const CONTAINER_RUNTIMES: Reference = {
  title: 'Kubernetes: forwarding IPv4 and letting iptables see bridged traffic',
  url: 'https://kubernetes.io/docs/setup/production-environment/container-runtimes/',
};
