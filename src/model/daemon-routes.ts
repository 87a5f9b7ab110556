/** Routes as routing daemons and routers tell them: what BGP was offered, and what was chosen of it for the kernel. */
import type { TextLine } from './finding.ts';
import type { Daemon } from './peer-status.ts';

/** What one output tells of a speaker's tables. A list is absent where the output is not about it, empty where the table is. */
export interface RoutingOutput {
  readonly source: string;
  readonly daemon: Daemon;
  /** As the paste, or the output itself, names it. */
  readonly node: string | null;
  readonly bgpId: string | null;
  readonly as: number | null;
  readonly bgpRoutes?: readonly BgpRoute[];
  readonly ribEntries?: readonly RibEntry[];
}

/** A path of a BGP table: what one peer, or the speaker itself, has for a prefix. What the output does not give is null. */
export interface BgpRoute {
  /** `received`: before policy (Adj-RIB-In); `chosen-from`: the Loc-RIB, with the paths that lost; `sent` (Adj-RIB-Out). RFC 4271 §1.1. */
  readonly table: 'received' | 'chosen-from' | 'sent' | null;
  readonly vrf: string | null;
  /** `10.50.0.0/24` */
  readonly prefix: string;
  /** Of IPv6 a link-local one may follow. Empty where it is 0.0.0.0 or ::, which stands for the speaker itself. */
  readonly nextHops: readonly string[];
  /** Whom it is from; of `sent` whom it is for. An address, or BIRD's name of the protocol where it does not hold one. */
  readonly peer: string | null;
  /** The speaker made it itself. */
  readonly isOwn: boolean | null;
  /** As printed: `65000 65001`. */
  readonly asPath: string | null;
  readonly isBest: boolean | null;
  /** Used beside the best one. */
  readonly isMultipath: boolean | null;
  /** Its next hop is reachable, for the speaker. */
  readonly isValid: boolean | null;
  /** Withdrawn, as `gobgp monitor` tells. */
  readonly isWithdrawn: boolean;
  readonly at: TextLine;
}

/** A route of the table that a router chooses from for its kernel: zebra's, BIRD's, or that of `show ip route`. */
export interface RibEntry {
  readonly vrf: string | null;
  readonly prefix: string;
  /** `bgp`, `connected`, `static`, `kernel`, `ospf` …; the letters where nothing says what they mean. */
  readonly protocol: string;
  /** `unicast`, or what drops packets: `blackhole`, `unreachable`, `prohibit`. */
  readonly type: string;
  /** Administrative distance: the lower one wins. BIRD has preferences instead: null. */
  readonly distance: number | null;
  readonly metric: number | null;
  /** The one that wins among those of the prefix. */
  readonly isSelected: boolean | null;
  /** The router says that it is in the kernel (FIB). */
  readonly isInstalled: boolean | null;
  /** None of a route that drops packets. */
  readonly nextHops: readonly RibNextHop[];
  readonly at: TextLine;
}

export interface RibNextHop {
  /** Null where the destination is on the link. */
  readonly via: string | null;
  readonly device: string | null;
  /** It resolves to a link that is up. */
  readonly isActive: boolean | null;
  readonly isInstalled: boolean | null;
  /** Only where to look: the next hop that it resolves to follows. */
  readonly isRecursive: boolean;
  readonly weight: number;
}
