/**
 * pcapng (draft-ietf-opsawg-pcapng), little endian, in nanoseconds: one section, an interface for each that the captures had,
 * and each packet with a comment that says which one it was.
 *
 *   block: type 4 | length 4 | body | options | length 4      option: code 2 | length 2 | value, padded to 4
 */
import { Direction } from '../decoders/capture/packet.ts';
import { padded } from '../decoders/capture/pcapng-options.ts';
import { WRITER } from '../decoders/capture/pcapng.ts';
import { MAX_CAPTURED } from '../decoders/capture/record-decoder.ts';
import type { KeptPacket } from './kept-packet.ts';

const BlockType = { SectionHeader: 0x0a0d0d0a, Interface: 1, EnhancedPacket: 6 } as const;
const Option = { Comment: 1, EpbFlags: 2, IfName: 2, ShbUserAppl: 4, IfTsresol: 9 } as const;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const WHOLE_FILE = 0xffff_ffff; // the section's length is not said
const NANOSECONDS = 9;
const WORD = 0x1_0000_0000n;

type Octets = readonly number[];

/** Captures of several places in one file: our reader takes them apart again. */
export interface Captures {
  /** What a capture is called, by the source of its packets. */
  readonly nameOf: (source: string) => string;
  /** Of the whole file. */
  readonly comment: string;
}

/**
 * A capture that was `brokenOff` gives one that is: it ends in the middle of a block. `named`: comments tell the file too,
 * whose name may name somebody.
 */
export function writePcapng(
  packets: readonly KeptPacket[],
  brokenOff: boolean,
  named: boolean,
  captures: Captures | null = null,
): Uint8Array {
  const interfaces = [...new Map(packets.map((packet) => [interfaceOf(packet), packet]))];
  const ids = new Map(interfaces.map(([key], id) => [key, id]));
  const about =
    captures === null
      ? []
      : [...text(Option.Comment, captures.comment), ...text(Option.ShbUserAppl, WRITER), ...u32(0)];
  const version = [...u16(1), ...u16(0)];
  const length = [...u32(WHOLE_FILE), ...u32(WHOLE_FILE)];
  const header = block(BlockType.SectionHeader, [...u32(BYTE_ORDER_MAGIC), ...version, ...length, ...about]);
  const descriptions = interfaces.map(([, { linkType, source }]) =>
    block(BlockType.Interface, [
      ...u16(linkType),
      ...u16(0),
      ...u32(MAX_CAPTURED),
      ...(captures === null ? [] : text(Option.IfName, captures.nameOf(source))),
      ...option(Option.IfTsresol, [NANOSECONDS]),
      ...u32(0),
    ]),
  );
  const blocks = packets.map((packet) => enhancedPacket(packet, ids.get(interfaceOf(packet)) ?? 0, named));
  return concat([header, ...descriptions, ...blocks, ...(brokenOff ? [header.subarray(0, 8)] : [])]);
}

/** Interfaces of different files are different ones. */
const interfaceOf = ({ source, interfaceId, linkType }: KeptPacket): string => `${linkType} ${interfaceId} ${source}`;

function enhancedPacket(packet: KeptPacket, id: number, named: boolean): Uint8Array {
  const { bytes, originalLength, seconds, nanoseconds, direction, frame, source } = packet;
  const time = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
  const comment = new TextEncoder().encode(`frame ${frame}${named ? ` of ${source}` : ''}`).subarray(0, 0xffff);
  const before = [id, Number(time / WORD), Number(time % WORD), bytes.length, originalLength].flatMap(u32);
  const options = [
    ...option(Option.Comment, [...comment]),
    ...(direction === Direction.Unknown ? [] : option(Option.EpbFlags, u32(direction))),
    ...u32(0),
  ];
  const body = new Uint8Array(before.length + padded(bytes.length) + options.length);
  body.set(before);
  body.set(bytes, before.length);
  body.set(options, before.length + padded(bytes.length));
  return block(BlockType.EnhancedPacket, body);
}

function block(type: number, body: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(body.length + 12);
  bytes.set(u32(type));
  bytes.set(u32(bytes.length), 4);
  bytes.set(body, 8);
  bytes.set(u32(bytes.length), bytes.length - 4);
  return bytes;
}

const option = (code: number, value: Octets): Octets => [
  ...u16(code),
  ...u16(value.length),
  ...value,
  ...Array.from({ length: padded(value.length) - value.length }, () => 0),
];

const text = (code: number, value: string): Octets =>
  option(code, [...new TextEncoder().encode(value).subarray(0, 0xffff)]);

const u16 = (value: number): Octets => [value & 0xff, value >> 8];
const u32 = (value: number): Octets => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
