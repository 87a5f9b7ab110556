/** Short-lived pods of ours: in the host's network, where no pod of the CNI has the tools, or in that of pods, to ping from. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeFault, isMissing } from './api-error.ts';
import type { Asking, KubeClient } from './client.ts';
import type { Container } from './exec-socket.ts';
import { userName } from '../user-name.ts';
import type { ContainerState, Pod } from './objects.ts';

/** Has tcpdump, iproute2, nftables and conntrack. */
export const DEFAULT_IMAGE = 'docker.io/nicolaka/netshoot:v0.13';
export const DEBUG_NAMESPACE = 'kube-system';
/** What `k8sdoctor cleanup` looks for. */
export const SELECTOR = 'app.kubernetes.io/managed-by=k8sdoctor';
export const OWNER = 'k8sdoctor/owner';
/** Who runs us, and where: only so much is told to whoever finds the pod. */
export const ownerName = (): string => `${userName()}@${hostname()}`;

const CONTAINER = 'k8sdoctor';
const START_MS = 60_000;
const POLL_MS = 300;
const GONE_MS = 6000;
/** tcpdump captures, reads the firewall, and becomes a user of its own. */
export const PRIVILEGES: object = {
  runAsUser: 0,
  runAsNonRoot: false,
  capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_RAW', 'SETGID', 'SETUID'] },
};

/** All that a ping needs. */
const PING_PRIVILEGES: object = {
  runAsUser: 0,
  runAsNonRoot: false,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'], add: ['NET_RAW'] },
};
const PURPOSES = {
  host: 'captures BGP for a diagnosis; ends by itself; may be deleted at any time',
  pods: 'pings other pods for a diagnosis; ends by itself; may be deleted at any time',
} as const;

export interface DebugPodWish {
  readonly node: string;
  readonly network: 'host' | 'pods';
  readonly namespace: string;
  readonly image: string;
  /** It ends by itself after so long, whatever becomes of us. */
  readonly mostSeconds: number;
}

export const podsPath = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods`;

/** Resolves once it runs. What does not start is taken away again. */
export async function startDebugPod(client: KubeClient, wish: DebugPodWish, asking: Asking): Promise<Container> {
  const name = `k8sdoctor-${randomBytes(4).toString('hex')}`;
  const { namespace, image } = wish;
  try {
    await client.create(podsPath(namespace), manifestOf(name, wish), asking);
    await untilRunning(client, `${podsPath(namespace)}/${name}`, image, stateOf, asking);
  } catch (error) {
    await removePod(client, namespace, name);
    throw error;
  }
  return { namespace, pod: name, container: CONTAINER };
}

function manifestOf(name: string, { node, network, image, mostSeconds }: DebugPodWish): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels: { 'app.kubernetes.io/name': 'k8sdoctor', 'app.kubernetes.io/managed-by': 'k8sdoctor' },
      annotations: {
        [OWNER]: ownerName(),
        'k8sdoctor/purpose': PURPOSES[network],
      },
    },
    spec: {
      // By name, past the scheduler: a node that is not Ready is the one to look at.
      nodeName: node,
      hostNetwork: network === 'host',
      restartPolicy: 'Never',
      activeDeadlineSeconds: mostSeconds,
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      tolerations: [{ operator: 'Exists' }],
      containers: [
        {
          name: CONTAINER,
          image,
          imagePullPolicy: 'IfNotPresent',
          command: ['sleep', String(mostSeconds)],
          securityContext: network === 'host' ? PRIVILEGES : PING_PRIVILEGES,
          resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '256Mi' } },
        },
      ],
    },
  };
}

const stateOf = ({ status }: Pod): ContainerState | undefined => status?.containerStatuses?.[0]?.state;

/** @param its state: of the container that is waited for */
export async function untilRunning(
  client: KubeClient,
  path: string,
  image: string,
  its: (pod: Pod) => ContainerState | undefined,
  asking: Asking,
): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    // oxlint-disable-next-line no-await-in-loop -- it waits
    const pod = await client.get<Pod>(path, asking);
    const state = its(pod);
    if (state?.running !== undefined) return;
    const fault = state?.waiting?.reason ?? '';
    if (isPullFault(state)) {
      throw new Error(`its image ${image} cannot be pulled (${fault}); name another with --image`);
    }
    if (/CreateContainer|RunContainer/.test(fault)) throw new Error(`${fault}: ${state?.waiting?.message ?? ''}`);
    if (pod.status?.phase === 'Failed' || state?.terminated !== undefined)
      throw new Error(`it ended: ${pod.status?.reason ?? state?.terminated?.reason ?? 'Failed'}`);
    // oxlint-disable-next-line no-await-in-loop -- it waits
    await sleep(POLL_MS, undefined, { signal: asking.signal });
  }
  throw new Error(`it did not start within ${START_MS / 1000} s`);
}

export const isPullFault = (state: ContainerState | undefined): boolean =>
  /ImagePull|ErrImage|InvalidImage/.test(state?.waiting?.reason ?? '');

/** Waits until it is gone; one whose node does not answer is taken out of the API all the same. Never rejects. */
export async function removePod(client: KubeClient, namespace: string, name: string): Promise<string | null> {
  const path = `${podsPath(namespace)}/${name}`;
  const asking = { signal: AbortSignal.timeout(3 * GONE_MS) };
  try {
    await client.remove(path, 1, asking);
    const deadline = Date.now() + GONE_MS;
    while (Date.now() < deadline) {
      // oxlint-disable-next-line no-await-in-loop -- it waits
      await sleep(POLL_MS);
      // oxlint-disable-next-line no-await-in-loop -- it waits
      await client.get(path, asking);
    }
    await client.remove(path, 0, asking);
    return null;
  } catch (error) {
    return isMissing(error) ? null : describeFault(asking.signal.aborted ? asking.signal.reason : error);
  }
}
