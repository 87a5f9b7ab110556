/** What checks judge by. */
import type { BfdSession } from './bfd.ts';
import type { BgpSession } from './bgp-session.ts';
import type { ClusterSeen } from './cluster.ts';
import type { Moment } from './moment.ts';
import type { NodeSeen } from './node.ts';
import type { PeerStatus, ProcessStatus } from './peer-status.ts';
import type { PodPing, ProbeSeen } from './probe.ts';
import type { VersionSeen } from './version.ts';

/** What a check can ask for. A key is absent if nothing of its kind could be had: then the check is skipped. */
export interface Evidence {
  readonly captures?: readonly CaptureSeen[];
  readonly sessions?: readonly BgpSession[];
  /** By their outputs: sysctls, routes, interfaces … */
  readonly nodes?: readonly NodeSeen[];
  /** By resources and arguments: networks, addresses … */
  readonly cluster?: ClusterSeen;
  /** Sessions as speakers tell them. */
  readonly peers?: readonly PeerStatus[];
  readonly processes?: readonly ProcessStatus[];
  readonly bfd?: readonly BfdSession[];
  readonly versions?: readonly VersionSeen[];
  /** What was tried of sessions before anything was captured. */
  readonly probes?: readonly ProbeSeen[];
  /** What was tried from pod to pod. */
  readonly pings?: readonly PodPing[];
  /** The speaker at an address, where it is known. */
  readonly platforms?: ReadonlyMap<string, Platform>;
}

export type Platform =
  | 'arista'
  | 'bird'
  | 'calico'
  | 'cilium'
  | 'cisco'
  | 'exabgp'
  | 'frr'
  | 'gobgp'
  | 'junos'
  | 'kube-router'
  | 'metallb'
  | 'openbgpd'
  | 'vyos'
  | 'yamaha';

/** A capture file or stream, as far as it could be read. */
export interface CaptureSeen {
  readonly source: string;
  readonly packets: number;
  /** Packets by what they are: `TCP`, `UDP`, `ARP` …; of TCP those that belong to no BGP session too. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly sessions: number;
  /** Null if it was read to its end. Where and why reading stopped otherwise. */
  readonly fault: { readonly offset: number; readonly frame: number; readonly reason: string } | null;
  /** Packets of sessions that the snap length cut where their octets were needed. */
  readonly snapped: {
    readonly count: number;
    readonly first: Moment;
    readonly captured: number;
    readonly original: number;
  } | null;
  /** Packets from which on the clock shows earlier times than before, and by how much. */
  readonly stepsBack: readonly { readonly at: Moment; readonly seconds: number }[];
}
