/** The octets of TCP connections put together, changed message by message, and put back where they came from. */
import { type Dissected, TcpFlag } from '../../decoders/dissected.ts';
import { flowOf } from '../../sessions/flows.ts';
import type { End } from '../../sessions/ladder.ts';
import { anonymiseConnection } from './connection.ts';
import type { Identities } from './identities.ts';

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
  /** Where they came from. */
  readonly pieces: readonly Piece[];
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
      for (const [first, second] of connections) {
        const sides = [toSide(first), toSide(second)] as const;
        anonymiseConnection(sides, who);
        for (const { runs } of sides) for (const run of runs) putBack(run);
      }
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

const toSide = ({ whole, pieces }: Stream) => ({ whole, runs: joinPieces(pieces) });

/** In order of the stream. */
function joinPieces(pieces: readonly Piece[]): Run[] {
  const groups: { offset: number; end: number; pieces: Piece[] }[] = [];
  for (const piece of pieces.toSorted((a, b) => a.offset - b.offset)) {
    const end = piece.offset + piece.bytes.length;
    const group = groups.at(-1);
    if (group === undefined || piece.offset > group.end) groups.push({ offset: piece.offset, end, pieces: [piece] });
    else {
      group.pieces.push(piece);
      group.end = Math.max(group.end, end);
    }
  }
  return groups.map((group) => {
    const bytes = new Uint8Array(group.end - group.offset);
    // Of octets that came twice the first ones.
    for (const piece of group.pieces.toReversed()) bytes.set(piece.bytes, piece.offset - group.offset);
    return { offset: group.offset, bytes, pieces: group.pieces };
  });
}

function putBack({ offset, bytes, pieces }: Run): void {
  for (const piece of pieces) {
    const at = piece.offset - offset;
    piece.bytes.set(bytes.subarray(at, at + piece.bytes.length));
  }
}
