/** Where a packet goes, node by node: `k8sdoctor/path/v1`, name for name. */
import type { EvidenceRef } from './finding.ts';

export interface PathReport {
  readonly schema: 'k8sdoctor/path/v1';
  readonly from: string;
  readonly to: string;
  /** Of a service, or of a route with several next hops, there are several. */
  readonly paths: readonly Path[];
}

export interface Path {
  /** An endpoint of it, where `to` is a service. */
  readonly destination: string;
  /** Null where it hangs on nothing. */
  readonly source: string | null;
  readonly hops: readonly PathHop[];
  readonly end: PathEnd;
}

/** What one node does with it. */
export interface PathHop {
  readonly node: string;
  /** Where it came in; null of the node's own, or where nothing tells. */
  readonly in: string | null;
  readonly out: string | null;
  /** Null where the destination is on the link. */
  readonly via: string | null;
  /** The route that takes it. */
  readonly route: string | null;
  /** What may change that, and was not seen. */
  readonly doubts: readonly string[];
  readonly evidence: readonly EvidenceRef[];
}

export interface PathEnd {
  /**
   * `delivered`; `dropped` by a route, a rule, a firewall or the kernel; `unreachable`: no route, or a next hop that cannot be used;
   * `left`: to a host that was not given; `unknown`: what was given does not tell.
   */
  readonly outcome: 'delivered' | 'dropped' | 'unreachable' | 'left' | 'unknown';
  readonly node: string;
  readonly why: string;
  readonly evidence: readonly EvidenceRef[];
}
