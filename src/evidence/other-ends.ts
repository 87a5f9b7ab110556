import type { PeerStatus } from '../model/peer-status.ts';
import { isAddress } from '../parsers/values.ts';

/** Gives each session the index of the view that its other end has of it, by both ends' addresses. */
export function matchEnds(peers: readonly PeerStatus[]): readonly PeerStatus[] {
  const own = ownAddresses(peers);
  const views = new Map<string, number | null>();
  for (const [index, { peer }] of peers.entries()) {
    const local = own[index];
    if (local === undefined || peer.address === null) continue;
    const key = `${local} ${peer.address}`;
    views.set(key, views.has(key) ? null : index); // said twice: nobody knows which one is of now
  }
  return peers.map((status, index) => {
    const local = own[index];
    const { address } = status.peer;
    const other = local === undefined || address === null ? null : (views.get(`${address} ${local}`) ?? null);
    return other === null || other === index ? status : { ...status, otherEnd: other };
  });
}

/** The speaker's address on each session: as told, as the name of its node, or by what the others of its mesh list. */
function ownAddresses(peers: readonly PeerStatus[]): readonly (string | undefined)[] {
  const meshed = meshAddresses(peers);
  return peers.map(({ speaker: { address, node }, peer }) => {
    if (address !== null) return address;
    if (node === null) return undefined;
    return addressIn(node) ?? (peer.name === MESH ? meshed.get(node) : undefined);
  });
}

const addressIn = (node: string): string | undefined => (isAddress(node) ? node : undefined);

const MESH = 'node-to-node mesh';

/**
 * Calico's status does not say whose it is. In a full mesh each node lists all addresses but its own: where each list lacks
 * exactly one, and each another one, those are theirs. Two nodes alone could be of two clusters.
 */
function meshAddresses(peers: readonly PeerStatus[]): ReadonlyMap<string, string> {
  const lists = new Map<string, Set<string>>();
  for (const { speaker, peer } of peers) {
    if (peer.name !== MESH || speaker.node === null || peer.address === null || peer.address.includes(':')) continue;
    const list = lists.get(speaker.node) ?? new Set();
    lists.set(speaker.node, list.add(peer.address));
  }
  const size = lists.values().next().value?.size ?? 0;
  const all = new Set<string>();
  for (const list of lists.values()) {
    for (const address of list) all.add(address);
    if (list.size !== size || all.size > size + 1) return new Map();
  }
  if (all.size < 3 || all.size !== size + 1) return new Map();
  const own = new Map<string, string>();
  for (const [node, list] of lists) {
    const missing = [...all].find((address) => !list.has(address));
    if (missing !== undefined) own.set(node, missing);
  }
  return new Set(own.values()).size === own.size ? own : new Map();
}
