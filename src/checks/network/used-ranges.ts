/** Every range of addresses that a cluster and its nodes use, each told once. */
import type { ClusterSeen, Network, NetworkKind } from '../../model/cluster.ts';
import type { Route } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { EvidenceRef } from '../../model/report.ts';
import { type AddressRange, encloses, parseRange } from '../../net/range.ts';
import { KINDS } from './words.ts';

export interface UsedRange {
  /** `link`: a network on a link of nodes; `other-link`: one that packets of the cluster have no business on. */
  readonly kind: NetworkKind | 'link' | 'other-link' | 'peer';
  readonly text: string;
  readonly range: AddressRange;
  /** In words: `the pod network 10.244.0.0/16 (IPPool x)`. */
  readonly words: string;
  readonly evidence: readonly EvidenceRef[];
}

const MOST = 2000;

export function usedRanges(
  { networks }: Pick<ClusterSeen, 'networks'>,
  nodes: readonly NodeSeen[],
): readonly UsedRange[] {
  return [...networks.slice(0, MOST).flatMap(ofNetwork), ...linksOf(nodes), ...peersOf(nodes)];
}

function ofNetwork({ kind, range: text, from, at }: Network): UsedRange[] {
  const range = parseRange(text);
  return range === null ? [] : [{ kind, text, range, words: `${KINDS[kind]} ${text} (${from})`, evidence: [at] }];
}

/** Bridges and tunnels of other programs than the CNI. */
const OTHER_LINK = /^(?:docker|br-|virbr|podman|lxdbr|lxcbr|tun\d|wg\d|tailscale|zt|ppp|cscotun|utun|vmnet|vboxnet)/;

/** Of several nodes on one link it is one. */
function linksOf(nodes: readonly NodeSeen[]): readonly UsedRange[] {
  const links = new Map<string, { range: AddressRange; device: string; nodes: string[]; evidence: EvidenceRef[] }>();
  for (const node of nodes) {
    for (const route of node.routes ?? []) {
      const device = linkOf(node, route);
      const range = device === null ? null : parseRange(route.destination);
      if (device === null || range === null) continue;
      const known = links.get(route.destination) ?? { range, device, nodes: [], evidence: [] };
      links.set(route.destination, known);
      known.nodes.push(node.name);
      known.evidence.push(route.at);
    }
  }
  return [...links].map(([text, { range, device, nodes: names, evidence }]) => {
    const more = names.length > 1 ? ` and ${names.length - 1} more` : '';
    const words = `the network ${text} on ${device} of ${names[0] ?? ''}${more}`;
    return {
      kind: OTHER_LINK.test(device) ? 'other-link' : 'link',
      text,
      range,
      words,
      evidence: evidence.slice(0, 3),
    };
  });
}

/** A network on a link that is not the CNI's. */
function linkOf(node: NodeSeen, { type, protocol, destination, nextHops }: Route): string | null {
  const [hop] = nextHops;
  const device = hop?.via === null ? hop.device : null;
  const isLink = type === 'unicast' && protocol === 'kernel' && !/\/(?:32|128|0)$/.test(destination);
  if (!isLink || device === null || /^(?:fe80|ff)/i.test(destination)) return null;
  return node.links.has(device) || /^(?:lo|kube-ipvs|nodelocaldns|veth|cali|lxc|tunl)/.test(device) ? null : device;
}

function peersOf(nodes: readonly NodeSeen[]): readonly UsedRange[] {
  const peers = new Map<string, UsedRange>();
  for (const { name, peers: told } of nodes) {
    for (const { peer, source, line, text: row } of told) {
      const range = peer.address === null ? null : parseRange(peer.address);
      if (peer.address === null || range === null || peers.has(peer.address)) continue;
      const words = `the BGP peer ${peer.address} of ${name}`;
      peers.set(peer.address, {
        kind: 'peer',
        text: peer.address,
        range,
        words,
        evidence: [{ source, line, text: row }],
      });
    }
  }
  return [...peers.values()];
}

/** Without those that are a part of another of their kind: a node's pods are within the cluster's. */
export function withoutParts(ranges: readonly UsedRange[]): readonly UsedRange[] {
  const wide = new Map<UsedRange['kind'], UsedRange[]>();
  for (const each of ranges) {
    const known = wide.get(each.kind) ?? [];
    if (known.some((other) => encloses(other.range, each.range))) continue;
    wide.set(each.kind, [...known.filter((other) => !encloses(each.range, other.range)), each]);
  }
  return [...wide.values()].flat();
}
