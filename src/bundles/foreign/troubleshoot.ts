/** Support bundles of troubleshoot.sh: what any of them holds of the cluster, and all that `docs/troubleshoot-spec.yaml` asks of the nodes. */
import { DAEMON_COLLECTORS } from '../../collectors/daemons.ts';
import type { Speaker } from '../../collectors/collector.ts';
import { toSegment } from '../../collectors/collect.ts';
import type { Adapter, Layout, Listed, Missing, Placed } from './adapter.ts';
import { commandOf, missingOutput, placeOutput, placeResource } from './place.ts';

const TOOL = 'troubleshoot.sh';

/** Of all namespaces in a file, or a file each. */
const LISTS: ReadonlyMap<string, string> = new Map([
  ['nodes', 'nodes'],
  ['services', 'services'],
  ['endpointslices', 'endpointslices'],
  ['configmaps', 'configmaps'],
]);
/** Where kubeadm and CNIs keep theirs: those of others are their own business. */
const SETTINGS: ReadonlySet<string> = new Set(['kube-system', 'kube-flannel']);
const CUSTOM =
  /^(?:bgp|block|caliconode|felix|ippool|cilium(?:bgp|loadbalancer|nodes)|bfd|communit|ipaddress|l2|servicebgp|frr|installation)\w*\.(?:crd\.projectcalico\.org|operator\.tigera\.io|cilium\.io|metallb\.io|frrk8s\.metallb\.io)$/;

const OF_NODE = /^k8sdoctor\/([^/]+)\.log\/([\w.-]+)$/;

/** What every node has an answer to. */
const EXPECTED = ['sysctl.txt', 'ip-addr.json', 'ip-4-route.json'];

export const troubleshoot: Adapter = {
  tool: TOOL,
  sign: /^((?:[^/]+\/)*?)(?:cluster-info\/cluster_version\.json|cluster-resources\/(?:nodes|namespaces)\.json|k8sdoctor\/[^/]+\.log\/.+)$/,
  tells: /^version\.yaml$/,
  layOut(files, told) {
    const placed: Placed[] = files.flatMap(placeOfCluster);
    const missing: Missing[] = [];
    const nodes: Layout['nodes'][number][] = [];
    for (const [node, outputs] of byNode(files)) {
      const speakers = new Set<Speaker>();
      for (const [file, { name }] of outputs) {
        const speaker = speakerOf(file);
        if (speaker !== null) speakers.add(speaker);
        if (file.endsWith('.pcap')) placed.push({ ...capture(node), from: name });
        else placed.push(placeOutput(name, file, commandOf(file, speaker), { node, speaker, pod: null }));
      }
      const owner = { node, speaker: null, pod: null };
      for (const file of EXPECTED) {
        if (!outputs.has(file) && !outputs.has(file.replace('.json', '.txt')))
          missing.push(missingOutput(file, commandOf(file, null), owner));
      }
      nodes.push({
        name: node,
        transport: TOOL,
        speakers: [...speakers].map((speaker) => ({ speaker, pod: null, transport: TOOL })),
        ports: [],
        peers: [],
      });
    }
    const [, version] = /versionNumber: ["']?(v?\d[\w.-]*)/.exec(told.get('version.yaml') ?? '') ?? [];
    return { version: version?.replace(/^v/, '') ?? null, nodes, placed, missing };
  },
};

function placeOfCluster({ name }: Listed): readonly Placed[] {
  const [, list, namespace, rest = ''] =
    /^cluster-resources\/([\w-]+)(?:\/([^/]+?)(?:\/([^/]+?))?)?\.json$/.exec(name) ?? [];
  if (list === undefined) return [];
  if (list === 'custom-resources') {
    return CUSTOM.test(namespace ?? '')
      ? [placeResource(name, `${namespace}${rest === '' ? '' : `-${toSegment(rest)}`}.json`)]
      : [];
  }
  const file = LISTS.get(list);
  if (file === undefined || rest !== '' || (list === 'configmaps' && !SETTINGS.has(namespace ?? ''))) return [];
  return [placeResource(name, `${file}${namespace === undefined ? '' : `-${toSegment(namespace)}`}.json`)];
}

function byNode(files: readonly Listed[]): ReadonlyMap<string, ReadonlyMap<string, Listed>> {
  const nodes = new Map<string, Map<string, Listed>>();
  for (const listed of files) {
    const [, node, file] = OF_NODE.exec(listed.name) ?? [];
    if (node === undefined || file === undefined) continue;
    const known = nodes.get(node);
    if (known === undefined) nodes.set(node, new Map([[file, listed]]));
    else known.set(file, listed);
  }
  return nodes;
}

const capture = (node: string): Omit<Placed, 'from'> => ({
  path: `captures/${toSegment(node)}.pcap`,
  kind: 'capture',
  node,
  speaker: null,
  pod: null,
  command: ['tcpdump'],
  topics: ['bgp'],
  essential: true,
});

/** `calico6-routes.txt` is the collector's `calico6-routes`, whose speaker is Calico. */
function speakerOf(file: string): Speaker | null {
  return DAEMON_COLLECTORS.find(({ variants }) => variants.some((variant) => variant.file === file))?.speaker ?? null;
}
