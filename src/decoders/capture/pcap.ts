/**
 * Classic pcap (draft-ietf-opsawg-pcap), in the byte order of the host that wrote it.
 *
 *   file:    magic 4 | major 2 | minor 2 | reserved 8 | snap length 4 | link type 4
 *   packet:  seconds 4 | micro- or nanoseconds 4 | captured length 4 | original length 4 | [8 if modified] | octets
 *
 * As tolerant as libpcap: the snap length is not believed (some writers put 0 there, or less than they captured),
 * and the versions before 2.4 are read, in which the two lengths may stand in the other order.
 */
import { hex, u16, u32 } from './octets.ts';
import type { CapturedPacket, PacketFilter } from './packet.ts';
import { emptyPacket, MAX_CAPTURED, type RecordDecoder } from './record-decoder.ts';

const FILE_HEADER = 24;
const PACKET_HEADER = 16;
const BILLION = 1_000_000_000;

/** Link type: 4 bits FCS length, 1 bit that says whether it is given, 11 reserved, 16 the type itself. */
const RESERVED_BITS = 0x03ff_0000;

interface Variant {
  readonly littleEndian: boolean;
  readonly digits: 6 | 9;
  readonly packetHeader: number;
}

const VARIANTS: ReadonlyMap<number, Omit<Variant, 'littleEndian'>> = new Map([
  [0xa1b2c3d4, { digits: 6, packetHeader: PACKET_HEADER }],
  [0xa1b23c4d, { digits: 9, packetHeader: PACKET_HEADER }],
  // Alexey Kuznetzov's patch adds interface index, protocol and packet type to each packet's header.
  [0xa1b2cd34, { digits: 6, packetHeader: PACKET_HEADER + 8 }],
]);

/** Null if the four octets at `bytes[start]` are not the magic number of a pcap. */
export function pcapVariant(bytes: Uint8Array, start: number): Variant | null {
  for (const littleEndian of [true, false]) {
    const variant = VARIANTS.get(u32(bytes, start, littleEndian));
    if (variant !== undefined) return { ...variant, littleEndian };
  }
  return null;
}

export class PcapDecoder implements RecordDecoder {
  wanted: number = FILE_HEADER;
  readonly behind = 0;
  fault: string | null = null;
  readonly linkTypes: Set<number> = new Set();
  packets = 0;

  readonly #onPacket: (packet: CapturedPacket) => void;
  readonly #wants: PacketFilter;
  readonly #packet: CapturedPacket = emptyPacket();
  readonly #variant: Variant;
  #inHeader = true;
  /** Where the captured length stands in a packet's header; the original length takes the other place. */
  #capturedAt = 8;
  /** Version 2.3 was written in both orders: the captured length is the smaller one. */
  #eitherOrder = false;

  constructor(variant: Variant, onPacket: (packet: CapturedPacket) => void, wants: PacketFilter) {
    this.#variant = variant;
    this.#onPacket = onPacket;
    this.#wants = wants;
    this.#packet.digits = variant.digits;
  }

  readonly capture = null;

  get seconds(): number {
    return this.#packet.seconds + this.#packet.nanoseconds / BILLION;
  }

  get part(): string {
    if (this.#inHeader) return 'the file header';
    const packet = `packet ${this.packets + 1}`;
    return this.wanted === this.#variant.packetHeader ? `the header of ${packet}` : packet;
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    if (!this.#inHeader) return this.#readPackets(bytes, start, end);
    if (end - start < FILE_HEADER) return start;
    this.fault = this.#readFileHeader(bytes, start);
    return this.fault === null ? this.#readPackets(bytes, start + FILE_HEADER, end) : start;
  }

  #readFileHeader(bytes: Uint8Array, at: number): string | null {
    const { littleEndian } = this.#variant;
    const major = u16(bytes, at + 4, littleEndian);
    const minor = u16(bytes, at + 6, littleEndian);
    const early543 = major === 543 && minor === 0; // written by old AIX
    if (major !== 2 && !early543) return `version ${major}.${minor} of pcap is not known; it is 2.4`;

    const field = u32(bytes, at + 20, littleEndian);
    if ((field & RESERVED_BITS) !== 0) return `link type field ${hex(field, 8)} has reserved bits set`;

    if (early543 || minor < 3) this.#capturedAt = 12;
    this.#eitherOrder = major === 2 && minor === 3;
    this.#packet.linkType = field & 0xffff;
    this.linkTypes.add(field & 0xffff);
    this.#inHeader = false;
    return null;
  }

  #readPackets(bytes: Uint8Array, start: number, end: number): number {
    const { littleEndian, packetHeader } = this.#variant;
    const capturedAt = this.#capturedAt;
    const originalAt = capturedAt === 8 ? 12 : 8;
    const packet = this.#packet;
    const { linkType } = packet;
    const wants = this.#wants;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = start;
    let last = start;
    this.wanted = packetHeader;
    while (end - at >= packetHeader) {
      let captured = view.getUint32(at + capturedAt, littleEndian);
      if (this.#eitherOrder) captured = Math.min(captured, view.getUint32(at + originalAt, littleEndian));
      if (captured > MAX_CAPTURED) {
        this.fault = `captured length of packet ${this.packets + 1} is ${captured} octets, the limit is ${MAX_CAPTURED}`;
        break;
      }
      const next = at + packetHeader + captured;
      if (next > end) {
        this.wanted = next - at;
        break;
      }
      this.packets++;
      last = at;
      at = next;
      if (wants(bytes, next - captured, next, linkType)) {
        packet.bytes = bytes;
        packet.start = next - captured;
        packet.end = next;
        this.#readRest(view, last, originalAt);
        this.#onPacket(packet);
      }
    }
    if (at > start) this.#readRest(view, last, originalAt); // the time of the last one counts, wanted or not
    return at;
  }

  /** Of a packet's header, what says nothing about where the next one begins. */
  #readRest(view: DataView, at: number, originalAt: number): void {
    const { littleEndian, digits } = this.#variant;
    const packet = this.#packet;
    let original = view.getUint32(at + originalAt, littleEndian);
    if (this.#eitherOrder) original = Math.max(original, view.getUint32(at + this.#capturedAt, littleEndian));
    packet.originalLength = original;
    packet.frame = this.packets;
    packet.seconds = view.getUint32(at, littleEndian);
    packet.nanoseconds = view.getUint32(at + 4, littleEndian) * (digits === 9 ? 1 : 1000);
    if (packet.nanoseconds >= BILLION) {
      // Out of range: some writers let the fraction run on past the second.
      packet.seconds += Math.floor(packet.nanoseconds / BILLION);
      packet.nanoseconds %= BILLION;
    }
  }
}
