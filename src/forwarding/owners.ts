/** Which node has an address. */
import type { NodeSeen } from '../model/node.ts';
import { contains, parsePrefix } from '../net/parse.ts';

export interface Owner {
  readonly node: NodeSeen;
  /** The interface that has it. */
  readonly device: string | null;
}

/** Link-local and loopback addresses are of every node. */
const EVERYBODY = /^(?:127\.|::1$|fe80:|169\.254\.)/i;

/** By address, as their interfaces, their tables `local` and the sources of their links' routes show them. */
export function ownersOf(nodes: readonly NodeSeen[]): ReadonlyMap<string, readonly Owner[]> {
  const owners = new Map<string, Owner[]>();
  for (const node of nodes) {
    for (const [address, device] of addressesOf(node)) {
      if (EVERYBODY.test(address)) continue;
      const known = owners.get(address) ?? [];
      owners.set(address, known);
      known.push({ node, device });
    }
  }
  return owners;
}

function addressesOf({ interfaces, routes }: NodeSeen): ReadonlyMap<string, string | null> {
  const own = new Map<string, string | null>();
  for (const { type, protocol, destination, source, nextHops } of routes ?? []) {
    const device = nextHops[0]?.device ?? null;
    if (type === 'local' && /\/(?:32|128)$/.test(destination)) own.set(destination.split('/')[0] ?? '', device);
    else if (protocol === 'kernel' && type === 'unicast' && source !== null) own.set(source, device);
  }
  for (const { name, addresses } of interfaces ?? []) for (const { address } of addresses) own.set(address, name);
  return own;
}

/** The interface of `node` that has `address` on its own network: there a packet from it comes in. */
export function linkTo({ routes }: NodeSeen, address: string): string | null {
  const own = parsePrefix(address);
  if (own === null) return null;
  const link = (routes ?? []).find(({ type, protocol, destination }) => {
    const prefix = type === 'unicast' && protocol === 'kernel' ? parsePrefix(destination) : null;
    return prefix !== null && prefix.octets.length === own.octets.length && contains(prefix, own);
  });
  return link?.nextHops[0]?.device ?? null;
}
