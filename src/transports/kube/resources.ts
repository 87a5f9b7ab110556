/** The resources that say who should speak with whom, as the API gives them: kept in the bundle, read for addresses and ports. */
import { CILIUM_RESOURCES } from '../../collectors/cilium-resources.ts';
import type { Artifact } from '../../collectors/collector.ts';
import { reasonOf } from '../../sources/source-error.ts';
import { ApiError, isMissing } from './api-error.ts';
import type { Asking, KubeClient } from './client.ts';
import type { ConfigMap, CustomResource, KubeObject } from './objects.ts';

interface Group {
  readonly group: string;
  readonly plurals: readonly string[];
}

/** Those of the API itself; each list is of the whole cluster. */
const CORE: readonly { readonly path: string; readonly file: string }[] = [
  { path: '/api/v1/nodes', file: 'nodes' },
  { path: '/api/v1/services', file: 'services' },
  { path: '/apis/discovery.k8s.io/v1/endpointslices', file: 'endpointslices' },
];

export const GROUPS: readonly Group[] = [
  {
    group: 'crd.projectcalico.org',
    plurals: [
      'bgpconfigurations',
      'bgpfilters',
      'bgppeers',
      'blockaffinities',
      'caliconodestatuses',
      'felixconfigurations',
      'ippools',
    ],
  },
  { group: 'operator.tigera.io', plurals: ['installations'] },
  { group: 'cilium.io', plurals: CILIUM_RESOURCES },
  {
    group: 'metallb.io',
    plurals: [
      'bfdprofiles',
      'bgpadvertisements',
      'bgppeers',
      'communities',
      'ipaddresspools',
      'l2advertisements',
      'servicebgpstatuses',
    ],
  },
  { group: 'frrk8s.metallb.io', plurals: ['bgpsessionstates', 'frrconfigurations', 'frrnodestates'] },
];

/** Settings of kubeadm and of CNIs. Secrets are not read, ever. */
export const CONFIG_MAPS: readonly (readonly [namespace: string, name: string])[] = [
  ['kube-system', 'kubeadm-config'],
  ['kube-system', 'kube-proxy'],
  ['kube-system', 'calico-config'],
  ['kube-system', 'cilium-config'],
  ['kube-system', 'kube-router-cfg'],
  ['kube-flannel', 'kube-flannel-cfg'],
];

export interface Resources {
  readonly artifacts: readonly Artifact[];
  /** By plural and group: `bgppeers.metallb.io`, `nodes`. What may not be read is absent. */
  readonly lists: ReadonlyMap<string, readonly CustomResource[]>;
  readonly configMaps: readonly ConfigMap[];
}

export async function readResources(client: KubeClient, asking: Asking): Promise<Resources> {
  const custom = await Promise.all(GROUPS.map((group) => servedOf(client, group, asking)));
  const wanted = [...CORE, ...custom.flat()];
  const [lists, configMaps] = await Promise.all([
    Promise.all(wanted.map(({ path, file }) => readList(client, path, file, asking))),
    readConfigMaps(client, asking),
  ]);
  return {
    artifacts: [...lists.flatMap(({ artifact }) => artifact), configMaps.artifact],
    lists: new Map(lists.flatMap(({ file, items }) => (items === null ? [] : [[file, items] as const]))),
    configMaps: configMaps.items,
  };
}

interface GroupVersions {
  readonly preferredVersion: { readonly groupVersion: string };
}
interface Served {
  readonly resources: readonly { readonly name: string }[];
}

/** A CNI that is not installed has no group: that is no fault. */
async function servedOf(
  client: KubeClient,
  { group, plurals }: Group,
  asking: Asking,
): Promise<readonly { readonly path: string; readonly file: string }[]> {
  try {
    const { preferredVersion }: GroupVersions = await client.get(`/apis/${group}`, asking);
    const root = `/apis/${preferredVersion.groupVersion}`;
    const { resources }: Served = await client.get(root, asking);
    const names = new Set(resources.map(({ name }) => name));
    return plurals
      .filter((plural) => names.has(plural))
      .map((plural) => ({ path: `${root}/${plural}`, file: `${plural}.${group}` }));
  } catch (error) {
    if (error instanceof ApiError) return [];
    throw error;
  }
}

interface Listed {
  readonly file: string;
  readonly artifact: Artifact;
  readonly items: readonly CustomResource[] | null;
}

async function readList(client: KubeClient, path: string, file: string, asking: Asking): Promise<Listed> {
  const origin = originOf(file, path);
  try {
    const items = await client.list<CustomResource>(path, asking);
    return { file, artifact: { status: 'collected', ...origin, bytes: serialise(items) }, items };
  } catch (error) {
    asking.signal.throwIfAborted();
    return { file, artifact: { status: 'failed', ...origin, reason: reasonOf(error) }, items: null };
  }
}

async function readConfigMaps(
  client: KubeClient,
  asking: Asking,
): Promise<{ readonly artifact: Artifact; readonly items: readonly ConfigMap[] }> {
  const origin = originOf('configmaps', '/api/v1/configmaps');
  const reads = await Promise.allSettled(
    CONFIG_MAPS.map(([namespace, name]) =>
      client.get<ConfigMap>(`/api/v1/namespaces/${namespace}/configmaps/${name}`, asking),
    ),
  );
  asking.signal.throwIfAborted();
  const items = reads.flatMap((read) => (read.status === 'fulfilled' ? [read.value] : []));
  const refused = reads.find((read) => read.status === 'rejected' && !isMissing(read.reason));
  const isRefused = items.length === 0 && refused?.status === 'rejected';
  return {
    artifact: isRefused
      ? { status: 'failed', ...origin, reason: reasonOf(refused.reason) }
      : { status: 'collected', ...origin, bytes: serialise(items) },
    items,
  };
}

const originOf = (file: string, path: string): { path: string; command: readonly string[] } => ({
  path: `resources/${file}.json`,
  command: ['GET', path],
});

function serialise(items: readonly KubeObject[]): Uint8Array {
  const list = { apiVersion: 'v1', kind: 'List', items };
  return new TextEncoder().encode(`${JSON.stringify(list, withoutHistory, 2)}\n`);
}

/** Who changed what, and what was applied: long, and of no use here. */
const HISTORY: ReadonlySet<string> = new Set(['managedFields', 'kubectl.kubernetes.io/last-applied-configuration']);
const withoutHistory = (key: string, value: unknown): unknown => (HISTORY.has(key) ? undefined : value);
