/** `cilium sysdump` of cilium-cli 0.9 to 0.19: resources as YAML, and the archive of cilium-bugtool of each agent, unpacked or not. */
import { CILIUM_RESOURCES } from '../../collectors/cilium-resources.ts';
import type { Adapter, Layout, Listed, Missing, Placed } from './adapter.ts';
import { placeBugtool } from './bugtool-outputs.ts';
import { placeOutput, placeResource } from './place.ts';

const TIME = String.raw`\d{8}-\d{6}`;

/** `cilium-bugtool-cilium-x7wq2-20251122-110733/cmd/…`; a part of its name is the pod's. Where it could not be unpacked, it is `….tar.gz`. */
const BUGTOOL = new RegExp(String.raw`^cilium-bugtool-(.+)-${TIME}(?:\.tar(?:\.gz)?/[^/]+)?/(?=cmd/[^/]+$)`);

/** Of the cluster: by the name of the file before its time, under the name that ours has. */
const RESOURCES: ReadonlyMap<string, string> = new Map([
  ['k8s-nodes', 'nodes'],
  ['k8s-services', 'services'],
  ['k8s-endpointslices', 'endpointslices'],
  ['cilium-configmap', 'configmaps'],
  ...CILIUM_RESOURCES.map((plural) => [plural, `${plural}.cilium.io`] as const),
]);
const RESOURCE = new RegExp(`^([\\w-]+)-${TIME}\\.yaml$`);

/** Only some lines of it tell more than a status does, but those nothing else tells. */
const AGENT_LOG = new RegExp(`^logs-(.+)-cilium-agent-${TIME}\\.log$`);

export const ciliumSysdump: Adapter = {
  tool: 'cilium sysdump',
  sign: new RegExp(
    `^((?:[^/]+/)*?)(?:k8s-(?:nodes|version|pods)|cilium(?:nodes|identities|-configmap|-daemonset))-${TIME}\\.(?:yaml|txt)$`,
  ),
  tells: new RegExp(`^(?:k8s-pods-${TIME}\\.txt|cilium-daemonset-${TIME}\\.yaml)$`),
  layOut(files, told) {
    const pods = parsePods(textOf(told, /^k8s-pods-/));
    const resources = files.flatMap(({ name }): Placed[] => {
      const file = RESOURCES.get(RESOURCE.exec(name)?.[1] ?? '');
      return file === undefined ? [] : [placeResource(name, `${file}.yaml`)];
    });
    const placed: Placed[] = [...resources];
    const missing: Missing[] = [];
    const nodes: Layout['nodes'][number][] = [];
    const logs = new Map(files.map(({ name }) => [AGENT_LOG.exec(name)?.[1], name] as const));
    for (const [folder, { pod, listed }] of bugtoolsOf(files)) {
      const { namespace, node } = pods.get(pod) ?? { namespace: 'kube-system', node: pod };
      const owner = { node, speaker: 'cilium', pod: `${namespace}/${pod}` } as const;
      const found = placeBugtool(listed, folder, owner);
      placed.push(...found.placed);
      const log = logs.get(pod);
      if (log !== undefined) placed.push(placeOutput(log, 'cilium-log.txt', ['kubectl', 'logs'], owner));
      missing.push(...found.missing);
      nodes.push(toNode(node, owner.pod));
    }
    // With --quick there is none, and with --node-list there are few.
    const asked = new Set(nodes.map(({ name }) => name));
    for (const [name, { namespace, node, isAgent }] of pods) {
      if (!isAgent || asked.has(node)) continue;
      const pod = `${namespace}/${name}`;
      missing.push(...placeBugtool([], '', { node, speaker: 'cilium', pod }).missing);
      nodes.push(toNode(node, pod));
    }
    return { version: versionOf(textOf(told, /^cilium-daemonset-/)), nodes, placed, missing };
  },
};

const toNode = (name: string, pod: string): Layout['nodes'][number] => ({
  name,
  transport: 'cilium sysdump',
  speakers: [{ speaker: 'cilium', pod, transport: 'cilium sysdump' }],
  ports: [],
  peers: [],
});

function textOf(told: ReadonlyMap<string, string>, name: RegExp): string {
  return [...told].find(([key]) => name.test(key))?.[1] ?? '';
}

/** The agents' archives, by the folder that their outputs lie in. */
function bugtoolsOf(files: readonly Listed[]) {
  const found = new Map<string, { readonly pod: string; readonly listed: Listed[] }>();
  for (const file of files) {
    const [folder, pod] = BUGTOOL.exec(file.name) ?? [];
    if (folder === undefined || pod === undefined) continue;
    const known = found.get(folder);
    if (known === undefined) found.set(folder, { pod, listed: [file] });
    else known.listed.push(file);
  }
  return found;
}

interface PodPlace {
  readonly namespace: string;
  readonly node: string;
  readonly isAgent: boolean;
}

/** The table of `kubectl get pods -A -o wide`: its columns may hold spaces (`2 (3h ago)`), so they are cut by their heads. */
function parsePods(text: string): ReadonlyMap<string, PodPlace> {
  const [head = '', ...lines] = text.split('\n');
  const starts = new Map([...head.matchAll(/\S+(?: \S+)*/g)].map(({ 0: name, index }) => [name, index]));
  const cell = (line: string, name: string): string =>
    line.slice(starts.get(name) ?? line.length).split(/\s/, 1)[0] ?? '';
  return new Map(
    lines.flatMap((line): [string, PodPlace][] => {
      const [namespace, name, node] = [cell(line, 'NAMESPACE'), cell(line, 'NAME'), cell(line, 'NODE')];
      if (name === '' || node === '' || node === '<none>') return [];
      return [[name, { namespace, node, isAgent: /^cilium-[a-z0-9]{5}$/.test(name) }]];
    }),
  );
}

/** Of the agent's image. */
function versionOf(daemonSet: string): string | null {
  const [, version] = /\bimage: \S*\/cilium(?:-ci)?:(v?\d[\w.-]*)/.exec(daemonSet) ?? [];
  return version === undefined ? null : `Cilium ${version.replace(/^v/, '')}`;
}
