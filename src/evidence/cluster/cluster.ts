import type {
  ClusterNode,
  ClusterOutput,
  ClusterPod,
  ClusterSeen,
  Network,
  PodBlock,
  Resource,
} from '../../model/cluster.ts';
import { type Fields, fieldsOf, isFields, listOf, textOf } from '../../parsers/fields.ts';
import { argumentsIn } from '../../parsers/kubernetes/arguments.ts';
import { networksIn, networksOfArgument } from './networks.ts';
import { servicesIn } from './services.ts';

/** What resources and arguments tell of a cluster; undefined where none were given. */
export function clusterOf(
  outputs: readonly ClusterOutput[],
  ownPrefixes: readonly string[] = [],
): ClusterSeen | undefined {
  if (outputs.length === 0) return undefined;
  const resources = outputs.flatMap((output) => output.resources ?? []);
  const given = [...outputs.flatMap((output) => output.arguments ?? []), ...resources.flatMap(argumentsOf)];
  return {
    networks: unique([...resources.flatMap(networksIn), ...given.flatMap(networksOfArgument)]),
    nodes: resources.flatMap(nodeIn),
    pods: resources.flatMap(podIn),
    services: servicesIn(resources),
    blocks: resources.flatMap(blockIn),
    declaredLoadBalancers: resources.flatMap(declaredIn),
    isPodNetworkShared: resources.some(isShared),
    ownPrefixes,
  };
}

/** The same range from several sources is one. */
function unique(networks: readonly Network[]): readonly Network[] {
  const seen = new Map<string, Network>();
  for (const network of networks) {
    const key = `${network.kind} ${network.range}`;
    if (!seen.has(key)) seen.set(key, network);
  }
  return [...seen.values()];
}

/** Of static pods, and of k3s, which notes its own on the node. */
function argumentsOf({ kind, body, at }: Resource) {
  if (kind === 'Node') {
    const noted = textOf(fieldsOf(fieldsOf(body['metadata'])['annotations'])['k3s.io/node-args']);
    return noted === null ? [] : argumentsIn(noted, at);
  }
  if (kind !== 'Pod' && kind !== 'DaemonSet') return [];
  const spec = fieldsOf(body['spec']);
  const template = fieldsOf(fieldsOf(spec['template'])['spec']);
  const containers = [...listOf(spec['containers']), ...listOf(template['containers'])].filter(isFields);
  return containers.flatMap((container) =>
    [...listOf(container['command']), ...listOf(container['args'])].flatMap((word) =>
      argumentsIn(textOf(word) ?? '', at),
    ),
  );
}

function nodeIn({ kind, apiVersion, name, body, at }: Resource): ClusterNode[] {
  if (kind !== 'Node') return [];
  if (apiVersion.includes('projectcalico.org')) {
    const bgp = fieldsOf(fieldsOf(body['spec'])['bgp']);
    return [{ name, addresses: [], peering: peeringOf([bgp['ipv4Address'], bgp['ipv6Address']], at, 'bgp'), at }];
  }
  const annotations = fieldsOf(fieldsOf(body['metadata'])['annotations']);
  const told = [annotations['projectcalico.org/IPv4Address'], annotations['projectcalico.org/IPv6Address']];
  const addresses = listOf(fieldsOf(body['status'])['addresses'])
    .filter(isFields)
    .flatMap((each) => (each['type'] === 'InternalIP' ? (textOf(each['address']) ?? []) : []));
  return [{ name, addresses, peering: peeringOf(told, at, 'projectcalico.org/IPv4Address'), at }];
}

const peeringOf = (values: readonly unknown[], at: Resource['at'], where: string) =>
  values.flatMap((value) => {
    const [address = ''] = (textOf(value) ?? '').split('/');
    return address === '' ? [] : [{ address, at: { ...at, text: `${at.text}: ${where} ${address}` } }];
  });

function podIn({ kind, name, namespace, body, at }: Resource): ClusterPod[] {
  const [spec, status]: Fields[] = [fieldsOf(body['spec']), fieldsOf(body['status'])];
  if (kind !== 'Pod' || spec?.['hostNetwork'] === true || status?.['phase'] !== 'Running') return [];
  const addresses = listOf(status['podIPs'])
    .filter(isFields)
    .flatMap((each) => textOf(each['ip']) ?? []);
  return [{ name: `${namespace ?? 'default'}/${name}`, node: textOf(spec?.['nodeName']), addresses, at }];
}

/** One that is pending, or about to go, has no route yet, or none any more. */
function blockIn({ kind, body, at }: Resource): PodBlock[] {
  const { cidr, node, state, deleted } = fieldsOf(body['spec']);
  const [prefix, name] = [textOf(cidr), textOf(node)];
  const isHeld = state === 'confirmed' && deleted !== 'true' && deleted !== true;
  return kind === 'BlockAffinity' && isHeld && prefix !== null && name !== null
    ? [{ node: name, prefix, at: { ...at, text: `${at.text}: ${prefix} of ${name}` } }]
    : [];
}

const declaredIn = ({ kind, body }: Resource): readonly string[] =>
  kind === 'BGPConfiguration'
    ? listOf(fieldsOf(body['spec'])['serviceLoadBalancerIPs'])
        .filter(isFields)
        .flatMap((each) => textOf(each['cidr']) ?? [])
    : [];

/** Cilium's IPAM modes in which the cloud hands out addresses of the nodes' subnets. */
const SHARED: ReadonlySet<unknown> = new Set(['eni', 'azure', 'alibabacloud', 'delegated-plugin']);
const isShared = ({ kind, name, body }: Resource): boolean =>
  (kind === 'ConfigMap' && name === 'cilium-config' && SHARED.has(fieldsOf(body['data'])['ipam'])) ||
  (kind === 'DaemonSet' && (name === 'aws-node' || name === 'azure-cns'));
