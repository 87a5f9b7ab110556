/** The octets of TCP connections put together, changed message by message, and put back where they came from. */
import { decodeMessage } from '../../decoders/bgp/decode-message.ts';
import {
  type BgpOpen,
  type DecodeContext,
  HEADER_LENGTH,
  MAX_EXTENDED_LENGTH,
  MAX_LENGTH,
  MessageType,
} from '../../decoders/bgp/message.ts';
import { createUpdateScan, scanFramedUpdate } from '../../decoders/bgp/scan-update.ts';
import { type Dissected, TcpFlag } from '../../decoders/dissected.ts';
import { u16, u8 } from '../../net/octets.ts';
import { GUESSES, negotiate } from '../../sessions/context.ts';
import { flowOf } from '../../sessions/flows.ts';
import { looksLikeHeader } from '../../sessions/framer.ts';
import type { End } from '../../sessions/ladder.ts';
import { anonymiseMessage } from './bgp-message.ts';
import type { Identities } from './identities.ts';

const MARKER_LENGTH = 16;

export interface Streams {
  /** The payload of a segment, `bytes` of a packet that will be changed in place. */
  add(segment: Dissected): void;
  /** All were added. */
  anonymise(who: Identities): void;
}

/** A piece of a stream, and where it stands in its packet. */
interface Piece {
  /** From the beginning of the stream. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Octets of a stream without a hole. */
interface Run {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

interface Stream {
  /** Sequence number of the first octet; -1 before it is known. */
  first: number;
  /** The SYN is in the capture, so that the first octet begins a message. */
  whole: boolean;
  /** Offset behind what came on the SYN; -1 without. */
  synDataEnd: number;
  readonly pieces: Piece[];
}

type Connection = readonly [Stream, Stream];

const createStream = (): Stream => ({ first: -1, whole: false, synDataEnd: -1, pieces: [] });

export function createStreams(): Streams {
  const connections: Connection[] = [];
  const current = new Map<string, Connection>();

  function begin(key: string): Connection {
    const connection: Connection = [createStream(), createStream()];
    connections.push(connection);
    current.set(key, connection);
    return connection;
  }

  /** A SYN with another number begins another connection. */
  function connectionOf(key: string, from: End, isSyn: boolean, sequence: number): Connection {
    const known = current.get(key);
    if (known === undefined) return begin(key);
    const { whole, first, pieces } = known[from];
    const isOther = isSyn && (whole ? first !== (sequence + 1) >>> 0 : pieces.length > 0);
    return isOther ? begin(key) : known;
  }

  return {
    add(segment) {
      const { key, from } = flowOf(segment);
      const isSyn = (segment.flags & TcpFlag.SYN) !== 0;
      const stream = connectionOf(key, from, isSyn, segment.sequence)[from];
      addSegment(stream, segment, isSyn);
    },
    anonymise(who) {
      for (const connection of connections) anonymiseConnection(connection, who);
    },
  };
}

function addSegment(stream: Stream, segment: Dissected, isSyn: boolean): void {
  const { sequence, bytes, payloadStart, payloadEnd, payloadLength } = segment;
  if (isSyn && stream.pieces.length === 0) {
    stream.first = (sequence + 1) >>> 0;
    stream.whole = true;
  }
  if (payloadLength === 0) return;
  if (stream.first === -1) stream.first = sequence;
  const start = isSyn ? (sequence + 1) >>> 0 : sequence;
  let offset = (start - stream.first) | 0;
  // Captures made by programs put data on a SYN and do not count the SYN itself.
  if (!isSyn && stream.synDataEnd !== -1 && offset === stream.synDataEnd - 1) {
    stream.first = (stream.first - 1) >>> 0;
    offset += 1;
  }
  stream.synDataEnd = isSyn ? offset + payloadLength : -1;
  stream.pieces.push({ offset, bytes: bytes.subarray(payloadStart, payloadEnd) });
}

function anonymiseConnection(connection: Connection, who: Identities): void {
  const runs = [joinPieces(connection[0].pieces), joinPieces(connection[1].pieces)] as const;
  const opens = [findOpen(connection[0], runs[0]), findOpen(connection[1], runs[1])] as const;
  const negotiated = opens[0] === null || opens[1] === null ? null : negotiate(opens[0], opens[1]);
  for (const end of [0, 1] as const) {
    const { whole, pieces } = connection[end];
    const extended = negotiated === null ? !whole : negotiated.extendedMessage;
    const read = createContext(negotiated?.contexts[end] ?? null);
    for (const run of runs[end]) {
      const synced = whole && run.offset === 0;
      eachMessage(run.bytes, synced, extended ? MAX_EXTENDED_LENGTH : MAX_LENGTH, (message) =>
        anonymiseMessage(message, read(message), who),
      );
    }
    putBack(pieces, runs[end]);
  }
}

/** In order of the stream; of octets that came twice the first ones. */
function joinPieces(pieces: readonly Piece[]): Run[] {
  const groups: Piece[][] = [];
  let end = -Infinity;
  for (const piece of pieces.toSorted((a, b) => a.offset - b.offset)) {
    if (piece.offset > end) groups.push([piece]);
    else groups.at(-1)?.push(piece);
    end = Math.max(end, piece.offset + piece.bytes.length);
  }
  return groups.map((group) => {
    const offset = group[0]?.offset ?? 0;
    const length = Math.max(...group.map((piece) => piece.offset + piece.bytes.length)) - offset;
    const bytes = new Uint8Array(length);
    for (const piece of group.toReversed()) bytes.set(piece.bytes, piece.offset - offset);
    return { offset, bytes };
  });
}

function putBack(pieces: readonly Piece[], runs: readonly Run[]): void {
  for (const { offset, bytes } of pieces) {
    const run = runs.findLast((each) => each.offset <= offset);
    if (run !== undefined) bytes.set(run.bytes.subarray(offset - run.offset, offset - run.offset + bytes.length));
  }
}

function findOpen({ whole }: Stream, runs: readonly Run[]): BgpOpen | null {
  let open: BgpOpen | null = null;
  for (const { offset, bytes } of runs) {
    eachHeader(bytes, whole && offset === 0, MAX_LENGTH, (start, end) => {
      if (open !== null || bytes[start + HEADER_LENGTH - 1] !== MessageType.OPEN) return;
      const message = decodeMessage(bytes.slice(start, end), { fourOctetAs: true, addPath: new Set() });
      if (message.type === 'OPEN') ({ open } = message);
    });
  }
  return open;
}

/** As the session engine reads UPDATEs: as both OPENs say, or as the first one of `GUESSES` that fits. */
function createContext(known: DecodeContext | null): (message: Uint8Array) => DecodeContext {
  const scan = createUpdateScan();
  let context = known ?? { fourOctetAs: true, addPath: new Set<number>() };
  const fits = (message: Uint8Array, guess: DecodeContext): boolean => {
    scanFramedUpdate(message, 0, message.length, guess, scan);
    return scan.fault === null;
  };
  return (message) => {
    if (known === null && message[HEADER_LENGTH - 1] === MessageType.UPDATE && !fits(message, context))
      context = GUESSES.find((guess) => fits(message, guess)) ?? context;
    return context;
  };
}

/** Hands out each message, and makes 0 of what belongs to none. */
function eachMessage(bytes: Uint8Array, synced: boolean, maxLength: number, take: (message: Uint8Array) => void): void {
  let at = 0;
  eachHeader(bytes, synced, maxLength, (start, end) => {
    blank(bytes.subarray(at, start));
    take(bytes.subarray(start, end));
    at = end;
  });
  blank(bytes.subarray(at));
}

/** What stands where a header should: a header that cannot be one keeps what is wrong with it. */
function blank(octets: Uint8Array): void {
  const isHeader = octets.length >= HEADER_LENGTH && isMarker(octets, 0);
  for (let at = isHeader ? HEADER_LENGTH : 0; at < octets.length; at += 1) if (octets[at] !== 0xff) octets[at] = 0;
}

/** `synced`: the octets begin with a message. One whose end is missing goes up to the end of the octets. */
function eachHeader(
  bytes: Uint8Array,
  synced: boolean,
  maxLength: number,
  take: (start: number, end: number) => void,
): void {
  let inStep = synced;
  for (let at = 0; at < bytes.length;) {
    const length = u16(bytes, at + MARKER_LENGTH);
    const isHeader = inStep
      ? at + HEADER_LENGTH <= bytes.length && isMarker(bytes, at) && length >= HEADER_LENGTH && length <= maxLength
      : looksLikeHeader(bytes, at, bytes.length, maxLength);
    inStep = isHeader;
    if (isHeader) take(at, Math.min(at + length, bytes.length));
    at += isHeader ? length : 1;
  }
}

function isMarker(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < at + MARKER_LENGTH; i += 1) if (u8(bytes, i) !== 0xff) return false;
  return true;
}
