/** Which pods speak BGP, by the labels of their vendors' manifests and charts, and what they are by their images. */
import type { Speaker } from '../../collectors/collector.ts';
import { ApiError } from './api-error.ts';
import type { Asking, KubeClient } from './client.ts';
import type { Pod } from './objects.ts';

export interface SpeakerPod {
  readonly speaker: Speaker;
  readonly pod: Pod;
  readonly node: string;
  /** Whose command line tells of the sessions; null where none does: native MetalLB. */
  readonly container: string | null;
  /** Of its image's tag. */
  readonly version: string | null;
}

interface Kind {
  readonly speaker: Speaker;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: RegExp;
  /** The first that the pod has. */
  readonly containers: readonly string[];
}

const KINDS: readonly Kind[] = [
  { speaker: 'cilium', labels: { 'k8s-app': 'cilium' }, image: /\/cilium(?:-ci)?:/, containers: ['cilium-agent'] },
  { speaker: 'calico', labels: { 'k8s-app': 'calico-node' }, image: /calico\/node:/, containers: ['calico-node'] },
  {
    speaker: 'kube-router',
    labels: { 'k8s-app': 'kube-router' },
    image: /kube-router:/,
    containers: ['kube-router'],
  },
  // FRR-K8s carries the FRR of MetalLB's third mode; in its second one the speaker's pod has it, in the first nothing has.
  { speaker: 'metallb', labels: { 'app.kubernetes.io/component': 'frr-k8s' }, image: /frr-k8s/, containers: ['frr'] },
  { speaker: 'metallb', labels: { app: 'frr-k8s' }, image: /frr-k8s/, containers: ['frr'] },
  {
    speaker: 'metallb',
    labels: { 'app.kubernetes.io/name': 'metallb', 'app.kubernetes.io/component': 'speaker' },
    image: /metallb\/speaker/,
    containers: ['frr'],
  },
  {
    speaker: 'metallb',
    labels: { app: 'metallb', component: 'speaker' },
    image: /metallb\/speaker/,
    containers: ['frr'],
  },
];

const SELECTORS = [
  'k8s-app in (cilium,calico-node,kube-router)',
  'app.kubernetes.io/component in (speaker,frr-k8s)',
  'app in (metallb,frr-k8s)',
];

/** Where speakers run by default, for those who may not list the pods of all namespaces. */
const NAMESPACES = ['kube-system', 'calico-system', 'cilium', 'metallb-system', 'frr-k8s-system', 'kube-router'];

/** @param namespace to look in; by default all of them, or the usual ones where that is not allowed */
export async function findSpeakers(
  client: KubeClient,
  namespace: string | undefined,
  asking: Asking,
): Promise<readonly SpeakerPod[]> {
  const pods = await listPods(client, namespace, asking);
  const unique = new Map(pods.map((pod) => [`${pod.metadata.namespace}/${pod.metadata.name}`, pod]));
  return [...unique.values()].flatMap((pod) => speakerOf(pod) ?? []);
}

async function listPods(client: KubeClient, namespace: string | undefined, asking: Asking): Promise<readonly Pod[]> {
  if (namespace !== undefined) return client.list<Pod>(`/api/v1/namespaces/${namespace}/pods`, asking);
  try {
    return await bySelectors(client, '/api/v1/pods', asking);
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 403)) throw error;
    const some = await Promise.allSettled(
      NAMESPACES.map((name) => bySelectors(client, `/api/v1/namespaces/${name}/pods`, asking)),
    );
    const allowed = some.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    if (allowed.length === 0) throw error;
    return allowed.flat();
  }
}

async function bySelectors(client: KubeClient, path: string, asking: Asking): Promise<readonly Pod[]> {
  const lists = await Promise.all(
    SELECTORS.map((selector) => client.list<Pod>(`${path}?labelSelector=${encodeURIComponent(selector)}`, asking)),
  );
  return lists.flat();
}

/** Null of a pod that does not run, or is none of these. */
export function speakerOf(pod: Pod): SpeakerPod | null {
  const { nodeName, containers } = pod.spec;
  const { labels = {} } = pod.metadata;
  if (pod.status?.phase !== 'Running' || nodeName === undefined) return null;
  const kind = KINDS.find(
    (one) =>
      Object.entries(one.labels).every(([key, value]) => labels[key] === value) ||
      containers.some(({ image = '' }) => one.image.test(image)),
  );
  if (kind === undefined) return null;
  const container = kind.containers.find((name) => containers.some((one) => one.name === name)) ?? null;
  // FRR-K8s speaks in the place of MetalLB's own pods, which only tell it what to say.
  const image = containers.find((one) => kind.image.test(one.image ?? ''))?.image ?? '';
  const [, version = null] = /:v?([\w.-]+?)(?:@.*)?$/.exec(image) ?? [];
  return { speaker: kind.speaker, pod, node: nodeName, container, version };
}
