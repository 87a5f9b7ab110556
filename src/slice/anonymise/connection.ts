/** The BGP messages of a connection, anonymised in place. */
import { decodeMessage } from '../../decoders/bgp/decode-message.ts';
import {
  type BgpOpen,
  type DecodeContext,
  HEADER_LENGTH,
  MAX_EXTENDED_LENGTH,
  MAX_LENGTH,
  MessageType,
} from '../../decoders/bgp/message.ts';
import { u16, u8 } from '../../net/octets.ts';
import { negotiate, restrict } from '../../decoders/bgp/negotiate.ts';
import { looksLikeHeader } from '../../sessions/framer.ts';
import { createInference, inferredContext, weighUpdate } from '../../decoders/bgp/infer-context.ts';
import { anonymiseMessage } from './bgp-message.ts';
import type { Identities } from './identities.ts';

const MARKER_LENGTH = 16;
const ENDS = [0, 1] as const;
const NOTHING_NEGOTIATED: DecodeContext = { fourOctetAs: true, addPath: new Set() };

/** What one end sent. */
interface Side {
  /** Its first octet begins a message. */
  readonly whole: boolean;
  /** Octets without a hole, and where they stand in the stream. */
  readonly runs: readonly { readonly offset: number; readonly bytes: Uint8Array }[];
}
type Sides = readonly [Side, Side];
type Opens = readonly [BgpOpen | null, BgpOpen | null];
type MessageTaker = (message: Uint8Array) => void;

export function anonymiseConnection(sides: Sides, who: Identities): void {
  const opens: Opens = [findOpen(sides[0]), findOpen(sides[1])];
  const known = opens[0] === null || opens[1] === null ? null : negotiate(opens[0], opens[1]);
  const limits = sides.map(({ whole }, end) =>
    (known?.extendedMessage[end] ?? !whole) ? MAX_EXTENDED_LENGTH : MAX_LENGTH,
  );
  const contexts = known?.contexts ?? inferContexts(sides, opens);
  for (const end of ENDS) {
    eachMessage(
      sides[end],
      limits[end] ?? MAX_LENGTH,
      (message) => anonymiseMessage(message, contexts[end], who),
      blank,
    );
  }
}

/** Without both OPENs: by what all UPDATEs would say. */
function inferContexts(sides: Sides, opens: Opens): readonly [DecodeContext, DecodeContext] {
  const inference = createInference();
  for (const end of ENDS) {
    eachMessage(sides[end], MAX_EXTENDED_LENGTH, (message) => {
      if (typeOf(message) === MessageType.UPDATE) weighUpdate(inference, end, message, 0, message.length);
    });
  }
  return [
    restrict(inferredContext(inference, 0), opens[0], opens[1]),
    restrict(inferredContext(inference, 1), opens[1], opens[0]),
  ];
}

const typeOf = (message: Uint8Array): number => u8(message, HEADER_LENGTH - 1);

function findOpen(side: Side): BgpOpen | null {
  const opens: BgpOpen[] = [];
  eachMessage(side, MAX_LENGTH, (message) => {
    if (opens.length > 0 || typeOf(message) !== MessageType.OPEN) return;
    const decoded = decodeMessage(message.slice(), NOTHING_NEGOTIATED);
    if (decoded.type === 'OPEN' && decoded.open !== null) opens.push(decoded.open);
  });
  return opens[0] ?? null;
}

/** What stands where a header should: one that cannot be right keeps what is wrong with it. */
function blank(octets: Uint8Array): void {
  const isHeader = octets.length >= HEADER_LENGTH && isMarker(octets, 0);
  for (let at = isHeader ? HEADER_LENGTH : 0; at < octets.length; at += 1) if (octets[at] !== 0xff) octets[at] = 0;
}

/** Cuts messages as the session engine does. One whose end is missing goes up to the end of the octets; `skip` gets what belongs to none. */
function eachMessage({ whole, runs }: Side, maxLength: number, take: MessageTaker, skip: MessageTaker = ignore): void {
  for (const { offset, bytes } of runs) {
    let inStep = whole && offset === 0;
    let behind = 0;
    for (let at = 0; at < bytes.length;) {
      const isHeader = inStep ? fits(bytes, at, maxLength) : looksLikeHeader(bytes, at, bytes.length, maxLength);
      inStep = isHeader;
      if (isHeader) {
        skip(bytes.subarray(behind, at));
        behind = Math.min(at + u16(bytes, at + MARKER_LENGTH), bytes.length);
        take(bytes.subarray(at, behind));
        at = behind;
      } else at += 1;
    }
    skip(bytes.subarray(behind));
  }
}

function ignore(): void {}

function fits(bytes: Uint8Array, at: number, maxLength: number): boolean {
  const length = u16(bytes, at + MARKER_LENGTH);
  return isMarker(bytes, at) && length >= HEADER_LENGTH && length <= maxLength && at + HEADER_LENGTH <= bytes.length;
}

function isMarker(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < at + MARKER_LENGTH; i += 1) if (u8(bytes, i) !== 0xff) return false;
  return true;
}
