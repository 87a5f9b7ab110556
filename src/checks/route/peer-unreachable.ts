import { type Lookup, lookupOf } from '../../forwarding/lookup.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { PeerStatus } from '../../model/peer-status.ts';
import { parseAddress } from '../../net/parse.ts';
import type { Check } from '../define-check.ts';
import { type Action, action } from '../remedies/actions.ts';
import { NOT_APPLICABLE, type NodeDraft, defineNodeCheck } from '../sysctl/define-node-check.ts';
import { isDefault } from '../sysctl/values.ts';
import { FRR_NHT, IP_ROUTE } from './references.ts';
import { routeWords, safe } from './words.ts';

export const peerUnreachable: Check = defineNodeCheck({
  id: 'route/peer-unreachable',
  severity: 'error',
  explains: ['route/bgp-route-missing', 'bgp/tcp-no-answer'],
  docs: {
    what: 'The address of a BGP peer has no usable route on the node, or only the default route, which its daemon does not take.',
    why:
      'A lookup of the peer of a session that is not Established finds no route, or one that drops packets: TCP gets “Network is unreachable” and no SYN leaves. ' +
      'FRR sends nothing either while next-hop tracking finds no route but the default one (“Waiting for NHT”, “No path to specified Neighbor”), unless `ip nht resolve-via-default` is set; with eBGP without multihop the peer has to be on the link.',
    remedy: [
      action('add-peer-route', { on: 'NODE', peer: 'PEER' }),
      action('delete-route', { on: 'NODE', peer: 'PEER' }),
      action('resolve-by-default', { on: 'NODE', peer: 'PEER' }),
    ],
    references: [FRR_NHT, IP_ROUTE],
  },
  parts: ['routes'],
  judge(node) {
    const down = node.peers.filter(({ established }) => established === false);
    if (down.length === 0) return NOT_APPLICABLE;
    return down.flatMap((peer) => judgePeer(node, peer));
  },
});

function judgePeer(node: NodeSeen, peer: PeerStatus): NodeDraft[] {
  const { address } = peer.peer;
  if (address === null || parseAddress(address) === null) return [];
  const found = lookupOf(node)({ destination: address, source: null, protocol: 'tcp', destinationPort: 179 });
  const on = node.name;
  const about = { source: peer.source, line: peer.line, text: peer.text };
  if (found.kind === 'none') {
    return [
      {
        title: `${on} has no route to its BGP peer ${address}.`,
        cause:
          'A lookup finds nothing in its tables, not even a default route: TCP gets “Network is unreachable”, and no SYN leaves the node.',
        evidence: [about],
        remedy: addRoute(node, address),
      },
    ];
  }
  if (found.kind === 'refused') {
    const by = found.route ?? found.rule;
    return [
      {
        title: `${on} drops what it sends to its BGP peer ${address}: ${found.route === null ? `rule ${found.rule.priority} says` : `${found.route.destination} is`} ${found.type}.`,
        cause: 'That is what a lookup of the peer finds first, so that no SYN leaves the node.',
        evidence: [by.at, about],
        remedy:
          found.route === null
            ? [action('add-peer-route', { on, peer: address })]
            : [action('delete-route', { on, peer: address, route: routeWords(found.route) })],
      },
    ];
  }
  return isNotTaken(found, peer) ? [byDefault(on, address, found, about)] : [];
}

/** By the gateway that its other routes take, where they all take one: nothing else tells where the peer is. */
function addRoute(node: NodeSeen, peer: string): readonly Action[] {
  const family = peer.includes(':') ? 'ipv6' : 'ipv4';
  const routes = (node.routes ?? []).filter((route) => route.family === family && route.table === 'main');
  const gateways = new Set(routes.flatMap(({ nextHops }) => nextHops.flatMap(({ via }) => via ?? [])));
  const [gateway] = gateways;
  const on = node.name;
  return [
    action('add-peer-route', { on, peer }),
    ...(gateway === undefined || gateways.size > 1
      ? []
      : [action('add-route', { on, peer, route: `${peer} via ${safe(gateway)}` })]),
  ];
}

/** What FRR says where it has no route that it takes. */
const UNTRACKED = /waiting for nht|no path to specified neighbor|no route to/i;

const isNotTaken = (found: Lookup, { reason, printed }: PeerStatus): boolean =>
  found.kind === 'route' && isDefault(found.route) && (UNTRACKED.test(reason?.text ?? '') || UNTRACKED.test(printed));

function byDefault(on: string, address: string, found: Lookup, about: NodeDraft['evidence'][number]): NodeDraft {
  return {
    title: `${on} reaches its BGP peer ${address} by the default route only, and its daemon does not take that one.`,
    cause:
      'FRR wants a more specific route to a neighbour, or one that is on the link: by the default route it sends no SYN.',
    evidence: [about, ...(found.kind === 'route' ? [found.route.at] : [])],
    remedy: [action('resolve-by-default', { on, peer: address }), action('add-peer-route', { on, peer: address })],
  };
}
