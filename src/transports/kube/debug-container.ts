/** A container of ours in a pod of the CNI, whose network is the host's: only where --ephemeral asks for it. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { memorySink } from '../../collectors/memory-sink.ts';
import { describeFault, isMissing } from './api-error.ts';
import type { Asking, KubeClient } from './client.ts';
import { PRIVILEGES, isPullFault, ownerName, podsPath, untilRunning } from './debug-pod.ts';
import { execTransport } from './exec.ts';
import type { Container } from './exec-socket.ts';
import type { ContainerState, Pod } from './objects.ts';

const NAME = /^k8sdoctor-[0-9a-f]{8}$/;
const OWNER = 'K8SDOCTOR_OWNER';
/** Whoever writes a line to it ends the container. */
const GATE = '/tmp/k8sdoctor';
/**
 * Kubernetes has no call that ends such a container: it ends with its process, by itself after a while. Not by a signal
 * of ours: where the pod is in the host's process namespace, process 1 is the host's.
 */
const WAIT = `mkfifo ${GATE} || exit
sleep "$1" >${GATE} & nap=$!
read -r _ <${GATE} & gate=$!
trap : TERM
wait "$gate"
kill "$nap" "$gate" 2>/dev/null
exit 0`;
const POLL_MS = 300;
const ADD_MS = 10_000;
const END_MS = 10_000;

export interface DebugContainerWish {
  readonly pod: Pod;
  readonly image: string;
  /** It ends by itself after so long, whatever becomes of us. */
  readonly mostSeconds: number;
}

/** From here on its name stays in the pod's status, whatever becomes of it, until the pod is replaced. */
export async function addDebugContainer(
  client: KubeClient,
  { pod, image, mostSeconds }: DebugContainerWish,
  { signal }: Asking,
): Promise<Container> {
  const container = `k8sdoctor-${randomBytes(4).toString('hex')}`;
  const { name, namespace = '' } = pod.metadata;
  const ours = {
    name: container,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', WAIT, 'k8sdoctor', String(mostSeconds)],
    env: [{ name: OWNER, value: ownerName() }],
    securityContext: PRIVILEGES,
  };
  const path = `${podsPath(namespace)}/${name}/ephemeralcontainers`;
  signal.throwIfAborted();
  // Never given up in the middle: it may be there all the same.
  await client.patch(path, { spec: { ephemeralContainers: [ours] } }, { signal: AbortSignal.timeout(ADD_MS) });
  return { namespace, pod: name, container };
}

export const untilDebugContainerRuns = (
  client: KubeClient,
  { namespace, pod, container }: Container,
  image: string,
  asking: Asking,
): Promise<void> =>
  untilRunning(client, `${podsPath(namespace)}/${pod}`, image, (it) => stateOf(it, container), asking);

/** Waits until its process has ended. Null then; else why it goes on. Never rejects. */
export async function endDebugContainer(client: KubeClient, place: Container): Promise<string | null> {
  const { namespace, pod, container } = place;
  const asking = { signal: AbortSignal.timeout(END_MS) };
  const gate = execTransport(client, { ...place, node: '', label: container, mostSeconds: 5 });
  let told: Promise<unknown> | undefined;
  try {
    for (;;) {
      // oxlint-disable no-await-in-loop -- it waits
      const state = stateOf(await client.get<Pod>(`${podsPath(namespace)}/${pod}`, asking), container);
      if (state?.terminated !== undefined) return null;
      if (isPullFault(state)) return 'its image cannot be pulled';
      if (state?.running !== undefined) {
        const options = { ...asking, maxBytes: 1 };
        told ??= gate.run(['sh', '-c', `echo >${GATE}`], memorySink(1).stream, options).catch(() => undefined);
      }
      await sleep(POLL_MS, undefined, asking);
      // oxlint-enable no-await-in-loop
    }
  } catch (error) {
    if (isMissing(error)) return null;
    return asking.signal.aborted ? `it does not end within ${END_MS / 1000} s` : describeFault(error);
  } finally {
    await told;
  }
}

export interface RunningContainer {
  readonly container: Container;
  readonly owner: string;
}

/** Containers of ours in a pod that have not ended. */
export function debugContainersOf(pod: Pod): readonly RunningContainer[] {
  const { name, namespace = '' } = pod.metadata;
  return (pod.spec.ephemeralContainers ?? []).flatMap((one) => {
    if (!NAME.test(one.name) || stateOf(pod, one.name)?.terminated !== undefined) return [];
    const owner = one.env?.find((variable) => variable.name === OWNER)?.value ?? 'unknown';
    return [{ container: { namespace, pod: name, container: one.name }, owner }];
  });
}

const stateOf = ({ status }: Pod, container: string): ContainerState | undefined =>
  status?.ephemeralContainerStatuses?.find(({ name }) => name === container)?.state;
