/** Writes captures octet by octet, so that tests can make the ones that no tool writes. */

export const concat = (parts: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

/** Numbers of 16 and 32 bits in one byte order. */
export interface Order {
  u16(value: number): Uint8Array;
  u32(value: number): Uint8Array;
  u64(value: bigint): Uint8Array;
}

export const order = (littleEndian: boolean): Order => ({
  u16: (value) => write(2, (view) => view.setUint16(0, value, littleEndian)),
  u32: (value) => write(4, (view) => view.setUint32(0, value, littleEndian)),
  u64: (value) => write(8, (view) => view.setBigUint64(0, BigInt.asUintN(64, value), littleEndian)),
});

function write(length: number, set: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  set(new DataView(bytes.buffer));
  return bytes;
}

export const little: Order = order(true);

/** `fraction` is in units of the format: microseconds or nanoseconds. */
export interface PcapPacket {
  readonly seconds: number;
  readonly fraction: number;
  readonly originalLength: number;
  readonly octets: Uint8Array;
}

export const MAGIC = { micro: 0xa1b2c3d4, nano: 0xa1b23c4d, modified: 0xa1b2cd34 } as const;

export interface PcapHeader {
  readonly littleEndian: boolean;
  readonly magic: number;
  readonly version: readonly [major: number, minor: number];
  readonly snapLength: number;
  readonly linkType: number;
}

export const classic: PcapHeader = {
  littleEndian: true,
  magic: MAGIC.micro,
  version: [2, 4],
  snapLength: 262_144,
  linkType: 1,
};

export function encodePcap(packets: readonly PcapPacket[], header: PcapHeader = classic): Uint8Array {
  const { u16, u32 } = order(header.littleEndian);
  const [major, minor] = header.version;
  const extra = header.magic === MAGIC.modified ? 8 : 0;
  return concat([
    u32(header.magic),
    u16(major),
    u16(minor),
    u32(0),
    u32(0),
    u32(header.snapLength),
    u32(header.linkType),
    ...packets.flatMap(({ seconds, fraction, originalLength, octets }) => [
      u32(seconds),
      u32(fraction),
      u32(octets.length),
      u32(originalLength),
      new Uint8Array(extra),
      octets,
    ]),
  ]);
}

const pad = (value: Uint8Array): Uint8Array => concat([value, new Uint8Array(-value.length & 3)]);

/** A block of pcapng; `body` is padded. */
export function block({ u32 }: Order, type: number, ...body: readonly Uint8Array[]): Uint8Array {
  const padded = pad(concat(body));
  const length = u32(padded.length + 12);
  return concat([u32(type), length, padded, length]);
}

export function option({ u16 }: Order, code: number, value: Uint8Array): Uint8Array {
  return concat([u16(code), u16(value.length), pad(value)]);
}

export function sectionHeader(to: Order, version: readonly [number, number] = [1, 0]): Uint8Array {
  return block(to, 0x0a0d0d0a, to.u32(0x1a2b3c4d), to.u16(version[0]), to.u16(version[1]), to.u64(-1n));
}

export interface Interface {
  readonly linkType: number;
  readonly snapLength: number;
  readonly resolution: number | null;
  readonly offset: bigint | null;
}

export const ethernet: Interface = { linkType: 1, snapLength: 0, resolution: null, offset: null };

export function interfaceDescription(to: Order, { linkType, snapLength, resolution, offset }: Interface): Uint8Array {
  return block(
    to,
    1,
    to.u16(linkType),
    to.u16(0),
    to.u32(snapLength),
    option(to, 2, new TextEncoder().encode('eth0')),
    ...(resolution === null ? [] : [option(to, 9, Uint8Array.of(resolution))]),
    ...(offset === null ? [] : [option(to, 14, to.u64(offset))]),
    option(to, 0, new Uint8Array(0)),
  );
}

export interface PcapngPacket {
  readonly interfaceId: number;
  readonly units: bigint;
  readonly originalLength: number;
  readonly octets: Uint8Array;
  /** Of epb_flags; null leaves the option out. */
  readonly flags: number | null;
}

export function enhancedPacket(to: Order, packet: PcapngPacket): Uint8Array {
  return block(to, 6, to.u32(packet.interfaceId), ...timedPacket(to, packet));
}

export function obsoletePacket(to: Order, packet: PcapngPacket): Uint8Array {
  return block(to, 2, to.u16(packet.interfaceId), to.u16(7), ...timedPacket(to, packet));
}

function timedPacket(to: Order, { units, originalLength, octets, flags }: PcapngPacket): Uint8Array[] {
  return [
    to.u32(Number(units >> 32n)),
    to.u32(Number(units & 0xffff_ffffn)),
    to.u32(octets.length),
    to.u32(originalLength),
    pad(octets),
    ...(flags === null
      ? []
      : [option(to, 1, Uint8Array.of(0x68, 0x69)), option(to, 2, to.u32(flags)), option(to, 0, new Uint8Array(0))]),
  ];
}

export function simplePacket(to: Order, originalLength: number, octets: Uint8Array): Uint8Array {
  return block(to, 3, to.u32(originalLength), octets);
}
