/** Resources as kubectl prints them, as short as can be. */

export const pool = (cidr: string, name = 'default-ipv4-ippool'): string =>
  `---\napiVersion: crd.projectcalico.org/v1\nkind: IPPool\nmetadata:\n  name: ${name}\nspec:\n  cidr: ${cidr}\n`;
export const addressPool = (...ranges: readonly string[]): string =>
  `---\napiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata:\n  name: public\nspec:\n  addresses:\n${ranges.map((range) => `  - ${range}`).join('\n')}\n`;
export const kubeadm = (pods: string, services: string): string => `---
apiVersion: v1
kind: ConfigMap
metadata:
  name: kubeadm-config
data:
  ClusterConfiguration: |
    networking:
      podSubnet: ${pods}
      serviceSubnet: ${services}
`;
export const k8sNode = (name: string, address: string, rest = ''): string => `---
apiVersion: v1
kind: Node
metadata:
  name: ${name}
${rest}status:
  addresses:
  - address: ${address}
    type: InternalIP
`;
