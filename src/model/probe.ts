import type { EvidenceRef } from './finding.ts';

/** What was tried of a session, on the node of its speaker, before anything was captured: no capture holds it. */
export interface ProbeSeen {
  readonly node: string;
  /** The address that it was tried from; null where the kernel chose one. */
  readonly local: string | null;
  readonly peer: string;
  /** Null where it was not tried, for then a session was open, or no tool is there. */
  readonly tcp: TcpProbe | null;
  readonly path: PathProbe | null;
}

/** One connection without any octet, of TTL 64 and without a key. */
export interface TcpProbe {
  readonly outcome: 'connected' | 'refused' | 'no-answer' | 'unreachable';
  readonly port: number;
  readonly at: EvidenceRef;
}

/** ICMP echo requests that may not be fragmented. Sizes are octets of IP packets. */
export interface PathProbe {
  /** The largest that was answered; null where none was. */
  readonly answered: number | null;
  /** The smallest that was not, though nobody said that it is too large; null where there is none. */
  readonly silent: number | null;
  /** The MTU that an ICMP error, or the kernel itself, told last. */
  readonly told: number | null;
  readonly at: EvidenceRef;
}

/** Echo requests of a pod of ours on one node to one on another, in the pods' own network. */
export interface PodPing {
  readonly from: PodEnd;
  readonly to: PodEnd;
  /** 0 where its own kernel had no way there. */
  readonly sent: number;
  readonly received: number;
  readonly at: EvidenceRef;
}

export interface PodEnd {
  readonly node: string;
  readonly address: string;
}
