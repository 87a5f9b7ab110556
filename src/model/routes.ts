import type { Moment } from './moment.ts';

/** What the UPDATEs of one side of a connection carry that deserves a word. Of each kind the first few; `at` tells the UPDATE in words. */
export interface RoutesSeen {
  /** Prefixes whose path holds the AS of the receiver, who has not announced them itself on this connection. */
  readonly loops: readonly RouteSeen[];
  /** All prefixes that it announced are those that the receiver had announced itself: they come back. */
  readonly onlyReturns: boolean;
  /** The path has a segment of a confederation. */
  readonly confederation: boolean;
  readonly localPref: RouteSeen | null;
  readonly nextHops: readonly NextHopSeen[];
  /** Standard communities of 65535:* that nobody registered, and of 0:*. */
  readonly communities: readonly CommunitySeen[];
  /** Prefixes that were withdrawn, at least once; with ADD-PATH: whose last path was. */
  readonly withdrawn: readonly WithdrawnSeen[];
  /** In all. */
  readonly withdrawnCount: number;
}

export interface RouteSeen {
  readonly prefix: string;
  readonly family: string;
  readonly at: Moment;
}

export interface NextHopSeen extends RouteSeen {
  readonly nextHop: string;
  /** `receiver`: it is the address of the side that is told to use it. */
  readonly problem: 'unspecified' | 'loopback' | 'multicast' | 'ipv4-mapped' | 'receiver';
}

export interface CommunitySeen extends RouteSeen {
  /** Its 32 bits. */
  readonly community: number;
}

export interface WithdrawnSeen {
  readonly prefix: string;
  readonly family: string;
  readonly times: number;
  readonly first: Moment;
  readonly last: Moment;
  /** The last time that it was announced after it had been withdrawn; null if it never was. */
  readonly returned: Moment | null;
  /** It is announced at the end. */
  readonly isBack: boolean;
}
