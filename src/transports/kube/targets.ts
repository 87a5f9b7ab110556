/** Which nodes to look at, and whom their sessions are with. */
import { groupBy } from './group-by.ts';
import type { KubeNode } from './objects.ts';
import type { Resources } from './resources.ts';
import { type Expected, type NodeLabels, expectedOn } from './sessions.ts';
import type { SpeakerPod } from './speakers.ts';

export interface NodePlan {
  readonly name: string;
  readonly speakers: readonly SpeakerPod[];
  readonly ports: readonly number[];
  readonly peers: readonly string[];
}

/**
 * Those that run a speaker of which a session is expected; of speakers whose resources could not be read, all.
 * @param nodes null where they may not be listed
 * @param wanted by name; all of them are looked at, whatever they run
 */
export function planNodes(
  nodes: readonly KubeNode[] | null,
  speakers: readonly SpeakerPod[],
  resources: Resources,
  wanted: readonly string[],
): readonly NodePlan[] {
  const byNode = groupBy(speakers, ({ node }) => node);
  const known = nodes?.map(({ metadata }) => metadata) ?? [...byNode.keys()].map((name) => ({ name }));
  const chosen = wanted.length === 0 ? known : known.filter(({ name }) => wanted.includes(name));
  const addresses = new Map((nodes ?? []).map((node) => [node.metadata.name, addressesOf(node)]));
  const plans = chosen.map(({ name, ...metadata }) =>
    planNode({ name, labels: 'labels' in metadata ? (metadata.labels ?? {}) : {} }, byNode, resources, addresses),
  );
  if (wanted.length > 0 || speakers.length === 0) return plans.map(({ plan }) => plan);
  return plans.flatMap(({ plan, matters }) => (matters ? [plan] : []));
}

function planNode(
  node: NodeLabels,
  byNode: ReadonlyMap<string, readonly SpeakerPod[]>,
  resources: Resources,
  addresses: ReadonlyMap<string, readonly string[]>,
): { readonly plan: NodePlan; readonly matters: boolean } {
  const speakers = byNode.get(node.name) ?? [];
  const expected = speakers.map(({ speaker }) => expectedOn(node, speaker, resources));
  const told = expected.flatMap((each) => each ?? []);
  const others = (speaker: Expected['speaker']): readonly string[] =>
    [...byNode]
      .filter(([name, pods]) => name !== node.name && pods.some((pod) => pod.speaker === speaker))
      .flatMap(([name]) => addresses.get(name) ?? []);
  const peers = told.flatMap(({ speaker, peer }) => (peer === null ? others(speaker) : [peer]));
  return {
    plan: {
      name: node.name,
      speakers,
      ports: [...new Set([...told.flatMap(({ ports }) => ports), ...speakers.flatMap(listenPortOf)])],
      peers: [...new Set(peers)],
    },
    matters: expected.some((each) => each === null || each.length > 0),
  };
}

/** Where kube-router listens, if not on 179: no resource has it. */
function listenPortOf({ speaker, pod }: SpeakerPod): readonly number[] {
  if (speaker !== 'kube-router') return [];
  const words = pod.spec.containers.flatMap(({ command = [], args = [] }) => [...command, ...args]);
  const [, port] = /--bgp-port[= ](\d+)/.exec(words.join(' ')) ?? [];
  return port === undefined || port === '179' ? [] : [Number(port)];
}

function addressesOf({ metadata, status }: KubeNode): readonly string[] {
  const { annotations = {} } = metadata;
  const ofCalico = [annotations['projectcalico.org/IPv4Address'], annotations['projectcalico.org/IPv6Address']].flatMap(
    (prefix) => (prefix === undefined ? [] : [prefix.replace(/\/\d+$/, '')]),
  );
  if (ofCalico.length > 0) return ofCalico;
  return (status?.addresses ?? []).filter(({ type }) => type === 'InternalIP').map(({ address }) => address);
}
