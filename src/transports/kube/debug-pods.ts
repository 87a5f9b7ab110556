/** The debug pods of a run: nobody starts one unasked, and none stays. */
import type { Opening } from '../../collectors/collector.ts';
import type { KubeClient } from './client.ts';
import { DEBUG_NAMESPACE, DEFAULT_IMAGE, removePod, startDebugPod } from './debug-pod.ts';
import type { Container } from './exec-socket.ts';
import type { StartDebugPod } from './host.ts';

export interface DebugPodOptions {
  readonly namespace: string | undefined;
  readonly image: string | undefined;
  readonly yes: boolean;
  readonly debugPods: boolean;
}

export interface DebugPods {
  readonly start: StartDebugPod;
  /** Takes them away, those too that are only being started. */
  close(): Promise<void>;
}

export function createDebugPods(
  client: KubeClient,
  { namespace = DEBUG_NAMESPACE, image = DEFAULT_IMAGE, yes, debugPods }: DebugPodOptions,
  { signal, say, confirm }: Opening,
  mostSeconds: number,
): DebugPods {
  const started: Promise<Container>[] = [];
  let consent: Promise<boolean> | undefined;

  async function start(node: string): Promise<Container> {
    if (!debugPods) throw new Error('no pod of its CNI has tcpdump, and --no-debug-pods forbids another');
    consent ??= yes ? Promise.resolve(true) : confirm(questionOf(namespace, image));
    if (!(await consent)) throw new Error('no pod of its CNI has tcpdump, and nobody agreed to a debug pod (--yes)');
    say(`${node}: starts a pod in ${namespace} (${image}), which is removed at the end`);
    return startDebugPod(client, { node, namespace, image, mostSeconds }, { signal });
  }

  async function remove(pod: Promise<Container>): Promise<void> {
    const container = await pod.catch(() => null); // what did not start took itself away
    if (container === null) return;
    const fault = await removePod(client, container.namespace, container.pod);
    if (fault !== null)
      say(`pod ${container.namespace}/${container.pod} stays: ${fault}; k8sdoctor cleanup removes it`);
  }

  return {
    start(node) {
      const pod = start(node);
      started.push(pod);
      return pod;
    },
    async close() {
      await Promise.all(started.splice(0).map(remove));
    },
  };
}

const questionOf = (namespace: string, image: string): string =>
  `Pods of the CNI lack tcpdump on some nodes. Start a pod there (namespace ${namespace}, image ${image}, host network, ` +
  'capabilities NET_ADMIN and NET_RAW) and remove it at the end?';
