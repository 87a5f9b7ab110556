/** What routers export about their BGP sessions, in the one shape that BMP and MRT are read to. */
import { decodeMessage } from '../bgp/decode-message.ts';
import type { BgpMessage, BgpUpdate, DecodeContext, MpNlri, PathAttribute } from '../bgp/message.ts';
import type { JsonFields } from '../bgp/to-json.ts';
import type { Timestamp } from '../../model/timestamp.ts';

/** A record may hold several messages or routes: each is one of these. */
export interface Exported {
  /** The record's number in its file, from 1. */
  readonly record: number;
  /** Null where the router gives none. */
  readonly time: Timestamp | null;
  /** Addresses, null where not known. Null as a whole where there are no two sides. */
  readonly between: { readonly source: string | null; readonly destination: string | null } | null;
  readonly format: 'bmp' | 'mrt';
  /** The fields that the format wraps around the content. */
  readonly wrapper: JsonFields;
  readonly content: Content;
}

export interface MessageContent {
  readonly kind: 'message';
  readonly message: BgpMessage;
  /** What it was decoded from, and how. */
  readonly bytes: Uint8Array;
  readonly context: DecodeContext;
  /** The reading of an UPDATE is a guess, since the session's OPENs were not seen. */
  readonly inferred: boolean;
}

export type Content =
  | MessageContent
  | { readonly kind: 'rib'; readonly rib: RibEntry; readonly fault: RecordFault | null }
  | {
      readonly kind: 'event';
      /** `STATE_CHANGE`, `PEER_UP` … */
      readonly type: string;
      readonly fields: JsonFields;
      /** The fields in a few words. */
      readonly text: string;
      readonly fault: RecordFault | null;
    };

export function messageContent(bytes: Uint8Array, context: DecodeContext, known = true): MessageContent {
  const message = decodeMessage(bytes, context);
  return { kind: 'message', message, bytes, context, inferred: message.type === 'UPDATE' && !known };
}

/** A route of a table dump. */
export interface RibEntry extends Pick<BgpUpdate, 'asPath' | 'aggregator'> {
  readonly nlri: MpNlri;
  readonly pathId?: number;
  /** Null where the table of peers does not have it. */
  readonly peer: RibPeer | null;
  /** When the peer announced it, in seconds since the epoch. */
  readonly originated: number;
  readonly attributes: readonly PathAttribute[];
}

export interface RibPeer {
  readonly address: string;
  readonly as: number;
  /** TABLE_DUMP has none. */
  readonly bgpId?: string;
}

/** Where a record could be read no further. `offset` counts from the record's first octet. */
export interface RecordFault {
  readonly offset: number;
  readonly reason: string;
}
