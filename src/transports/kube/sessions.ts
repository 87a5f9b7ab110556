/** The sessions that resources ask for: on which node, with whom, by which ports. */
import type { Speaker } from '../../collectors/collector.ts';
import { fieldsOf, listOf, numberOf, textOf } from '../../parsers/fields.ts';
import type { CustomResource } from './objects.ts';
import type { Resources } from './resources.ts';
import { type Labels, matchesCalico, matchesSelector } from './selector.ts';

export interface Expected {
  readonly speaker: Speaker;
  /** Null: a node of the mesh, whose peers are the other nodes. */
  readonly peer: string | null;
  /** Of either side, beside 179. */
  readonly ports: readonly number[];
}

export interface NodeLabels {
  readonly name: string;
  readonly labels: Labels;
}

/** By node. Null where the resources could not be read: then nobody knows which nodes matter. */
export function expectedOn(node: NodeLabels, speaker: Speaker, resources: Resources): readonly Expected[] | null {
  const sources = SOURCES[speaker];
  if (sources === undefined) return null;
  const known = sources.filter(({ list }) => resources.lists.has(list));
  if (known.length === 0) return null;
  return known.flatMap(({ list, read }) =>
    (resources.lists.get(list) ?? []).flatMap((resource) =>
      read(resource, node, resources).map(({ peer, ports }) => ({ speaker, peer, ports })),
    ),
  );
}

type Read = (resource: CustomResource, node: NodeLabels, resources: Resources) => readonly Omit<Expected, 'speaker'>[];

const calicoConfiguration: Read = ({ metadata, spec }) => {
  if (metadata.name !== 'default') return [];
  const { listenPort, nodeToNodeMeshEnabled } = fieldsOf(spec);
  return nodeToNodeMeshEnabled === false && listenPort === undefined
    ? []
    : [{ peer: null, ports: portsOf(listenPort) }];
};

const calicoPeer: Read = ({ spec }, { name, labels }) => {
  const { peerIP, node, nodeSelector } = fieldsOf(spec);
  const isMeant = textOf(node) === null ? matchesCalico(textOf(nodeSelector) ?? 'all()', labels) : node === name;
  const told = textOf(peerIP);
  if (!isMeant) return [];
  return [told === null ? { peer: null, ports: [] } : splitPort(told)];
};

/** What the operator made of CiliumBGPClusterConfig and its overrides: it is named as its node is. */
const ciliumNodeConfig: Read = ({ metadata, spec }, { name }, { lists }) => {
  if (metadata.name !== name) return [];
  return listOf(fieldsOf(spec)['bgpInstances'])
    .map(fieldsOf)
    .flatMap(({ localPort, peers }) =>
      listOf(peers)
        .map(fieldsOf)
        .map(({ peerAddress, peerConfigRef }) => {
          const config = lists
            .get('ciliumbgppeerconfigs.cilium.io')
            ?.find((one) => one.metadata.name === textOf(fieldsOf(peerConfigRef)['name']));
          const { peerPort } = fieldsOf(fieldsOf(config?.spec)['transport']);
          return { peer: textOf(peerAddress), ports: portsOf(localPort, peerPort) };
        }),
    );
};

/** Before the operator has made a node's configuration of it, or where it makes none. */
const ciliumClusterConfig: Read = ({ spec }, { name, labels }, { lists }) => {
  const { nodeSelector, bgpInstances } = fieldsOf(spec);
  const made = lists.get('ciliumbgpnodeconfigs.cilium.io')?.some(({ metadata }) => metadata.name === name);
  if (made === true || !matchesSelector(nodeSelector, labels)) return [];
  return listOf(bgpInstances)
    .map(fieldsOf)
    .flatMap(({ localPort, peers }) =>
      listOf(peers).map((peer) => ({ peer: textOf(fieldsOf(peer)['peerAddress']), ports: portsOf(localPort) })),
    );
};

const ciliumPolicy: Read = ({ spec }, { labels }) => {
  const { nodeSelector, virtualRouters } = fieldsOf(spec);
  if (!matchesSelector(nodeSelector, labels)) return [];
  return listOf(virtualRouters)
    .flatMap((router) => listOf(fieldsOf(router)['neighbors']).map(fieldsOf))
    .map(({ peerAddress, peerPort }) => ({
      peer: textOf(peerAddress)?.replace(/\/\d+$/, '') ?? null,
      ports: portsOf(peerPort),
    }));
};

const metallbPeer: Read = ({ spec }, { labels }) => {
  const { peerAddress, peerPort, nodeSelectors } = fieldsOf(spec);
  const selectors = listOf(nodeSelectors);
  if (selectors.length > 0 && !selectors.some((selector) => matchesSelector(selector, labels))) return [];
  return [{ peer: textOf(peerAddress), ports: portsOf(peerPort) }];
};

const frrConfiguration: Read = ({ spec }, { labels }) => {
  const { nodeSelector, bgp } = fieldsOf(spec);
  if (!matchesSelector(nodeSelector, labels)) return [];
  return listOf(fieldsOf(bgp)['routers'])
    .flatMap((router) => listOf(fieldsOf(router)['neighbors']).map(fieldsOf))
    .map(({ address, port }) => ({ peer: textOf(address), ports: portsOf(port) }));
};

/** kube-router peers with every node of its AS, and with routers that annotations name. */
const kubeRouterNode: Read = ({ metadata }, { name }) => {
  if (metadata.name !== name) return [];
  const { annotations = {} } = metadata;
  const ports = (annotations['kube-router.io/peer.ports'] ?? '').split(',').map(Number);
  const peers = (annotations['kube-router.io/peer.ips'] ?? '').split(',').filter((peer) => peer !== '');
  return [{ peer: null, ports: portsOf(...ports) }, ...peers.map((peer) => ({ peer, ports: [] }))];
};

const SOURCES: Readonly<Partial<Record<Speaker, readonly { readonly list: string; readonly read: Read }[]>>> = {
  calico: [
    { list: 'bgpconfigurations.crd.projectcalico.org', read: calicoConfiguration },
    { list: 'bgppeers.crd.projectcalico.org', read: calicoPeer },
  ],
  cilium: [
    { list: 'ciliumbgpnodeconfigs.cilium.io', read: ciliumNodeConfig },
    { list: 'ciliumbgpclusterconfigs.cilium.io', read: ciliumClusterConfig },
    { list: 'ciliumbgppeeringpolicies.cilium.io', read: ciliumPolicy },
  ],
  'kube-router': [{ list: 'nodes', read: kubeRouterNode }],
  metallb: [
    { list: 'bgppeers.metallb.io', read: metallbPeer },
    { list: 'frrconfigurations.frrk8s.metallb.io', read: frrConfiguration },
  ],
};

const BGP_PORT = 179;

function portsOf(...values: readonly unknown[]): number[] {
  return values.map(numberOf).filter((port): port is number => port !== null && port > 0 && port !== BGP_PORT);
}

/** `10.0.0.1`, `10.0.0.1:1179`, `[2001:db8::1]:1179` */
function splitPort(text: string): Omit<Expected, 'speaker'> {
  const [, bracketed, dotted, port] = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d+))?$/.exec(text) ?? [];
  return { peer: bracketed ?? dotted ?? text, ports: portsOf(port === undefined ? null : Number(port)) };
}
