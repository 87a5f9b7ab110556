/** Resources to the networks that they give to pods, services and load balancers: kind by kind. */
import type { Argument, Network, NetworkKind, Resource } from '../../model/cluster.ts';
import { type Fields, fieldsOf, isFields, listOf, textOf } from '../../parsers/fields.ts';
import { parseRange } from '../../net/range.ts';

interface Told {
  readonly kind: NetworkKind;
  /** Of several with commas or spaces between them. */
  readonly ranges: readonly (string | null)[];
  readonly node?: string | null;
}
type Read = (resource: Resource) => readonly Told[];

export function networksIn(resource: Resource): readonly Network[] {
  const told = READERS[resource.kind]?.(resource) ?? [];
  const from = `${resource.kind} ${resource.name}`.trim();
  return told.flatMap(({ kind, ranges, node = null }) =>
    ranges
      .flatMap(split)
      .map((range) => ({ kind, range, from, node, at: { ...resource.at, text: `${from}: ${range}` } })),
  );
}

const ARGUMENTS: Readonly<Record<string, NetworkKind>> = {
  'cluster-cidr': 'pods',
  'pod-network-cidr': 'pods',
  'service-cidr': 'services',
  'service-cluster-ip-range': 'services',
};

export const networksOfArgument = ({ name, value, at }: Argument): readonly Network[] => {
  const kind = ARGUMENTS[name];
  if (kind === undefined) return [];
  return split(value).map((range) => ({ kind, range, from: `--${name}`, node: null, at }));
};

/** Only what is a range: whatever else stands there says nothing. */
const split = (text: string | null): readonly string[] =>
  (text ?? '').split(/[,\s]+/).filter((part) => part !== '' && parseRange(part) !== null);

const specOf = ({ body }: Resource): Fields => fieldsOf(body['spec']);
const textsOf = (value: unknown): readonly string[] => listOf(value).flatMap((each) => textOf(each) ?? []);

const READERS: Readonly<Record<string, Read>> = {
  // Kubernetes
  Node(resource) {
    const spec = specOf(resource);
    const ranges = [...textsOf(spec['podCIDRs']), textOf(spec['podCIDR'])];
    return [{ kind: 'pods', ranges: [...new Set(ranges)], node: resource.name }];
  },
  ServiceCIDR: (resource) => [{ kind: 'services', ranges: textsOf(specOf(resource)['cidrs']) }],
  ClusterConfiguration: ({ body }) =>
    ofKubeadm(textOf(fieldsOf(body['networking'])['podSubnet']), textOf(fieldsOf(body['networking'])['serviceSubnet'])),
  KubeProxyConfiguration: ({ body }) => [{ kind: 'pods', ranges: [textOf(body['clusterCIDR'])] }],
  ConfigMap: ofConfigMap,
  Service: ({ body }) => [{ kind: 'load-balancer', ranges: ingressOf(body) }],
  // Calico
  IPPool(resource) {
    const spec = specOf(resource);
    const uses = textsOf(spec['allowedUses']);
    const isForServices = uses.length > 0 && uses.every((use) => use === 'LoadBalancer');
    return [{ kind: isForServices ? 'load-balancer' : 'pods', ranges: [textOf(spec['cidr'])] }];
  },
  Installation(resource) {
    const pools = listOf(fieldsOf(specOf(resource)['calicoNetwork'])['ipPools']).filter(isFields);
    return [{ kind: 'pods', ranges: pools.map((pool) => textOf(pool['cidr'])) }];
  },
  // Cilium
  CiliumNode(resource) {
    const ranges = textsOf(fieldsOf(specOf(resource)['ipam'])['podCIDRs']);
    return [{ kind: 'pods', ranges, node: resource.name }];
  },
  CiliumLoadBalancerIPPool(resource) {
    const spec = specOf(resource);
    const blocks = [...listOf(spec['blocks']), ...listOf(spec['cidrs'])].filter(isFields);
    return [{ kind: 'load-balancer', ranges: blocks.map(blockOf) }];
  },
  // MetalLB
  IPAddressPool: (resource) => [
    { kind: 'load-balancer', ranges: textsOf(specOf(resource)['addresses']).map((range) => range.replaceAll(' ', '')) },
  ],
};

function blockOf(block: Fields): string | null {
  const [start, stop] = [textOf(block['start']), textOf(block['stop'])];
  return textOf(block['cidr']) ?? (start === null ? null : `${start}-${stop ?? start}`);
}

const ingressOf = (service: Fields): readonly (string | null)[] =>
  listOf(fieldsOf(fieldsOf(service['status'])['loadBalancer'])['ingress'])
    .filter(isFields)
    .map((ingress) => textOf(ingress['ip']));

const ofKubeadm = (pods: string | null, services: string | null): readonly Told[] => [
  { kind: 'pods', ranges: [pods] },
  { kind: 'services', ranges: [services] },
];

/** Configurations within a ConfigMap are texts themselves: of each the lines that count. */
function ofConfigMap({ name, body }: Resource): readonly Told[] {
  const data = fieldsOf(body['data']);
  const valueIn = (file: string, key: string): string | null =>
    new RegExp(`^[ \\t]*"?${key}"?:[ \\t]*["']?([\\da-fA-F:.,/ ]{3,200})`, 'm')
      .exec(textOf(data[file]) ?? '')?.[1]
      ?.trim() ?? null;
  switch (name) {
    case 'kubeadm-config':
      return ofKubeadm(valueIn('ClusterConfiguration', 'podSubnet'), valueIn('ClusterConfiguration', 'serviceSubnet'));
    case 'kube-proxy':
      return [{ kind: 'pods', ranges: [valueIn('config.conf', 'clusterCIDR')] }];
    case 'cilium-config':
      return [
        { kind: 'pods', ranges: [textOf(data['cluster-pool-ipv4-cidr']), textOf(data['cluster-pool-ipv6-cidr'])] },
      ];
    case 'kube-flannel-cfg':
      return [{ kind: 'pods', ranges: [valueIn('net-conf.json', 'Network'), valueIn('net-conf.json', 'IPv6Network')] }];
    default:
      return [];
  }
}
