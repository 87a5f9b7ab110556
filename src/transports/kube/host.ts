/** Where commands of a node's host run: in a pod of its CNI that has the tools, in the host by such a pod, in a place of ours. */
import { ask, NoAnswer } from '../../collectors/ask.ts';
import type { Transport } from '../../collectors/collector.ts';
import { reasonOf } from '../../sources/source-error.ts';
import type { KubeClient } from './client.ts';
import { execTransport } from './exec.ts';
import type { Container } from './exec-socket.ts';
import { noteSilent, SilentNode } from './silent-nodes.ts';
import type { SpeakerPod } from './speakers.ts';

/** A container that we started. */
export interface DebugPlace {
  readonly container: Container;
  readonly label: string;
}

/** Starts one on a node, where `candidates` are the pods in the host's network. Rejects with why there is none. */
export type StartDebug = (node: string, candidates: readonly SpeakerPod[]) => Promise<DebugPlace>;

export interface HostChoice {
  readonly node: string;
  /** Of this node. */
  readonly speakers: readonly SpeakerPod[];
  readonly startDebug: StartDebug;
  readonly mostSeconds: number;
  readonly signal: AbortSignal;
  say(line: string): void;
}

/** Names its tools, and NET_RAW (bit 13) of its effective capabilities: without it tcpdump is no use. */
const PROBE = `for tool in tcpdump ip nsenter; do command -v $tool >/dev/null 2>&1 && echo $tool; done
caps=$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)
[ $(( 0x$caps >> 13 & 1 )) = 1 ] && echo raw
[ $(( 0x$caps >> 21 & 1 )) = 1 ] && echo admin
exit 0`;
/** Into the files of the host; the network of a hostNetwork pod is the host's already. */
const NSENTER = ['nsenter', '--target', '1', '--mount', '--'];
const LIMITS = { deadlineMs: 15_000, maxBytes: 4096 };

interface Probed {
  readonly transport: Transport;
  /** With tcpdump and the right to use it; else it has iproute2 alone. */
  readonly isWhole: boolean;
}

/** Rejects where there is no such place, and why. */
export async function chooseHost(client: KubeClient, choice: HostChoice): Promise<Transport> {
  const { node, speakers, startDebug, mostSeconds, signal, say } = choice;
  const candidates = speakers.filter(({ pod }) => pod.spec.hostNetwork === true);
  const probed = (await Promise.all(candidates.map((speaker) => probe(client, speaker, choice)))).flat();
  const whole = probed.find(({ isWhole }) => isWhole);
  if (whole !== undefined) return whole.transport;
  try {
    const { container, label } = await startDebug(node, candidates);
    return execTransport(client, { ...container, node, label, mostSeconds });
  } catch (error) {
    const [partial] = probed;
    if (signal.aborted || partial === undefined) throw error;
    say(`${node}: no capture, only what ${partial.transport.label} can tell: ${reasonOf(error)}`);
    return partial.transport;
  }
}

/** In its files, and in those of the host, where it may enter them. Nothing where it lacks the tools. */
async function probe(client: KubeClient, speaker: SpeakerPod, choice: HostChoice): Promise<readonly Probed[]> {
  const { node, mostSeconds, signal } = choice;
  const { pod, container } = speaker;
  const { name, namespace = '' } = pod.metadata;
  const inside = container ?? pod.spec.containers[0]?.name ?? '';
  const place = { namespace, pod: name, container: inside, node, mostSeconds };
  const inPod = execTransport(client, { ...place, label: `exec ${namespace}/${name} (${inside})` });
  const has = await toolsOf(client, inPod, signal);
  const found = has.has('ip') ? [{ transport: inPod, isWhole: has.has('tcpdump') && has.has('raw') }] : [];
  if (found[0]?.isWhole === true || !has.has('nsenter') || !has.has('admin') || pod.spec.hostPID !== true) return found;
  const label = `nsenter by ${namespace}/${name} (${inside})`;
  const onHost = execTransport(client, { ...place, label, prefix: NSENTER });
  const hostHas = await toolsOf(client, onHost, signal);
  const isWhole = hostHas.has('tcpdump') && hostHas.has('ip');
  return isWhole ? [{ transport: onHost, isWhole }] : found;
}

async function toolsOf(client: KubeClient, transport: Transport, signal: AbortSignal): Promise<ReadonlySet<string>> {
  try {
    const { stdout } = await ask(transport, ['sh', '-c', PROBE], { ...LIMITS, signal });
    return new Set(stdout.split('\n'));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SilentNode) throw error;
    // The API server says yes before it has reached the kubelet.
    if (!(error instanceof NoAnswer)) return new Set(); // no shell, no right: not a place for commands
    const silent = new SilentNode(`its kubelet does not answer within ${LIMITS.deadlineMs / 1000} s`);
    noteSilent(client, transport.node, silent);
    throw silent;
  }
}

/** What stands for it as long as nothing may be started. */
export function plannedHost(node: string, ephemeral: boolean): Transport {
  return {
    node,
    label: `a pod of its CNI that has tcpdump, nsenter in one, else a debug ${ephemeral ? 'container in one' : 'pod'}`,
    run: () => Promise.reject(new Error('nothing runs')),
  };
}
