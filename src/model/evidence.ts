import type { ClusterSeen } from './cluster.ts';
import type { BfdSession } from './bfd.ts';
import type { BothEnds, Reach } from './both-ends.ts';
import type { NodeSeen } from './node.ts';
import type { PeerStatus, ProcessStatus } from './peer-status.ts';
import type { PodPing, ProbeSeen } from './probe.ts';
import type { EvidenceRef } from './report.ts';
import type { VersionSeen } from './version.ts';
import type { RoutesSeen } from './routes.ts';
import type { Capability, LadderEntry, MessageCounts, SessionState } from './session.ts';

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

/** `local` is the side known to be the cluster's, whichever side opened the connection. */
export type Side = 'local' | 'remote';
export const otherSide = (side: Side): Side => (side === 'local' ? 'remote' : 'local');
export const SIDES: readonly Side[] = ['local', 'remote'];

/** A packet, with what stands in it. `seconds` (since the epoch) is for differences; `time` is exact. */
export interface Moment extends EvidenceRef {
  readonly frame: number;
  readonly time: string;
  readonly seconds: number;
}

/** Every connection of one pair of addresses: a peer that is refused tries again, and again. */
export interface BgpSession {
  readonly id: string;
  readonly local: { readonly address: string };
  readonly remote: { readonly address: string };
  /** True where no packet says which side is the cluster's: then it is the one that opened the first connection. */
  readonly localInferred: boolean;
  readonly state: SessionState;
  /** In the order in which they were opened. In the middle some are left out where there are very many. */
  readonly connections: readonly BgpConnection[];
  readonly connectionCount: number;
  readonly messages: MessageCounts;
  readonly icmp: readonly IcmpError[];
  readonly firstSeen: Moment;
  readonly lastSeen: Moment;
  /** The last packet of the capture, whatever it is: how long we would have seen an answer. */
  readonly captureEnd: number;
  /** Where two captures of it were joined: then each side's packets are as they left it. */
  readonly bothEnds?: BothEnds;
}

export interface BgpConnection {
  /** Counts from 1 within the session. */
  readonly number: number;
  readonly ports: Readonly<Record<Side, number>>;
  /** Null where the handshake lies before the capture. */
  readonly openedBy: Side | null;
  readonly first: Moment;
  readonly last: Moment;
  /** When TCP was open both ways; null if it never was, or the handshake lies before the capture (`midstream`). */
  readonly openedAt: Moment | null;
  /** The capture begins with the connection already open. */
  readonly midstream: boolean;
  /** The snap length cut octets of it that were needed: what seems to be missing may have been sent. */
  readonly snapped: boolean;
  readonly sides: Readonly<Record<Side, SideSeen>>;
  /** The first OPEN that each side *sent*; null where it sent none, or none was captured. */
  readonly opens: Readonly<Record<Side, OpenSeen | null>>;
  readonly notifications: readonly NotificationSeen[];
  /** When both sides had sent the KEEPALIVE that answers an OPEN (RFC 4271 §8.2.2), or the session was seen to work. */
  readonly establishedAt: Moment | null;
  /** The first FIN or RST. */
  readonly end: ConnectionEnd | null;
  readonly ladder: readonly LadderEntry[];
}

export interface ConnectionEnd {
  readonly kind: 'FIN' | 'RST';
  readonly from: Side;
  readonly at: Moment;
  /** The last message of the other side before it: what its kernel had left, or sends late, may come after. */
  readonly answers?: Moment;
}

/** What one side sent on one connection. */
export interface SideSeen {
  readonly packets: number;
  readonly lastPacket: Moment | null;
  /** Its last packet that acknowledged octets which it had not acknowledged before: until then its TCP took what it was sent. */
  readonly lastAcknowledgement: Moment | null;
  /** SYN or SYN-ACK; copies of `-i any` are not counted. */
  readonly syn: SynSeen | null;
  /** The first RST that refuses a SYN. */
  readonly refusal: Moment | null;
  /** Packets with a TCP MD5 (kind 19) or TCP-AO (kind 29) option, and without. */
  readonly signed: number;
  readonly unsigned: number;
  /** Least and greatest TTL or hop limit, of RSTs apart; 0 if it sent nothing else. */
  readonly ttl: { readonly min: number; readonly max: number };
  readonly messages: MessageCounts;
  readonly firstMessage: Moment | null;
  readonly lastMessage: Moment | null;
  readonly lastUpdate: Moment | null;
  /** Octets that the other side acknowledged and the capture does not hold. */
  readonly missing: { readonly bytes: number; readonly at: Moment } | null;
  /** The other side acknowledged octets of this side although it sent no packet that was captured. */
  readonly unseen: boolean;
  /** What became of the octets that it sent; null if it sent none. */
  readonly transmission: Transmission | null;
  /** The longest time that its TCP said it takes no octets; null if it never did. */
  readonly closedWindow: ClosedWindow | null;
  /** By family (`ipv4-unicast`): prefixes announced and withdrawn. */
  readonly routes: ReadonlyMap<string, RouteCounts>;
  readonly carried: RoutesSeen;
  readonly malformed: readonly MalformedSeen[];
  readonly reservedAs: readonly AsSeen[];
  /** The first AS above 65535 in a path of this side, merged with AS4_PATH; null if none. */
  readonly wideAs: AsSeen | null;
  /** What of it the capture at the other end holds; absent without one, or where that does not cover the time. */
  readonly reach?: Reach;
}

/** Sizes are octets of TCP payload. */
export interface Transmission {
  /** The smaller MSS of both SYNs; null where one is not in the capture. A larger captured segment is a bundle of them. */
  readonly mss: number | null;
  /** Data segments, each once. */
  readonly segments: number;
  /** Of these, sent again for want of an acknowledgement that came in the end. Probes and needless repeats are left out. */
  readonly repeated: number;
  /** Of some of these: first transmission where it is known, and the next one. */
  readonly examples: readonly Moment[];
  /** The largest segment that was acknowledged. */
  readonly largest: { readonly size: number; readonly sent: Moment; readonly acknowledged: Moment } | null;
  /** What TCP could get no further with before the connection ended, or the capture. */
  readonly stuck: Stall | null;
  /** What was lost before it could be captured, and never came: the other side acknowledges up to it, and no further. */
  readonly lost: { readonly octets: number; readonly since: Moment; readonly until: Moment } | null;
  /** Of what it got over, what took the most waits of more than a second. */
  readonly slowest: Stall | null;
  /** Octets that were never acknowledged. */
  readonly unacknowledged: number;
}

/** The first octet that is not acknowledged, sent again and again. */
export interface Stall {
  /** Octets of the smallest segment that it was in. */
  readonly size: number;
  /** Null where it is not in the capture. */
  readonly first: Moment | null;
  readonly firstRepeat: Moment;
  readonly lastRepeat: Moment;
  readonly repeats: number;
  /** How often it waited for more than a second, and the longest time. */
  readonly slow: number;
  readonly longestWait: number;
  /** What shows that smaller packets of the same side got through meanwhile. */
  readonly passed: Moment | null;
}

export interface ClosedWindow {
  readonly since: Moment;
  /** The last packet that still said so. */
  readonly until: Moment;
  readonly seconds: number;
  /** It did not open again before the connection ended, or the capture. */
  readonly lasts: boolean;
}

export interface SynSeen {
  readonly at: Moment;
  readonly last: Moment;
  /** 1 and its retransmissions. */
  readonly count: number;
  readonly ttl: number;
  readonly mss: number | null;
  readonly auth: 'md5' | 'ao' | null;
  /** Whether a key that was given made its TCP MD5 digest; null if none was given, or it can't be told. */
  readonly signature: 'fits' | 'differs' | null;
}

export interface RouteCounts {
  readonly announced: number;
  readonly withdrawn: number;
  readonly endOfRib: boolean;
}

export interface AsSeen {
  readonly as: number;
  readonly where: 'My Autonomous System' | 'AS_PATH' | 'AGGREGATOR' | 'capability 65';
  readonly at: Moment;
}

export interface OpenSeen {
  readonly version: number;
  /** The two octets of the OPEN: 23456 stands for one that does not fit (RFC 6793 §9). */
  readonly myAs: number;
  /** From capability 65 where it is there. */
  readonly as: number;
  readonly holdTime: number;
  readonly bgpId: string;
  readonly capabilities: readonly Capability[];
  /** Types of optional parameters other than capabilities (2): 1 was authentication. */
  readonly otherParameters: readonly number[];
  /** Announced by Multiprotocol Extensions; `ipv4-unicast` alone where there is none (RFC 4760 §8). */
  readonly families: readonly string[];
  readonly at: Moment;
}

export interface NotificationSeen {
  readonly from: Side;
  readonly code: number;
  readonly subcode: number;
  readonly name: string;
  readonly data: Uint8Array;
  readonly shutdownText: string | null;
  /** Fields of the data where a document defines them: `afi`, `safi`, `limit`, `as`, `version`, `wrapped`, `capabilities` … */
  readonly detail: NotificationDetail;
  /** The last message of the other side before it: what it answers, mostly. */
  readonly answers: Moment | null;
  /** Of 3/x: the UPDATE that it complains about, as far as can be told. */
  readonly blames: BlamedSeen | null;
  readonly at: Moment;
}

export interface BlamedSeen {
  readonly at: Moment;
  /** `quoted`: it holds what the NOTIFICATION quotes; `malformed`: it breaks the format in that way; else the last one before. */
  readonly by: 'quoted' | 'malformed' | 'last';
}
export interface NotificationDetail {
  readonly as?: number;
  readonly version?: number;
  readonly holdTime?: number;
  readonly afi?: number;
  readonly safi?: number;
  readonly limit?: number;
  readonly capabilities?: readonly Capability[];
  /** Of 1/2 and 1/3: the length or type that was refused. */
  readonly length?: number;
  readonly typeCode?: number;
  /** Of 3/x: the refused attribute from its flags on, as hex. */
  readonly attribute?: string;
  /** The one inside a Hard Reset (RFC 8538 §3.1). */
  readonly wrapped?: {
    readonly code: number;
    readonly subcode: number;
    readonly name: string;
    readonly shutdownText: string | null;
  };
}

/** An ICMP or ICMPv6 error that quotes a packet of the session. */
export interface IcmpError {
  readonly kind: 'unreachable' | 'prohibited' | 'time-exceeded' | 'too-big' | 'other';
  /** By IANA: `Destination Unreachable: Communication Administratively Prohibited`. */
  readonly name: string;
  readonly type: number;
  readonly code: number;
  /** The router or host that sent it. */
  readonly sender: string;
  /** Whose packet it quotes. */
  readonly quotes: Side;
  /** Octets that the next hop takes, of kind `too-big`; null where it does not say (RFC 1191 §3: old routers). */
  readonly mtu: number | null;
  readonly at: Moment;
  readonly count: number;
}

/** A message that breaks the format. */
export interface MalformedSeen {
  readonly type: string;
  readonly reason: string;
  /** From the message's first marker octet. */
  readonly offset: number;
  /** What RFC 7606 tells the receiver to do, for an UPDATE. */
  readonly treatment:
    | 'session-reset'
    | 'afi-safi-disable'
    | 'treat-as-withdraw'
    | 'nlri-discard'
    | 'attribute-discard'
    | null;
  /** The NOTIFICATION that answers it by RFC 4271 §6. */
  readonly answer: { readonly code: number; readonly subcode: number };
  readonly at: Moment;
}
