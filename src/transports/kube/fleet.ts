/** A cluster as a source: its speakers, the nodes that matter, and where on them commands can run. */
import type { Fleet, Opening, SpeakerPlace, Target } from '../../collectors/collector.ts';
import { SourceError, reasonOf } from '../../sources/source-error.ts';
import { describeRight, rightsFor } from './access.ts';
import { toAccessError } from './api-error.ts';
import type { Asking, KubeClient } from './client.ts';
import { connect } from './connect.ts';
import { DEBUG_NAMESPACE } from './debug-pod.ts';
import { createDebugPlaces } from './debug-places.ts';
import { execTransport } from './exec.ts';
import { groupBy } from './group-by.ts';
import { type HostOptions, openHosts } from './hosts.ts';
import type { ClusterChoice } from './load-config.ts';
import { readLog } from './logs.ts';
import type { KubeNode } from './objects.ts';
import { readResources } from './resources.ts';
import { type SpeakerPod, findSpeakers } from './speakers.ts';
import { planNodes } from './targets.ts';

export interface KubeOptions extends ClusterChoice, HostOptions {
  /** Of the speakers, and of debug pods. */
  readonly namespace: string | undefined;
  /** Of nodes. */
  readonly selector: string | undefined;
  readonly node: readonly string[];
  readonly image: string | undefined;
  readonly yes: boolean;
  readonly debugPods: boolean;
}

/** Bounds what outlives us: commands in pods, debug pods and containers. The longest capture, and the rest of a run. */
const MOST_SECONDS = 3600;

/** @throws SourceError where the cluster cannot be used at all, in one line that says what to do */
export async function openKubeFleet(options: KubeOptions, opening: Opening): Promise<Fleet> {
  const { signal, say } = opening;
  const client = await connect(options, opening);
  const asking = { signal };
  const [nodes, speakers, resources] = await Promise.all([
    readNodes(client, options.selector, asking),
    findSpeakers(client, options.namespace, asking).catch((error: unknown) => {
      signal.throwIfAborted();
      throw toAccessError(client.server, error);
    }),
    readResources(client, asking),
  ]);
  const missing = options.node.filter((name) => nodes.list?.every(({ metadata }) => metadata.name !== name) === true);
  if (missing.length > 0) {
    throw new SourceError(`the cluster has no node ${missing.join(', ')}`, 'kubectl get nodes lists them.');
  }
  const plans = planNodes(nodes.list, speakers, resources, options.node);
  for (const line of describe(speakers)) say(line);
  if (options.dryRun) {
    const namespaces = new Set(speakers.map(({ pod }) => pod.metadata.namespace ?? ''));
    const rights = rightsFor([...namespaces], options.namespace ?? DEBUG_NAMESPACE, options.ephemeral);
    for (const right of rights) say(`asks the API server, for ${right.mode}: ${describeRight(right)}`);
  }
  const debugPlaces = createDebugPlaces(client, options, opening, MOST_SECONDS);
  const choosing = { startDebug: debugPlaces.start, mostSeconds: MOST_SECONDS, signal, say };
  const hosts = openHosts(client, plans, options, choosing);
  const targets = plans.map(async ({ name: node, ports, peers, speakers: ofNode }): Promise<Target> => {
    const [host, artifacts] = await Promise.all([
      hosts.get(node),
      Promise.all(ofNode.map((speaker) => readLog(client, speaker, asking))).catch(() => []), // the signal ended it
    ]);
    return {
      node,
      host: host?.transport ?? null,
      speakers: ofNode.flatMap((speaker) => placeOf(client, speaker) ?? []),
      ports,
      peers,
      fault: host?.fault ?? null,
      artifacts,
    };
  });
  return {
    targets,
    artifacts: resources.artifacts,
    incomplete: [
      ...(nodes.fault === null ? [] : [{ source: client.server, what: 'nodes', why: nodes.fault }]),
      ...(speakers.length > 0
        ? []
        : [{ source: client.server, what: 'BGP speakers', why: noSpeaker(options.namespace) }]),
    ],
    podNetwork: { ...debugPlaces.podNetwork, nodes: plans.map(({ name }) => name) },
    async close() {
      await Promise.all(targets); // one that is only being started is taken away too
      await debugPlaces.close();
    },
  };
}

const noSpeaker = (namespace: string | undefined): string =>
  namespace === undefined
    ? 'no pod of Calico, Cilium, kube-router or MetalLB was found by its labels; --node NAME looks at a node all the same'
    : `no pod of Calico, Cilium, kube-router or MetalLB was found in namespace ${namespace}: leave out -n to look in all`;

async function readNodes(
  client: KubeClient,
  selector: string | undefined,
  asking: Asking,
): Promise<{ readonly list: readonly KubeNode[] | null; readonly fault: string | null }> {
  const query = selector === undefined ? '' : `?labelSelector=${encodeURIComponent(selector)}`;
  try {
    return { list: await client.list<KubeNode>(`/api/v1/nodes${query}`, asking), fault: null };
  } catch (error) {
    asking.signal.throwIfAborted();
    return { list: null, fault: reasonOf(error) };
  }
}

function placeOf(client: KubeClient, { speaker, pod, node, container, version }: SpeakerPod): SpeakerPlace | null {
  if (container === null) return null;
  const { name, namespace = '' } = pod.metadata;
  const owner = `${namespace}/${name}`;
  const label = `exec ${owner} (${container})`;
  const place = { namespace, pod: name, container, node, label, mostSeconds: MOST_SECONDS };
  return { speaker, transport: execTransport(client, place), pod: owner, version };
}

/** `Calico 3.30.3 on 2 nodes` */
function describe(speakers: readonly SpeakerPod[]): string[] {
  const kinds = groupBy(speakers, ({ speaker, version }) => `${speaker}${version === null ? '' : ` ${version}`}`);
  return [...kinds].map(([name, pods]) => {
    const count = new Set(pods.map(({ node }) => node)).size;
    return `found ${name} on ${count === 1 ? (pods[0]?.node ?? '1 node') : `${count} nodes`}`;
  });
}
