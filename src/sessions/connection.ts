import type { BgpNotification, BgpOpen, DecodeContext } from '../decoders/bgp/message.ts';
import type { MessageFault } from '../decoders/bgp/message.ts';
import type { MessageType } from '../model/session.ts';
import type { Mark } from './clock.ts';
import { createCopyFilter } from './copies.ts';
import type { Framer } from './framer.ts';
import { createLadder, type End, type Ladder } from './ladder.ts';
import type { Reassembly } from './reassembly.ts';
import type { Stamp } from './stamp.ts';

/** One TCP four-tuple and incarnation, SYN to FIN or RST. Grows with its packets; `evidence/` reads it at the end. */
export interface Connection {
  readonly number: number;
  readonly addresses: readonly [string, string];
  readonly ports: readonly [number, number];
  /** Who sent the SYN; null while unknown. */
  client: End | null;
  readonly midstream: boolean;
  readonly first: Stamp;
  readonly last: Mark;
  opened: Stamp | null;
  established: Stamp | null;
  end: { readonly kind: 'FIN' | 'RST'; readonly from: End; readonly stamp: Stamp } | null;
  readonly halves: readonly [Half, Half];
  readonly notifications: { readonly from: End; readonly notification: BgpNotification; readonly stamp: Stamp }[];
  /** Both OPENs decide how UPDATEs are read; until then, or without them, it is tried out. */
  contextKnown: boolean;
  readonly ladder: Ladder;
  /** Packets whose octets were needed and cut off by the snap length. */
  snapped: { count: number; readonly stamp: Stamp; readonly captured: number; readonly original: number } | null;
}

/** What one end sent. */
export interface Half {
  packets: number;
  readonly last: Mark;
  syn: Syn | null;
  refusal: Stamp | null;
  signed: number;
  unsigned: number;
  ttlMin: number;
  ttlMax: number;
  /** Of the ACKs that this end sent: the first, the furthest; -1 without any. */
  firstAck: number;
  ackAdvanced: boolean;
  readonly isCopy: ReturnType<typeof createCopyFilter>;
  reassembly: Reassembly | null;
  framer: Framer | null;
  readonly messages: Record<MessageType, number>;
  firstMessage: Stamp | null;
  readonly lastMessage: Mark;
  silence: { readonly since: Stamp; readonly seconds: number } | null;
  missing: { bytes: number; readonly stamp: Stamp } | null;
  open: { readonly open: BgpOpen; readonly stamp: Stamp } | null;
  context: DecodeContext;
  /** By family code, `afi * 256 + safi`. */
  readonly routes: Map<number, { announced: number; withdrawn: number; endOfRib: boolean }>;
  readonly malformed: { readonly type: string; readonly fault: MessageFault; readonly stamp: Stamp }[];
  readonly reservedAs: AsMention[];
  wideAs: AsMention | null;
}

export interface AsMention {
  readonly as: number;
  readonly where: 'My Autonomous System' | 'AS_PATH' | 'AGGREGATOR' | 'capability 65';
  readonly stamp: Stamp;
}

export interface Syn {
  readonly stamp: Stamp;
  last: Stamp;
  count: number;
  readonly sequence: number;
  /** -1 of a SYN; of a SYN-ACK what it acknowledges. */
  readonly acknowledges: number;
  readonly ttl: number;
  readonly mss: number | null;
  readonly auth: 'md5' | 'ao' | null;
  readonly hasData: boolean;
}

export const DEFAULT_CONTEXT: DecodeContext = { fourOctetAs: true, addPath: new Set() };

export function createConnection(
  number: number,
  addresses: readonly [string, string],
  ports: readonly [number, number],
  first: Stamp,
  midstream: boolean,
): Connection {
  return {
    number,
    addresses,
    ports,
    client: null,
    midstream,
    first,
    last: { ...first },
    opened: null,
    established: null,
    end: null,
    halves: [createHalf(first), createHalf(first)],
    notifications: [],
    contextKnown: false,
    ladder: createLadder(),
    snapped: null,
  };
}

function createHalf(first: Stamp): Half {
  return {
    packets: 0,
    last: { ...first },
    syn: null,
    refusal: null,
    signed: 0,
    unsigned: 0,
    ttlMin: 0,
    ttlMax: 0,
    firstAck: -1,
    ackAdvanced: false,
    isCopy: createCopyFilter(),
    reassembly: null,
    framer: null,
    messages: { open: 0, update: 0, notification: 0, keepalive: 0, routeRefresh: 0 },
    firstMessage: null,
    lastMessage: { ...first },
    silence: null,
    missing: null,
    open: null,
    context: DEFAULT_CONTEXT,
    routes: new Map(),
    malformed: [],
    reservedAs: [],
    wideAs: null,
  };
}
