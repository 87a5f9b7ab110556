/** `calicoctl cluster diags` (its names are those of 3.30) and `calicoctl node diags` (one node alone; unchanged since 2017). */
import type { Adapter, Layout, Listed, Missing, Placed } from './adapter.ts';
import { missingOutput, type Owner, placeOutput, placeResource } from './place.ts';

type Row = readonly [name: string, file: string, command: string];

/** Of the host's kernel, asked in the pod of calico-node: it is in the host's network namespace. */
const OF_CLUSTER: readonly Row[] = [
  ['ip-route.txt', 'ip-4-route.txt', 'ip route show table all'],
  ['ip-route-v6.txt', 'ip-6-route.txt', 'ip -6 route show table all'],
  ['ip-rule.txt', 'ip-4-rule.txt', 'ip rule'],
  ['ip-addr.txt', 'ip-addr.txt', 'ip addr'],
  ['ip-link.txt', 'ip-link.txt', 'ip link'],
  ['ip-neigh.txt', 'ip-neigh.txt', 'ip neigh'],
  ['iptables-legacy-save.txt', 'iptables-save.txt', 'iptables-legacy-save -c'],
  ['iptables-nft-save.txt', 'iptables-save.txt', 'iptables-nft-save -c'],
  ['nft-ruleset.txt', 'nft.txt', 'nft -n -a list ruleset'],
];

const OF_NODE: readonly Row[] = [
  ['ipv4_route', 'ip-4-route.txt', 'ip -4 route'],
  ['ipv6_route', 'ip-6-route.txt', 'ip -6 route'],
  ['ipv4_addr', 'ip-addr.txt', 'ip -4 addr'],
  ['ipv6_addr', 'ip-addr.txt', 'ip -6 addr'],
  ['ipv4_tables', 'iptables-save.txt', 'iptables-save -c'],
  ['ipv6_tables', 'ip6tables-save.txt', 'ip6tables-save -c'],
  ['netstat', 'netstat.txt', 'netstat -a -n'],
  ['ss', 'ss.txt', 'ss -a -n'],
];

/** What neither of them asks of a node, and a verdict on BGP would need. */
function neverAsked(agent: Owner): readonly Missing[] {
  const host: Owner = { ...agent, speaker: null, pod: null };
  return [
    missingOutput('calico-protocols.txt', ['birdcl', 'show', 'protocols', 'all'], agent),
    missingOutput('sysctl.txt', ['sysctl', '-a'], host),
  ];
}

function placeRows(rows: readonly Row[], folder: string, names: ReadonlySet<string>, node: string) {
  const host: Owner = { node, speaker: null, pod: null };
  const placed: Placed[] = [];
  const missing: Missing[] = [];
  for (const [name, file, command] of rows) {
    const argv = command.split(' ');
    if (names.has(`${folder}${name}`)) placed.push(placeOutput(`${folder}${name}`, file, argv, host));
    else if (!ALTERNATIVES.has(name)) missing.push(missingOutput(file, argv, host));
  }
  return { placed, missing };
}
/** `ss` is asked only where `netstat` is not installed. */
const ALTERNATIVES: ReadonlySet<string> = new Set(['ss', 'netstat']);

const toNode = (name: string, pod: string | null, tool: string): Layout['nodes'][number] => ({
  name,
  transport: tool,
  speakers: [{ speaker: 'calico', pod, transport: tool }],
  ports: [],
  peers: [],
});

const NODE = /^nodes\/([^/]+)\/(?:[^/]+\.txt|([^/]+)\/(calico-node-[\w-]+)\.log)$/;
const CUSTOM =
  /^cluster\/crd\/((?:bgp|block|caliconode|felix|ippool)\w*\.crd\.projectcalico\.org|installations\.operator\.tigera\.io)\.yaml$/;
const CORE = /^cluster\/kubernetes\/(nodes|services|endpointslices|configmaps)\.yaml$/;
const CLUSTER_DIAGS = 'calicoctl cluster diags';

export const calicoClusterDiags: Adapter = {
  tool: CLUSTER_DIAGS,
  sign: /^((?:[^/]+\/)*?)(?:cluster\/crd\/[\w.-]*projectcalico[\w.-]*\.yaml|nodes\/[^/]+\/(?:iptables-legacy-save|bpf-conntrack)\.txt)$/,
  tells: /^cluster\/crd\/clusterinformations\.crd\.projectcalico\.org\.yaml$/,
  layOut(files, told) {
    const names = new Set(files.map(({ name }) => name));
    const placed: Placed[] = files.flatMap(({ name }) => {
      const file = CUSTOM.exec(name)?.[1] ?? CORE.exec(name)?.[1];
      return file === undefined ? [] : [placeResource(name, `${file}.yaml`)];
    });
    const missing: Missing[] = [];
    const nodes: Layout['nodes'][number][] = [];
    for (const [node, pod] of podsByNode(files)) {
      const found = placeRows(OF_CLUSTER, `nodes/${node}/`, names, node);
      placed.push(...found.placed);
      const agent: Owner = { node, speaker: 'calico', pod };
      if (pod !== null)
        placed.push(placeOutput(`nodes/${node}/${pod}.log`, 'calico-log.txt', ['kubectl', 'logs'], agent));
      missing.push(...found.missing, ...neverAsked(agent));
      nodes.push(toNode(node, pod, CLUSTER_DIAGS));
    }
    const [, version] = /calicoVersion: v?(\d[\w.-]*)/.exec([...told.values()].join('\n')) ?? [];
    return { version: version === undefined ? null : `Calico ${version}`, nodes, placed, missing };
  },
};

/** Nodes with an output, and the pod of calico-node there. */
function podsByNode(files: readonly Listed[]): ReadonlyMap<string, string | null> {
  const pods = new Map<string, string | null>();
  for (const { name } of files) {
    const [, node, namespace, pod] = NODE.exec(name) ?? [];
    if (node !== undefined) pods.set(node, pod === undefined ? (pods.get(node) ?? null) : `${namespace}/${pod}`);
  }
  return pods;
}

const NODE_DIAGS = 'calicoctl node diags';

export const calicoNodeDiags: Adapter = {
  tool: NODE_DIAGS,
  sign: /^((?:[^/]+\/)*?diagnostics\/)(?:ipv[46]_(?:route|addr|tables)|journalctl_calico_node)$/,
  tells: /^hostname$/,
  layOut(files, told) {
    const node = told.get('hostname')?.trim().split('\n', 1)[0] || 'unknown';
    const { placed, missing } = placeRows(OF_NODE, '', new Set(files.map(({ name }) => name)), node);
    const agent: Owner = { node, speaker: 'calico', pod: null };
    return {
      version: null,
      nodes: [toNode(node, null, NODE_DIAGS)],
      placed,
      missing: [...missing, ...neverAsked(agent)],
    };
  },
};
