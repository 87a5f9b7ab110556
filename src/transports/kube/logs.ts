/** The last lines of agents that tell of BGP: where a daemon shows no reason, its agent's log may. */
import { folderOf } from '../../collectors/collect.ts';
import type { Artifact } from '../../collectors/collector.ts';
import { reasonOf } from '../../sources/source-error.ts';
import type { Asking, KubeClient } from './client.ts';
import type { SpeakerPod } from './speakers.ts';

const TAIL = 5000;
const MOST_BYTES = 2 << 20;
const TIMEOUT_MS = 10_000;
const OF_BGP = /\bbgp|\bpeer|neighbo|notification|session|bird/i;

export async function readLog(
  client: KubeClient,
  { speaker, pod, node }: SpeakerPod,
  asking: Asking,
): Promise<Artifact> {
  const { name, namespace = '' } = pod.metadata;
  const container = pod.spec.containers.find((one) => AGENTS.has(one.name)) ?? pod.spec.containers[0];
  const query = `container=${container?.name ?? ''}&tailLines=${TAIL}&limitBytes=${MOST_BYTES}&timestamps=true`;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/log?${query}`;
  const owner = `${namespace}/${name}`;
  const origin = {
    path: `${folderOf(node, owner)}/${speaker}-log.txt`,
    command: ['GET', path],
    node,
    speaker,
    pod: owner,
  };
  try {
    const signal = AbortSignal.any([asking.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const lines = (await client.text(path, { signal })).split('\n').filter((line) => OF_BGP.test(line));
    return {
      status: 'collected',
      ...origin,
      bytes: new TextEncoder().encode(lines.map((line) => `${line}\n`).join('')),
    };
  } catch (error) {
    asking.signal.throwIfAborted();
    return { status: 'failed', ...origin, reason: reasonOf(error) };
  }
}

const AGENTS: ReadonlySet<string> = new Set(['calico-node', 'cilium-agent', 'frr', 'kube-router', 'speaker']);
