/** A BGP session as one of its two speakers tells it. What the output does not give is null. */
export interface PeerStatus {
  readonly speaker: StatusSpeaker;
  readonly peer: StatusPeer;
  readonly state: FsmState | null;
  /** Known even where only up or down is said. */
  readonly established: boolean | null;
  /** As the output has it: `Establ`, `Idle (PfxCt)`, `start Connect`. */
  readonly printed: string;
  readonly since: Since | null;
  /** One for each family of which there is a count or that is known to be exchanged; `family` null where it is not said. */
  readonly prefixes: readonly PrefixCounts[];
  readonly reason: Reason | null;
  /** Index, in the same list, of the session as its other end tells it; null where that end is not given. */
  readonly otherEnd: number | null;
  readonly source: string;
  /** Of its (first) row, from 1. */
  readonly line: number;
  /** That row. */
  readonly text: string;
}

/** RFC 4271 §8.2.2. */
export const FSM_STATES = ['Idle', 'Connect', 'Active', 'OpenSent', 'OpenConfirm', 'Established'] as const;
export type FsmState = (typeof FSM_STATES)[number];

export interface StatusSpeaker {
  readonly daemon: Daemon;
  readonly node: string | null;
  /** Its node, its BGP identifier, or where it was read: the same for all sessions of one speaker. */
  readonly label: string;
  /** Of this session. */
  readonly address: string | null;
  readonly as: number | null;
  readonly bgpId: string | null;
}
export type Daemon =
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
  | 'mikrotik'
  | 'openbgpd'
  | 'yamaha'
  /** Several print the same: `show ip bgp summary` is Cisco's, and of many that learned it from there. */
  | 'unknown';

export interface StatusPeer {
  /** As `net/address.ts` writes it; as printed where it is none (an interface, a name, a masked address). */
  readonly address: string | null;
  /** Of the protocol, group or description in the speaker's configuration. */
  readonly name: string | null;
  readonly as: number | null;
  readonly bgpId: string | null;
}

export interface Since {
  readonly text: string;
  /** Where it is a duration. */
  readonly seconds: number | null;
}

export interface PrefixCounts {
  /** `ipv4-unicast` */
  readonly family: string | null;
  readonly received: number | null;
  readonly accepted: number | null;
  readonly advertised: number | null;
}

/** Why a session is down, or last went down, as the speaker says it. */
export interface Reason {
  readonly text: string;
  readonly kind: ReasonKind;
  /** Of a NOTIFICATION code and subcode, `2/2`; else a word of `ReasonCode`. Null where only the words are known. */
  readonly code: string | null;
  /** What it means; null where the words say all that is known. */
  readonly means: string | null;
}

export const ReasonKind = {
  /** The peer sent a NOTIFICATION: it objects. */
  Received: 'notification-received',
  /** The speaker sent one. */
  Sent: 'notification-sent',
  /** TCP or IP failed. */
  Network: 'network',
  /** The speaker's own: nothing was asked of the peer. */
  Local: 'local',
  /** An operator's wish, on the speaker. */
  Admin: 'admin',
  Other: 'other',
} as const;
export type ReasonKind = (typeof ReasonKind)[keyof typeof ReasonKind];

/** What an output says of the daemon itself. */
export interface ProcessStatus {
  readonly daemon: Daemon;
  readonly node: string | null;
  /** `not-listening`: its port is taken. `no-session`: it runs, and none is configured. */
  readonly state:
    | 'running'
    | 'not-running'
    | 'unreachable'
    | 'recovering'
    | 'not-listening'
    | 'no-router-id'
    | 'no-session';
  readonly source: string;
  readonly line: number;
  readonly text: string;
}
