/** What a run left that was killed, or lost its cluster. */
import type { Asking, KubeClient } from './client.ts';
import { OWNER, SELECTOR, ownerName, podsPath, removePod } from './debug-pod.ts';
import type { Pod } from './objects.ts';

export interface LeftPod {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly owner: string;
  /** Of whom asks. */
  readonly isOwn: boolean;
}

/** @param namespace to look in; by default all of them */
export async function findLeftPods(
  client: KubeClient,
  namespace: string | undefined,
  asking: Asking,
): Promise<readonly LeftPod[]> {
  const path = namespace === undefined ? '/api/v1/pods' : podsPath(namespace);
  const pods = await client.list<Pod>(`${path}?labelSelector=${encodeURIComponent(SELECTOR)}`, asking);
  return pods.map(({ metadata, spec }) => {
    const owner = metadata.annotations?.[OWNER] ?? 'unknown';
    const { name, namespace: its = '' } = metadata;
    return { namespace: its, name, node: spec.nodeName ?? '', owner, isOwn: owner === ownerName() };
  });
}

/** Null once it is gone; else why it stays. */
export const removeLeftPod = (client: KubeClient, { namespace, name }: LeftPod): Promise<string | null> =>
  removePod(client, namespace, name);
