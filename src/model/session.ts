import type { BothEnds } from './both-ends.ts';

/** A session as the report shows it; checks get the fuller `BgpSession` of evidence.ts. */
export interface Session {
  readonly id: string;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly localInferred?: true;
  readonly state: SessionState;
  /** What state it is in and why, in one sentence. */
  readonly status: string;
  readonly connections: number;
  readonly messages: MessageCounts;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly establishedAt: string | null;
  /** Where captures of both ends were joined: how, and by which clock the times are. */
  readonly bothEnds?: BothEnds;
  /** The connections worth showing, oldest first; what lies between them is counted. */
  readonly ladder: readonly LadderEntry[];
}
export type SessionState = 'established' | 'recovered' | 'failed' | 'closed' | 'unknown';

export type MessageType = 'open' | 'update' | 'notification' | 'keepalive' | 'routeRefresh';
export type MessageCounts = Readonly<Record<MessageType, number>>;

export interface Endpoint {
  readonly address: string;
  readonly as: number | null;
  readonly bgpId: string | null;
  /** Seconds, as its OPEN proposed it. */
  readonly holdTime: number | null;
  readonly capabilities: readonly Capability[] | null;
  /** Those that its OPEN announced: `ipv4-unicast` if it announced none (RFC 4760 §8). */
  readonly families: readonly string[] | null;
  readonly node: string | null;
}

/** With the fields of its own kind: `afi` and `safi`, or `as`. */
export interface Capability {
  readonly code: number;
  readonly name: string;
  readonly [field: string]: unknown;
}

/** One arrow of the session's picture; `from` is null where it belongs to no side. */
export interface LadderEntry {
  readonly connection: number;
  readonly frame: number;
  readonly time: string;
  readonly from: 'local' | 'remote' | null;
  /** SYN, OPEN, NOTIFICATION, ESTABLISHED … */
  readonly event: string;
  readonly text: string;
  /** Equal ones in a row, this one the first. */
  readonly count: number;
  readonly fault?: true;
  /** Where captures of both ends were joined: the one that the frame is of. */
  readonly source?: string;
  /** So many of `count` are not in the capture at the other end. */
  readonly lost?: number;
}
