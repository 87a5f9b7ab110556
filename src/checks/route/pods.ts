/** Where pods of a node are, as its own kernel shows it. */
import type { ClusterSeen, PodBlock } from '../../model/cluster.ts';
import type { Route } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { EvidenceRef } from '../../model/report.ts';
import { contains, parsePrefix } from '../../net/parse.ts';
import { isOfBird } from './bgp-view.ts';

export interface PodRange {
  /** `10.244.2.0/26`, or one pod's address with all its bits. */
  readonly prefix: string;
  /** An address of it, to look up. */
  readonly address: string;
  readonly node: string;
  /** `the block`, `a pod` … */
  readonly what: string;
  /** Pods that were seen in it. */
  readonly pods: number;
  readonly at: EvidenceRef;
}

const made = new WeakMap<NodeSeen, readonly PodRange[]>();
const MOST = 256;

/** Blocks and bridges of a node, and pods with an address outside of them (borrowed from another node's block). */
export function podRangesOf(node: NodeSeen): readonly PodRange[] {
  const known = made.get(node);
  if (known !== undefined) return known;
  const ranges = rangesOf(node);
  made.set(node, ranges);
  return ranges;
}

function rangesOf(node: NodeSeen): readonly PodRange[] {
  const routes = (node.routes ?? []).filter(({ table }) => table === 'main');
  const blocks = routes.filter((route) => isBlock(route) || isPodBridge(node, route));
  const prefixes = blocks.map(({ destination }) => parsePrefix(destination));
  const counts = blocks.map(() => 0);
  const borrowed: Route[] = [];
  for (const route of routes) {
    const address = isPodLink(node, route) ? parsePrefix(route.destination) : null;
    if (address === null) continue;
    const block = prefixes.findIndex((prefix) => prefix !== null && contains(prefix, address));
    if (block === -1) borrowed.push(route);
    else counts[block] = (counts[block] ?? 0) + 1;
  }
  return [
    ...blocks.map((route, index) => toRange(node, route, 'the block', counts[index] ?? 0)),
    ...borrowed.map((route) => toRange(node, route, 'a pod', 1)),
  ].slice(0, MOST);
}

/** Calico's BIRD drops what a block of its own node has no pod for. */
const isBlock = (route: Route): boolean => route.type === 'blackhole' && (isOfBird(route) || route.protocol === '80');

const isPodBridge = (node: NodeSeen, { type, protocol, nextHops }: Route): boolean =>
  type === 'unicast' &&
  protocol === 'kernel' &&
  nextHops.some(({ via, device }) => via === null && device !== null && node.links.get(device)?.role === 'bridge');

const isPodLink = (node: NodeSeen, { type, destination, nextHops }: Route): boolean =>
  type === 'unicast' &&
  /\/(?:32|128)$/.test(destination) &&
  nextHops.some(({ via, device }) => via === null && device !== null && node.links.get(device)?.role === 'pod');

/** Ranges of the other nodes: as their kernels show them, else as resources tell (of nodes whose kernels were not read, too). */
export function otherRanges(
  node: NodeSeen,
  nodes: readonly NodeSeen[],
  cluster: ClusterSeen | undefined,
): ReadonlyMap<string, readonly PodRange[]> {
  const ranges = new Map<string, readonly PodRange[]>();
  for (const { node: name, prefix, at } of cluster === undefined ? [] : toldBlocks(node, cluster)) {
    if (name === node.name) continue;
    const told: PodRange = { prefix, address: hostOf(prefix), node: name, what: 'the block', pods: 0, at };
    ranges.set(name, [...(ranges.get(name) ?? []), told].slice(0, MOST));
  }
  for (const other of nodes) {
    const seen = other === node ? [] : podRangesOf(other);
    if (seen.length > 0) ranges.set(other.name, seen);
  }
  return ranges;
}

/** What Kubernetes gives a node (podCIDR) is used by flannel and kube-router alone: Calico has blocks of its own. */
function toldBlocks(node: NodeSeen, { blocks, networks }: ClusterSeen): readonly PodBlock[] {
  if (blocks.length > 0) return blocks;
  if (!node.cnis.some(({ cni }) => cni === 'flannel' || cni === 'kube-router')) return [];
  return networks.flatMap(({ kind, range, node: name, from, at }) =>
    kind === 'pods' && name !== null && from.startsWith('Node ') ? [{ node: name, prefix: range, at }] : [],
  );
}

function toRange(node: NodeSeen, { destination, at }: Route, what: string, pods: number): PodRange {
  return { prefix: destination, address: hostOf(destination), node: node.name, what, pods, at };
}

/** An address of a prefix: itself, or the one after its first. */
function hostOf(prefix: string): string {
  const [address = '', length = ''] = prefix.split('/');
  if (length === '32' || length === '128' || length === '') return address;
  if (address.includes(':')) return address.endsWith('::') ? `${address}1` : address;
  const octets = address.split('.').map(Number);
  return [...octets.slice(0, -1), (octets.at(-1) ?? 0) + 1].join('.');
}
