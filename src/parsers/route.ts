/** What the parsers of routing tables have in common. */
import type { BgpRoute, RoutingOutput } from '../model/daemon-routes.ts';
import type { Daemon } from '../model/peer-status.ts';
import { type AnySection, quote } from './format.ts';
import { toAddress } from './values.ts';

/** An output of which nothing is known but where it stands. */
export const named = ({ source, node }: AnySection, daemon: Daemon): RoutingOutput => ({
  source,
  daemon,
  node,
  bgpId: null,
  as: null,
});

type Told = Pick<BgpRoute, 'table' | 'prefix' | 'nextHops'> & Partial<Omit<BgpRoute, 'at'>>;

/** @param at index of its row in the section */
export function toBgpRoute(told: Told, section: AnySection, at: number): BgpRoute {
  const { source, line } = section;
  const { nextHops, vrf = null, peer = null } = told;
  const isOwn = told.isOwn ?? (nextHops.some(isUnspecified) || null);
  return {
    table: told.table,
    vrf: vrf === 'default' ? null : vrf,
    prefix: told.prefix,
    nextHops: nextHops.filter((hop) => !isUnspecified(hop)).map(toAddress),
    peer: peer === null ? null : toAddress(peer),
    isOwn,
    asPath: told.asPath ?? null,
    isBest: told.isBest ?? null,
    isMultipath: told.isMultipath ?? null,
    isValid: told.isValid ?? null,
    isWithdrawn: told.isWithdrawn ?? false,
    at: { source, line: line + at, text: quote(section, at, () => `${told.prefix} via ${nextHops.join(', ')}`) },
  };
}

export const isUnspecified = (address: string): boolean => address === '0.0.0.0' || address === '::';
