/** What a run left that was killed, or lost its cluster. */
import type { Asking, KubeClient } from './client.ts';
import { debugContainersOf, endDebugContainer } from './debug-container.ts';
import { OWNER, SELECTOR, ownerName, podsPath, removePod } from './debug-pod.ts';
import { KEPT } from './debug-places.ts';
import type { Pod } from './objects.ts';
import { findSpeakers } from './speakers.ts';

export interface Left {
  /** `pod kube-system/k8sdoctor-0a1b2c3d on worker-1` */
  readonly name: string;
  readonly owner: string;
  /** Of whom asks. */
  readonly isOwn: boolean;
  /** What is done about it: `removed`. */
  readonly done: string;
  /** Null once it is gone; else why it stays. */
  take(): Promise<string | null>;
}

/** @param namespace to look in; by default all of them */
export async function findLeft(
  client: KubeClient,
  namespace: string | undefined,
  asking: Asking,
): Promise<readonly Left[]> {
  const path = namespace === undefined ? '/api/v1/pods' : podsPath(namespace);
  const [pods, speakers] = await Promise.all([
    client.list<Pod>(`${path}?labelSelector=${encodeURIComponent(SELECTOR)}`, asking),
    findSpeakers(client, namespace, asking),
  ]);
  return [...pods.map((pod) => leftPod(client, pod)), ...speakers.flatMap(({ pod }) => leftContainers(client, pod))];
}

function leftPod(client: KubeClient, { metadata, spec }: Pod): Left {
  const { name, namespace = '', annotations = {} } = metadata;
  const owner = annotations[OWNER] ?? 'unknown';
  return {
    name: `pod ${namespace}/${name} on ${spec.nodeName ?? ''}`,
    owner,
    isOwn: owner === ownerName(),
    done: 'removed',
    take: () => removePod(client, namespace, name),
  };
}

const leftContainers = (client: KubeClient, pod: Pod): readonly Left[] =>
  debugContainersOf(pod).map(({ container, owner }) => ({
    name: `debug container ${container.container} in ${container.namespace}/${container.pod} on ${pod.spec.nodeName ?? ''}`,
    owner,
    isOwn: owner === ownerName(),
    done: KEPT,
    take: () => endDebugContainer(client, container),
  }));
