/** Packets that enter a node by one interface while its route back leaves by another. */
import type { Route } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { EvidenceRef } from '../../model/report.ts';
import { type IpPrefix, contains, parsePrefix } from '../../net/parse.ts';
import { isOfBird } from '../route/bgp-view.ts';
import { type ReverseLookup, type WayBack, createReverseLookup } from './reverse-path.ts';
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
/** Of routes and sources that are followed for each link: what holds for some of them holds for the rest mostly. */
const FOLLOWED = 32;

/** Only what the routes prove: by the node's own source addresses, and by the routes of the other nodes that were given. */
export function asymmetricPaths(node: NodeSeen, nodes: readonly NodeSeen[]): readonly AsymmetricPath[] {
  const view: View = { node, lookup: createReverseLookup(node), links: linksOf(node) };
  const others = nodes.filter((other) => other !== node);
  return [...bySourceAddress(view), ...others.flatMap((other) => byOther(view, other))].slice(0, MOST);
}

interface View {
  readonly node: NodeSeen;
  readonly lookup: ReverseLookup;
  readonly links: readonly Link[];
}

/** A network on the link, with the node's own address there. */
interface Link {
  readonly route: Route;
  readonly prefix: IpPrefix;
  readonly device: string;
  readonly address: string;
}

/** A route that sends from the address of another interface: answers go to that address, and enter there. */
function bySourceAddress({ node, lookup, links }: View): AsymmetricPath[] {
  const paths: AsymmetricPath[] = [];
  for (const route of unicast(node)) {
    if (paths.length >= MOST) break;
    const { source, nextHops, destination } = route;
    if (source === null || nextHops.every(({ via }) => via === null)) continue;
    const address = parsePrefix(source);
    const link = address === null ? undefined : links.find(({ prefix }) => contains(prefix, address));
    if (link === undefined || nextHops.some(({ device }) => device === link.device)) continue;
    const { device } = link;
    const back = routeBack(lookup(sampleOf(destination), source), device);
    if (back === null) continue;
    const because = `this node sends there from ${source}, an address of ${device}, so that answers enter by ${device}`;
    paths.push({ device, source: destination, because, back: back.device, evidence: [route.at, link.route.at] });
  }
  return paths;
}

/** A route of another node with this node as its next hop: what it sends enters by the interface of that address. */
function byOther({ node, lookup, links }: View, other: NodeSeen): AsymmetricPath[] {
  const sources = sourcesOf(other, links).slice(0, FOLLOWED);
  return links.flatMap(({ device, address }) => {
    const routes = unicast(other).filter(({ nextHops }) => nextHops.some(({ via }) => via === address));
    return routes.slice(0, FOLLOWED).flatMap((route) =>
      sources.flatMap((source) => {
        const back = routeBack(lookup(sampleOf(source), sampleOf(route.destination)), device);
        if (back === null) return [];
        const because = `${other.name} sends to ${isDefault(route) ? node.name : route.destination} by ${address}, the address of ${device}`;
        return [
          { device, source, because, back: back.device, evidence: [route.at, ...(back.at === null ? [] : [back.at])] },
        ];
      }),
    );
  });
}

interface Back {
  readonly device: string;
  readonly at: EvidenceRef | null;
}

/** Null if it leaves where the packet entered, or nobody knows. */
function routeBack(found: WayBack | null, device: string): Back | null {
  if (found === null || found.devices.has(device)) return null;
  return { device: [...found.devices].join(', ') || 'no interface', at: found.route?.at ?? null };
}

/** What a node sends from: its pods; of a router the networks behind it. It sends from no address of a link that both have. */
function sourcesOf(other: NodeSeen, links: readonly Link[]): readonly string[] {
  const shared = new Set(links.map(({ route }) => route.destination));
  const own = unicast(other).filter(
    ({ nextHops, destination }) =>
      !shared.has(destination) &&
      nextHops.length > 0 &&
      nextHops.every(({ via, device }) => via === null && device !== null && isBehind(other, device)),
  );
  const blocks = (other.routes ?? []).filter((route) => route.type === 'blackhole' && isOfBird(route));
  return [...own, ...blocks].map(({ destination }) => destination);
}

const isBehind = ({ links }: NodeSeen, device: string): boolean =>
  links.size > 0 ? links.has(device) : device !== 'lo';

const unicast = (node: NodeSeen): readonly Route[] =>
  (node.routes ?? []).filter(({ family, type }) => family === 'ipv4' && type === 'unicast');

function linksOf(node: NodeSeen): readonly Link[] {
  return unicast(node).flatMap((route) => {
    const [hop, ...others] = route.nextHops;
    const prefix = parsePrefix(route.destination);
    if (route.protocol !== 'kernel' || route.source === null || prefix === null || others.length > 0) return [];
    const device = hop?.device ?? null;
    return device === null ? [] : [{ route, prefix, device, address: route.source }];
  });
}

/** An address of a prefix: its first host, or itself. */
function sampleOf(prefix: string): string {
  const [address = '', length] = prefix.split('/');
  if (length === '32') return address;
  const octets = address.split('.').map(Number);
  const last = octets.at(-1) ?? 0;
  return [...octets.slice(0, -1), last + 1].join('.');
}
