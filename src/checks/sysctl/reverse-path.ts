/** Where the kernel would send a packet *to* an address: what its reverse path filter asks of a packet *from* there. */
import { lookupOf } from '../../forwarding/lookup.ts';
import type { Route } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';

/** `devices` by which the lookup leaves, of any next hop. */
export interface WayBack {
  readonly devices: ReadonlySet<string>;
  /** The route that wins; null if none does. */
  readonly route: Route | null;
}

/** Null where what was given does not tell. */
export type ReverseLookup = (source: string, destination: string) => WayBack | null;

/** Looks sources up as fib_validate_source() does for a packet from `source` to `destination`; src_valid_mark is 0 by default. */
export function createReverseLookup(node: NodeSeen): ReverseLookup {
  const lookup = lookupOf(node);
  return (source, destination) => {
    const found = lookup({ destination: source, source: destination });
    switch (found.kind) {
      case 'unknown':
        return null;
      case 'none':
        return { route: null, devices: new Set() };
      case 'refused':
        return { route: found.route, devices: new Set() };
      case 'route':
        // No other host sends from an address of the node's own.
        if (found.route.type !== 'unicast') return null;
        return { route: found.route, devices: new Set(found.hops.flatMap(({ device }) => device ?? [])) };
    }
  };
}
