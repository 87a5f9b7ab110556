/** The debug pods and containers of a run: nobody starts one unasked, none stays, and what Kubernetes keeps is named. */
import type { Opening, PodNetwork } from '../../collectors/collector.ts';
import type { KubeClient } from './client.ts';
import { addDebugContainer, endDebugContainer, untilDebugContainerRuns } from './debug-container.ts';
import { DEBUG_NAMESPACE, DEFAULT_IMAGE, podsPath, removePod, startDebugPod } from './debug-pod.ts';
import { execTransport } from './exec.ts';
import type { Container } from './exec-socket.ts';
import type { DebugPlace, StartDebug } from './host.ts';
import type { Pod } from './objects.ts';

export interface DebugOptions {
  readonly namespace: string | undefined;
  readonly image: string | undefined;
  readonly yes: boolean;
  readonly debugPods: boolean;
  /** A container in the CNI's pod, in the place of a pod of ours. */
  readonly ephemeral: boolean;
}

export interface DebugPlaces {
  readonly start: StartDebug;
  readonly podNetwork: Omit<PodNetwork, 'nodes'>;
  /** Takes them away, those too that are only being started. */
  close(): Promise<void>;
}

export function createDebugPlaces(
  client: KubeClient,
  { namespace = DEBUG_NAMESPACE, image = DEFAULT_IMAGE, yes, debugPods, ephemeral }: DebugOptions,
  { signal, say, confirm }: Opening,
  mostSeconds: number,
): DebugPlaces {
  const ends: (() => Promise<void>)[] = [];
  const consents = new Map<string, Promise<boolean>>();
  const asking = { signal };

  /** Once, for all nodes. */
  async function agree(question: string, what: string): Promise<void> {
    const consent = consents.get(question) ?? (yes ? Promise.resolve(true) : confirm(question));
    consents.set(question, consent);
    if (!(await consent)) throw new Error(`no pod of its CNI has tcpdump, and nobody agreed to ${what} (--yes)`);
  }

  function willEnd(container: Promise<Container>, end: (container: Container) => Promise<void>): Promise<Container> {
    ends.push(async () => {
      const started = await container.catch(() => null); // what did not start took itself away
      if (started !== null) await end(started);
    });
    return container;
  }

  async function startPod(node: string): Promise<DebugPlace> {
    await agree(questionOfPod(namespace, image), 'a debug pod');
    say(`${node}: starts a pod in ${namespace} (${image}), which is removed at the end`);
    const container = await runPod(node, 'host');
    return { container, label: labelOf(container) };
  }

  function runPod(node: string, network: 'host' | 'pods'): Promise<Container> {
    const pod = startDebugPod(client, { node, network, namespace, image, mostSeconds }, asking);
    return willEnd(pod, async (started) => {
      const fault = await removePod(client, started.namespace, started.pod);
      if (fault !== null) say(`pod ${started.namespace}/${started.pod} stays: ${fault}; k8sdoctor cleanup removes it`);
    });
  }

  const podNetwork: DebugPlaces['podNetwork'] = {
    wish: `namespace ${namespace}, image ${image}, capability NET_RAW`,
    async start(node) {
      if (!debugPods) throw new Error('--no-debug-pods forbids a pod that would ping');
      const container = await runPod(node, 'pods');
      const { status } = await client.get<Pod>(`${podsPath(namespace)}/${container.pod}`, asking);
      return {
        transport: execTransport(client, { ...container, node, label: labelOf(container), mostSeconds }),
        addresses: (status?.podIPs ?? []).map(({ ip }) => ip),
      };
    },
  };

  async function startContainer(node: string, pod: Pod): Promise<DebugPlace> {
    await agree(questionOfContainer(image), 'a debug container');
    const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
    say(`${node}: starts a container in ${name} (${image}), which is ended at the end`);
    const container = await willEnd(addDebugContainer(client, { pod, image, mostSeconds }, asking), async (started) => {
      const fault = await endDebugContainer(client, started);
      say(`debug container ${started.container} in ${name} ${fault === null ? KEPT : `stays: ${fault}; ${LATER}`}`);
    });
    await untilDebugContainerRuns(client, container, image, asking);
    return { container, label: `debug container ${name} (${container.container})` };
  }

  return {
    podNetwork,
    start(node, [candidate]) {
      if (!debugPods)
        return Promise.reject(new Error('no pod of its CNI has tcpdump, and --no-debug-pods forbids another'));
      return ephemeral && candidate !== undefined ? startContainer(node, candidate.pod) : startPod(node);
    },
    async close() {
      await Promise.all(ends.splice(0).map((end) => end()));
    },
  };
}

const labelOf = ({ namespace, pod }: Container): string => `debug pod ${namespace}/${pod}`;

export const KEPT = 'has ended; Kubernetes keeps it in the status of that pod until the pod is replaced';
const LATER = 'k8sdoctor cleanup ends it, or it ends by itself an hour after its start';

const questionOfPod = (namespace: string, image: string): string =>
  `Pods of the CNI lack tcpdump on some nodes. Start a pod there (namespace ${namespace}, image ${image}, host network, ` +
  'capabilities NET_ADMIN and NET_RAW) and remove it at the end?';

const questionOfContainer = (image: string): string =>
  `Pods of the CNI lack tcpdump on some nodes. Start a debug container in them (image ${image}, capabilities NET_ADMIN and ` +
  'NET_RAW)? It is ended at the end, but Kubernetes keeps it in the status of each such pod until that pod is replaced.';
