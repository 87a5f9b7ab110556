/** The values that BGP messages decode to (RFC 4271 §4). Offsets count from the message's first marker octet. */
import type { NotificationDetail } from '../../model/messages-seen.ts';
import type { Capability } from '../../model/session.ts';
import type { MessageFault } from './fault.ts';
import type { FamilyNlri } from './nlri/family-decoders.ts';

export const MessageType = { OPEN: 1, UPDATE: 2, NOTIFICATION: 3, KEEPALIVE: 4, ROUTE_REFRESH: 5 } as const;
export const HEADER_LENGTH = 19;
export const MAX_LENGTH = 4096;
export const MAX_EXTENDED_LENGTH = 65_535; // RFC 8654

/** What both OPENs negotiated, as far as it changes how an UPDATE of one side is read. */
export interface DecodeContext {
  /** AS_PATH and AGGREGATOR hold 4-octet numbers (RFC 6793). */
  readonly fourOctetAs: boolean;
  /** Families (`afi * 256 + safi`) whose NLRI of this direction begin with a path identifier (RFC 7911). */
  readonly addPath: ReadonlySet<number>;
}

export type BgpMessage =
  | {
      readonly type: 'OPEN';
      readonly length: number;
      readonly open: BgpOpen | null;
      readonly fault: MessageFault | null;
    }
  | {
      readonly type: 'UPDATE';
      readonly length: number;
      readonly update: BgpUpdate;
      readonly fault: MessageFault | null;
    }
  | {
      readonly type: 'NOTIFICATION';
      readonly length: number;
      readonly notification: BgpNotification | null;
      readonly fault: MessageFault | null;
    }
  | { readonly type: 'KEEPALIVE'; readonly length: number; readonly fault: MessageFault | null }
  | {
      readonly type: 'ROUTE-REFRESH';
      readonly length: number;
      readonly routeRefresh: BgpRouteRefresh | null;
      readonly fault: MessageFault | null;
    }
  | {
      readonly type: 'UNKNOWN';
      readonly typeCode: number;
      readonly length: number;
      readonly fault: MessageFault | null;
    };

export interface BgpOpen {
  readonly version: number;
  readonly myAs: number;
  /** From capability 65 where it is there, else `myAs`. */
  readonly as: number;
  /** Seconds. */
  readonly holdTime: number;
  readonly bgpId: string;
  readonly capabilities: readonly Capability[];
  /** Types of optional parameters other than capabilities (2). */
  readonly otherParameters: readonly number[];
}

export interface BgpNotification {
  readonly code: number;
  readonly subcode: number;
  /** `OPEN Message Error / Unsupported Optional Parameter`; unknown ones are `unknown (129 / 0x81)`. */
  readonly name: string;
  /** Kept raw whatever the code says, so that what we do not know yet is not lost. */
  readonly data: Uint8Array;
  readonly shutdownText: string | null;
  readonly detail: NotificationDetail;
}

export interface BgpRouteRefresh {
  readonly afi: number;
  readonly safi: number;
  /** 0 request, 1 and 2 the demarcations of RFC 7313. */
  readonly subtype: number;
  /** Outbound route filters, kept raw as hex; absent where there are none. */
  readonly orf?: string;
}

export interface BgpUpdate {
  readonly withdrawn: readonly Nlri[];
  readonly attributes: readonly PathAttribute[];
  readonly nlri: readonly Nlri[];
  /** AS_PATH together with AS4_PATH (RFC 6793 §4.2.3), where that is not AS_PATH itself. */
  readonly asPath?: readonly AsPathSegment[];
  /** AS4_AGGREGATOR in the place of AGGREGATOR. */
  readonly aggregator?: Aggregator;
  /** The family (AFI × 256 + SAFI) whose End-of-RIB this is; absent otherwise. */
  readonly endOfRib?: number;
}
export interface Nlri {
  readonly prefix: string;
  readonly pathId?: number;
}
/** All NLRI of a family that is not decoded, as hex. */
export interface RawNlri {
  readonly kind: 'raw';
  readonly value: string;
}
export type MpNlri = Nlri | FamilyNlri | RawNlri;
export interface PathAttribute {
  readonly type: number;
  readonly name: string;
  readonly flags: number;
  /** Decoded by its type; lower-case hex where it is kept raw, or breaks the format. */
  readonly value: unknown;
  /** Of COMMUNITIES: those that are well known, by value; absent where none is. */
  readonly names?: Readonly<Record<string, string>>;
}

/** Of AGGREGATOR and AS4_AGGREGATOR. */
export interface Aggregator {
  readonly as: number;
  readonly address: string;
}

/** Of AS_PATH and AS4_PATH. */
export interface AsPathSegment {
  readonly type: 'AS_SET' | 'AS_SEQUENCE' | 'AS_CONFED_SEQUENCE' | 'AS_CONFED_SET';
  readonly asns: readonly number[];
}
/** Of MP_REACH_NLRI. */
export interface MpReach {
  readonly afi: number;
  readonly safi: number;
  readonly nextHop: readonly string[];
  readonly nlri: readonly MpNlri[];
}
/** Of MP_UNREACH_NLRI. */
export interface MpUnreach {
  readonly afi: number;
  readonly safi: number;
  readonly withdrawn: readonly MpNlri[];
}
