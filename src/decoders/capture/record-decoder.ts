import { type CapturedPacket, Direction } from './packet.ts';

/** The most that libpcap captures of a packet (MAXIMUM_SNAPLEN); a length above it is a damaged length. */
export const MAX_CAPTURED = 262_144;

/** Knows one file format. `reader.ts` hands it the octets, and keeps those of a record that came only in part. */
export interface RecordDecoder {
  /**
   * Hands out the packets of `bytes` from `start` up to `end`. Returns where it stopped: behind the last octet, at a
   * record of which more octets are `wanted`, or at one that has a `fault`.
   */
  read(bytes: Uint8Array, start: number, end: number): number;
  /** Octets that it takes to go on from where `read` stopped, as far as is known: first a header, then all of the record. */
  readonly wanted: number;
  /** Octets of the present record that lie before that place: those of a block that is skipped. */
  readonly behind: number;
  /** What stands there: `packet 13`. */
  readonly part: string;
  readonly fault: string | null;
  readonly linkTypes: ReadonlySet<number>;
  readonly packets: number;
  /** As `CaptureReader.seconds`. */
  readonly seconds: number;
  /** As `CaptureReader.capture`. */
  readonly capture: string | null;
}

/** One shape for all formats, so that whoever takes the packets meets a single kind of object. */
export function emptyPacket(): CapturedPacket {
  return {
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    originalLength: 0,
    frame: 0,
    seconds: 0,
    nanoseconds: 0,
    digits: 6,
    ahead: 0,
    linkType: 0,
    interfaceId: 0,
    direction: Direction.Unknown,
  };
}
