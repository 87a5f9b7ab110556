import type { Reference } from '../../model/report.ts';

export const SPECIAL_PURPOSE: Reference = {
  title: 'IANA: IPv4 special-purpose address registry (RFC 6890)',
  url: 'https://www.iana.org/assignments/iana-ipv4-special-registry/iana-ipv4-special-registry.xhtml',
};
export const CLUSTER_NETWORKING: Reference = {
  title: 'Kubernetes: cluster networking (address ranges must not overlap)',
  url: 'https://kubernetes.io/docs/concepts/cluster-administration/networking/',
};
export const CALICO_AUTODETECTION: Reference = {
  title: 'Calico: IP autodetection methods',
  url: 'https://docs.tigera.io/calico/latest/networking/ipam/ip-autodetection',
};
