/**
 * pcapng (draft-ietf-opsawg-pcapng): sections of blocks, of which those with packets and interfaces are read, the
 * others skipped as they arrive. A section has a byte order and interfaces of its own.
 *
 *   type 4 | block length 4 | body, padded to 4 | block length 4
 *
 *   Section Header 0x0a0d0d0a: byte-order magic 4 | major 2 | minor 2 | section length 8, not used here | options
 */
import { hex, u16, u32 } from './octets.ts';
import type { CapturedPacket, PacketFilter } from './packet.ts';
import { decodeInterface } from './pcapng-interface.ts';
import { fillFromEnhanced, fillFromObsolete, fillFromSimple, type Section } from './pcapng-packet.ts';
import { findText } from './pcapng-options.ts';
import { emptyPacket, type RecordDecoder } from './record-decoder.ts';

const BlockType = { SectionHeader: 0x0a0d0d0a, Interface: 1, Packet: 2, SimplePacket: 3, EnhancedPacket: 6 } as const;

const OPTIONS_AT = 24;
const SHB_USERAPPL = 4;
/** What `slice` signs a file of several captures with. */
export const WRITER = 'k8sdoctor, a capture an interface';

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const SHORTEST_BLOCK = 12;
const TYPE_AND_LENGTH = 8;
const TRAILER = 4;
/** Room for a packet of `MAX_CAPTURED` octets and options: a block that is read has to be in one piece. */
const MAX_READ = 1 << 20;
/** As in libpcap and Wireshark. */
const MAX_SKIPPED = 1 << 24;
const MAX_INTERFACES = 65_536;

/** If the four octets at `bytes[start]` begin a Section Header Block: they read the same in both byte orders. */
export function isPcapng(bytes: Uint8Array, start: number): boolean {
  return u32(bytes, start, false) === BlockType.SectionHeader;
}

export class PcapngDecoder implements RecordDecoder {
  wanted: number = SHORTEST_BLOCK;
  behind = 0;
  fault: string | null = null;
  readonly linkTypes: Set<number> = new Set();
  packets = 0;

  readonly #onPacket: (packet: CapturedPacket) => void;
  readonly #wants: PacketFilter;
  readonly #packet: CapturedPacket = emptyPacket();
  #section: Section = { littleEndian: false, interfaces: [], holdsCaptures: false };
  #blocks = 0;
  #type = 0;
  /** Length of the block that is being skipped; 0 where none is. */
  #skipping = 0;

  constructor(onPacket: (packet: CapturedPacket) => void, wants: PacketFilter) {
    this.#onPacket = onPacket;
    this.#wants = wants;
  }

  get seconds(): number {
    return this.#packet.seconds + this.#packet.nanoseconds / 1e9;
  }

  get capture(): string | null {
    const { holdsCaptures, interfaces } = this.#section;
    return holdsCaptures ? (interfaces[this.#packet.interfaceId]?.name ?? null) : null;
  }

  get part(): string {
    const inHeader = this.behind === 0 && this.wanted === SHORTEST_BLOCK;
    return inHeader ? `the header of block ${this.#blocks + 1}` : this.#block();
  }

  #block(): string {
    return holdsPacket(this.#type)
      ? `packet ${this.packets + 1}`
      : `block ${this.#blocks + 1} (type ${hex(this.#type, 8)})`;
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    for (;;) {
      const next = this.#skipping === 0 ? this.#readBlock(bytes, at, end) : this.#skip(bytes, at, end);
      if (next === at) return at;
      at = next;
    }
  }

  /** Returns where the block ends, or how far it got if that is to be skipped; `at` if octets are wanted or it has a fault. */
  #readBlock(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < SHORTEST_BLOCK) {
      this.wanted = SHORTEST_BLOCK;
      return at;
    }
    const type = u32(bytes, at, this.#section.littleEndian);
    this.#type = type;
    if (type === BlockType.SectionHeader && !this.#beginSection(bytes, at)) return at;
    const length = u32(bytes, at + 4, this.#section.littleEndian);
    const shortest = shortestRead(type);
    const isRead = shortest > 0;
    if (
      length < (isRead ? shortest : SHORTEST_BLOCK) ||
      length > (isRead ? MAX_READ : MAX_SKIPPED) ||
      (length & 3) !== 0
    ) {
      this.fault = this.#lengthFault(length, shortest);
      return at;
    }
    if (!isRead) {
      this.#skipping = length;
      this.behind = TYPE_AND_LENGTH;
      return at + TYPE_AND_LENGTH;
    }
    const next = at + length;
    if (next > end) {
      this.wanted = length;
      return at;
    }
    const trailer = next - TRAILER;
    if (!this.#agrees(bytes, trailer, length) || !this.#decode(type, bytes, at, trailer)) return at;
    this.#blocks++;
    return next;
  }

  #skip(bytes: Uint8Array, at: number, end: number): number {
    const body = this.#skipping - TRAILER - this.behind;
    if (body > 0) {
      const skipped = Math.min(body, end - at);
      this.behind += skipped;
      this.wanted = this.#skipping - this.behind;
      return at + skipped;
    }
    if (end - at < TRAILER) {
      this.wanted = TRAILER;
      return at;
    }
    if (!this.#agrees(bytes, at, this.#skipping)) return at;
    this.#skipping = 0;
    this.behind = 0;
    this.#blocks++;
    return at + TRAILER;
  }

  #agrees(bytes: Uint8Array, at: number, length: number): boolean {
    const trailer = u32(bytes, at, this.#section.littleEndian);
    if (trailer !== length) {
      this.fault = `length of ${this.#block()} is ${length} octets at its beginning and ${trailer} at its end`;
    }
    return trailer === length;
  }

  #lengthFault(length: number, shortest: number): string {
    const given = `length of ${this.#block()} is ${length} octets`;
    const least = Math.max(shortest, SHORTEST_BLOCK);
    if (length < least) return `${given}, it has at least ${least}`;
    return length % 4 === 0
      ? `${given}, the limit is ${shortest > 0 ? MAX_READ : MAX_SKIPPED}`
      : `${given}, not a multiple of 4`;
  }

  /** The new byte order holds from the length of the section's header on. */
  #beginSection(bytes: Uint8Array, at: number): boolean {
    const magic = u32(bytes, at + 8, false);
    const littleEndian = u32(bytes, at + 8, true) === BYTE_ORDER_MAGIC;
    this.#section = { littleEndian, interfaces: [], holdsCaptures: false };
    if (littleEndian || magic === BYTE_ORDER_MAGIC) return true;
    this.fault = `byte-order magic of a section is ${hex(magic, 8)}, not ${hex(BYTE_ORDER_MAGIC, 8)}`;
    return false;
  }

  #decode(type: number, bytes: Uint8Array, at: number, end: number): boolean {
    if (holdsPacket(type)) return this.#decodePacket(type, bytes, at, end);
    this.fault =
      type === BlockType.Interface ? this.#decodeInterface(bytes, at, end) : this.#decodeSectionHeader(bytes, at, end);
    return this.fault === null;
  }

  #decodePacket(type: number, bytes: Uint8Array, at: number, end: number): boolean {
    const packet = this.#packet;
    const fill =
      type === BlockType.EnhancedPacket
        ? fillFromEnhanced
        : type === BlockType.SimplePacket
          ? fillFromSimple
          : fillFromObsolete;
    const reason = fill(packet, bytes, at, end, this.#section);
    if (reason !== null) {
      this.fault = `packet ${this.packets + 1} ${reason}`;
      return false;
    }
    packet.frame = ++this.packets;
    if (this.#wants(packet.bytes, packet.start, packet.end, packet.linkType)) this.#onPacket(packet);
    return true;
  }

  #decodeInterface(bytes: Uint8Array, at: number, end: number): string | null {
    const { littleEndian, interfaces } = this.#section;
    const id = interfaces.length;
    if (id === MAX_INTERFACES) return `a section describes more than ${MAX_INTERFACES} interfaces`;
    const described = decodeInterface(bytes, at, end, littleEndian);
    if (described === null) return `options of interface ${id} do not fit their block`;
    interfaces.push(described);
    this.linkTypes.add(described.linkType);
    return null;
  }

  #decodeSectionHeader(bytes: Uint8Array, at: number, end: number): string | null {
    const { littleEndian } = this.#section;
    const writer = findText(bytes, at + OPTIONS_AT, end, SHB_USERAPPL, littleEndian);
    this.#section = { ...this.#section, holdsCaptures: writer === WRITER };
    const major = u16(bytes, at + 12, littleEndian);
    const minor = u16(bytes, at + 14, littleEndian);
    const known = major === 1 && (minor === 0 || minor === 2); // 1.2 means the same; a few wrote it
    return known ? null : `version ${major}.${minor} of pcapng is not known; it is 1.0`;
  }
}

function holdsPacket(type: number): boolean {
  return type === BlockType.EnhancedPacket || type === BlockType.SimplePacket || type === BlockType.Packet;
}

/** Length of the shortest block of its type; 0 for a type that is not read. */
function shortestRead(type: number): number {
  switch (type) {
    case BlockType.EnhancedPacket:
    case BlockType.Packet:
      return 32;
    case BlockType.SimplePacket:
      return 16;
    case BlockType.Interface:
      return 20;
    case BlockType.SectionHeader:
      return 28;
    default:
      return 0;
  }
}
