/** Packets that enter a node by one interface while its route back leaves by another. */
import type { Route } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { EvidenceRef } from '../../model/report.ts';
import { contains, parsePrefix } from '../../net/parse.ts';
import { reverseLookup } from './reverse-path.ts';
import { isDefault } from './values.ts';

export interface AsymmetricPath {
  /** Where the packets enter. */
  readonly device: string;
  /** A prefix that they come from. */
  readonly source: string;
  /** In words: why they enter there. */
  readonly because: string;
  /** Where the route back leaves. */
  readonly back: string;
  readonly evidence: readonly EvidenceRef[];
}

const MOST = 8;

/** Only what the routes prove: by the node's own source addresses, and by the routes of the other nodes that were given. */
export function asymmetricPaths(node: NodeSeen, nodes: readonly NodeSeen[]): readonly AsymmetricPath[] {
  const others = nodes.filter((other) => other !== node);
  return [...bySourceAddress(node), ...others.flatMap((other) => byOther(node, other))].slice(0, MOST);
}

/** A route that sends from the address of another interface: answers go to that address, and enter there. */
function bySourceAddress(node: NodeSeen): AsymmetricPath[] {
  return unicast(node).flatMap((route) => {
    const { source, nextHops, destination } = route;
    if (source === null || nextHops.every(({ via }) => via === null)) return [];
    const owner = connected(node).find((each) => holds(each.destination, source));
    const device = owner?.nextHops[0]?.device ?? null;
    if (owner === undefined || device === null) return [];
    const back = routeBack(node, sampleOf(destination), source, device);
    if (back === null) return [];
    const because = `this node sends there from ${source}, an address of ${device}, so that answers enter by ${device}`;
    return [{ device, source: destination, because, back: back.device, evidence: [route.at, owner.at] }];
  });
}

/** A route of another node with this node as its next hop: what it sends enters by the interface of that address. */
function byOther(node: NodeSeen, other: NodeSeen): AsymmetricPath[] {
  const links = connected(node).flatMap((route) => {
    const device = route.nextHops[0]?.device ?? null;
    return device === null || route.source === null ? [] : [{ device, address: route.source }];
  });
  const sources = sourcesOf(other, node);
  return unicast(other).flatMap((route) =>
    route.nextHops.flatMap(({ via }) => {
      const link = links.find(({ address }) => address === via);
      if (link === undefined) return [];
      return sources.flatMap((source) => {
        const back = routeBack(node, sampleOf(source), sampleOf(route.destination), link.device);
        if (back === null) return [];
        const because = `${other.name} sends to ${isDefault(route) ? 'it' : route.destination} by ${link.address}, the address of ${link.device}`;
        return [
          {
            device: link.device,
            source,
            because,
            back: back.device,
            evidence: [route.at, ...(back.at === null ? [] : [back.at])],
          },
        ];
      });
    }),
  );
}

interface Back {
  readonly device: string;
  readonly at: EvidenceRef | null;
}

/** Null if it leaves where the packet entered, or nobody knows. */
function routeBack(node: NodeSeen, source: string, destination: string, device: string): Back | null {
  const lookup = reverseLookup(node, source, destination);
  if (lookup === null || lookup.devices.has(device)) return null;
  if (lookup.route === null) return { device: 'no interface', at: null };
  return { device: [...lookup.devices].join(', ') || 'no interface', at: lookup.route.at };
}

/** What a node sends from: its pods; of a router the networks behind it. It sends from no address of a link that both have. */
function sourcesOf(other: NodeSeen, node: NodeSeen): readonly string[] {
  const shared = new Set(connected(node).map(({ destination }) => destination));
  const own = unicast(other).filter(
    ({ nextHops, destination }) =>
      !shared.has(destination) &&
      nextHops.length > 0 &&
      nextHops.every(({ via, device }) => via === null && device !== null && isBehind(other, device)),
  );
  const blocks = (other.routes ?? []).filter(({ type, protocol }) => type === 'blackhole' && protocol === 'bird');
  return [...own, ...blocks].map(({ destination }) => destination);
}

const isBehind = ({ links }: NodeSeen, device: string): boolean =>
  links.size > 0 ? links.has(device) : device !== 'lo';

const unicast = (node: NodeSeen): readonly Route[] =>
  (node.routes ?? []).filter(({ family, type }) => family === 'ipv4' && type === 'unicast');

/** Networks on the link, with the node's own address there. */
const connected = (node: NodeSeen): readonly Route[] =>
  unicast(node).filter(
    ({ protocol, source, nextHops }) => protocol === 'kernel' && source !== null && nextHops.length === 1,
  );

function holds(prefix: string, address: string): boolean {
  const [outer, inner] = [parsePrefix(prefix), parsePrefix(address)];
  return outer !== null && inner !== null && contains(outer, inner);
}

/** An address of a prefix: its first host, or itself. */
function sampleOf(prefix: string): string {
  const [address = '', length] = prefix.split('/');
  if (length === '32') return address;
  const octets = address.split('.').map(Number);
  const last = octets.at(-1) ?? 0;
  return [...octets.slice(0, -1), last + 1].join('.');
}
