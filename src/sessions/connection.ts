import type { MessageFault } from '../decoders/bgp/fault.ts';
import {
  type BgpNotification,
  type BgpOpen,
  type DecodeContext,
  MessageType as MessageTypeCode,
} from '../decoders/bgp/message.ts';
import type { Inference } from '../decoders/bgp/infer-context.ts';
import type { MessageType } from '../model/session.ts';
import type { Budget } from './budget.ts';
import type { Mark } from './clock.ts';
import type { ClosedWindow } from './closed-window.ts';
import { CopyFilter } from './copies.ts';
import type { Framer } from './framer.ts';
import { createLadder, type End, type Ladder } from './ladder.ts';
import type { Reassembly } from './reassembly.ts';
import type { Stamp } from './stamp.ts';
import type { Transmission } from './transmission-state.ts';
import { type BlamedUpdate, createUpdateCopies, type UpdateCopies } from './update-copies.ts';
import { createWatch, type Watch } from './watch-update.ts';

/** One TCP four-tuple and incarnation, SYN to FIN or RST. Grows with its packets; `evidence/` reads it at the end. */
export interface Connection {
  readonly number: number;
  readonly addresses: readonly [string, string];
  /** Of all connections of its session. */
  readonly directions: Directions;
  readonly ports: readonly [number, number];
  /** Who sent the SYN; null while unknown. */
  client: End | null;
  readonly midstream: boolean;
  readonly first: Stamp;
  readonly last: Mark;
  opened: Stamp | null;
  /** Both have sent what makes a session; `established` once each is known to have it. */
  agreed: Stamp | null;
  established: Stamp | null;
  end: {
    readonly kind: 'FIN' | 'RST';
    readonly from: End;
    readonly stamp: Stamp;
    /** The last message of the other end before it: what its kernel had left may come after. */
    readonly answers: Stamp | null;
  } | null;
  readonly halves: readonly [Half, Half];
  readonly notifications: Notified[];
  /** Both OPENs decide how UPDATEs are read; without them it is inferred. */
  contextKnown: boolean;
  /** What speaks for which reading; null where no UPDATE had to be weighed. */
  inference: Inference | null;
  readonly ladder: Ladder;
  /** Packets whose octets were needed and cut off by the snap length. */
  snapped: { count: number; readonly stamp: Stamp; readonly captured: number; readonly original: number } | null;
}

/** Packets that the capturing host marked as its own, and as received, by who sent them. */
export interface Directions {
  readonly outgoing: [number, number];
  readonly incoming: [number, number];
}

export interface Notified {
  readonly from: End;
  readonly notification: BgpNotification;
  readonly stamp: Stamp;
  /** The last message of the other end before it, by its type code. */
  readonly answers: { readonly type: number; readonly stamp: Stamp } | null;
  /** Of 3/x: the UPDATE that it complains about. */
  readonly blames: BlamedUpdate | null;
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
  ackedTo: number;
  /** The last packet that moved `ackedTo` on. */
  readonly lastAck: Mark;
  /** Sequence number behind its first KEEPALIVE or UPDATE; -1 before. */
  acceptedTo: number;
  readonly copyFilter: CopyFilter;
  reassembly: Reassembly | null;
  /** What became of its octets; null before the first. */
  transmission: Transmission | null;
  /** Null if it was always open. */
  closedWindow: ClosedWindow | null;
  framer: Framer | null;
  readonly messages: Record<MessageType, number>;
  firstMessage: Stamp | null;
  readonly lastMessage: Mark;
  /** Type code of that message. */
  lastType: number | null;
  /** The packet of its last UPDATE, if another message came after it; `lastUpdateOf` knows it always. */
  lastUpdate: Stamp | null;
  missing: { bytes: number; readonly stamp: Stamp } | null;
  open: { readonly open: BgpOpen; readonly stamp: Stamp } | null;
  context: DecodeContext;
  /** The AS of the other end, by its OPEN; -1 while unknown. */
  receiverAs: number;
  /** By family code, `afi * 256 + safi`. */
  readonly routes: Map<number, { announced: number; withdrawn: number; endOfRib: boolean }>;
  readonly malformed: { readonly type: string; readonly fault: MessageFault; readonly stamp: Stamp }[];
  readonly reservedAs: AsMention[];
  wideAs: AsMention | null;
  readonly watch: Watch;
  readonly copies: UpdateCopies;
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
  readonly signature: 'fits' | 'differs' | null;
  readonly hasData: boolean;
}

const DEFAULT_CONTEXT: DecodeContext = { fourOctetAs: true, addPath: new Set() };

export function createConnection(
  number: number,
  addresses: readonly [string, string],
  directions: Directions,
  ports: readonly [number, number],
  first: Stamp,
  midstream: boolean,
  budget: Budget,
): Connection {
  return {
    number,
    addresses,
    directions,
    ports,
    client: null,
    midstream,
    first,
    last: { ...first },
    opened: null,
    agreed: null,
    established: null,
    end: null,
    halves: [
      createHalf(first, createWatch(addresses[1], !midstream, budget)),
      createHalf(first, createWatch(addresses[0], !midstream, budget)),
    ],
    notifications: [],
    contextKnown: false,
    inference: null,
    ladder: createLadder(),
    snapped: null,
  };
}

function createHalf(first: Stamp, watch: Watch): Half {
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
    ackedTo: -1,
    lastAck: { ...first },
    acceptedTo: -1,
    copyFilter: new CopyFilter(),
    reassembly: null,
    transmission: null,
    closedWindow: null,
    framer: null,
    messages: { open: 0, update: 0, notification: 0, keepalive: 0, routeRefresh: 0 },
    firstMessage: null,
    lastMessage: { ...first },
    lastType: null,
    lastUpdate: null,
    missing: null,
    open: null,
    context: DEFAULT_CONTEXT,
    receiverAs: -1,
    routes: new Map(),
    malformed: [],
    reservedAs: [],
    wideAs: null,
    watch,
    copies: createUpdateCopies(),
  };
}

/** Noted only as another type of message comes, so that it costs nothing per UPDATE. */
export const lastUpdateOf = ({ lastType, lastMessage, lastUpdate }: Half): Stamp | null =>
  lastType === MessageTypeCode.UPDATE ? { ...lastMessage } : lastUpdate;
