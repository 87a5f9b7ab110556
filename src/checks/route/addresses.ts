import { lookupOf } from '../../forwarding/lookup.ts';
import type { IpFamily } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';

/** Addresses of a node's own, as its interfaces, its table `local` or the routes of its links show them. */
export function ownAddresses({ interfaces, routes }: NodeSeen, family: IpFamily): readonly string[] {
  const listed = (interfaces ?? []).flatMap(({ addresses }) =>
    addresses.flatMap((each) => (each.family === family ? [each.address] : [])),
  );
  const local = (routes ?? []).flatMap((route) => {
    if (route.family !== family) return [];
    if (route.type === 'local') return [route.destination.split('/')[0] ?? ''];
    return route.protocol === 'kernel' && route.type === 'unicast' ? (route.source ?? []) : [];
  });
  return [...new Set([...listed, ...local])].filter((address) => !/^(?:127\.|::1$|fe80:|169\.254\.)/i.test(address));
}

/** An address of `other` on a link that `node` has too; null if there is none. */
export function addressTowards(node: NodeSeen, other: NodeSeen, family: IpFamily): string | null {
  const own = new Set(ownAddresses(node, family));
  const find = lookupOf(node);
  const found = ownAddresses(other, family).find((address) => {
    if (own.has(address)) return false;
    const looked = find({ destination: address, source: null });
    return (
      looked.kind === 'route' &&
      looked.route.type === 'unicast' &&
      looked.hops.some(({ via, device }) => via === null && device !== null && !node.links.has(device))
    );
  });
  return found ?? null;
}
