/** The connections of a pair of addresses, as checks see them. */
import type { BothEnds, Reach } from './both-ends.ts';
import type { MalformedSeen, NotificationSeen, OpenSeen } from './messages-seen.ts';
import type { Moment, Side } from './moment.ts';
import type { RoutesSeen } from './routes.ts';
import type { LadderEntry, MessageCounts, SessionState } from './session.ts';
import type { ClosedWindow, Transmission } from './transmission.ts';

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
