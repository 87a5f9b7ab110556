/** OPENs, NOTIFICATIONs and malformed messages, as checks see them. */
import type { Moment, Side } from './moment.ts';
import type { Capability } from './session.ts';

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
