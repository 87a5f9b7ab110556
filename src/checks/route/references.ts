import type { Reference } from '../../model/report.ts';

export const IP_ROUTE: Reference = {
  title: 'ip-route(8)',
  url: 'https://man7.org/linux/man-pages/man8/ip-route.8.html',
};
export const IP_NEIGHBOUR: Reference = {
  title: 'ip-neighbour(8)',
  url: 'https://man7.org/linux/man-pages/man8/ip-neighbour.8.html',
};
export const CALICO_BGP: Reference = {
  title: 'Calico: overlay networking and BGP',
  url: 'https://docs.tigera.io/calico/latest/networking/determine-best-networking',
};
export const FRR_NHT: Reference = {
  title: 'FRR: nexthop tracking (ip nht resolve-via-default)',
  url: 'https://docs.frrouting.org/en/latest/zebra.html',
};
export const NETWORKD: Reference = {
  title: 'networkd.conf(5): ManageForeignRoutes=',
  url: 'https://www.freedesktop.org/software/systemd/man/latest/networkd.conf.html',
};
export const CALICO_NETWORK_MANAGER: Reference = {
  title: 'Calico: configure NetworkManager',
  url: 'https://docs.tigera.io/calico/latest/operations/troubleshoot/troubleshooting#configure-networkmanager',
};
export const FRR_MULTIPATH: Reference = {
  title: 'FRR: BGP multipath (maximum-paths)',
  url: 'https://docs.frrouting.org/en/latest/bgp.html',
};
export const KUBERNETES_NETWORK: Reference = {
  title: 'Kubernetes: the network model',
  url: 'https://kubernetes.io/docs/concepts/services-networking/#the-kubernetes-network-model',
};
