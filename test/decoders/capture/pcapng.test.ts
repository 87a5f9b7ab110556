import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  block,
  concat,
  enhancedPacket,
  ethernet,
  interfaceDescription,
  little,
  obsoletePacket,
  option,
  order,
  type PcapngPacket,
  sectionHeader,
  simplePacket,
} from './encode.ts';
import { cuts, read, readSlowly } from './read.ts';

const packet: PcapngPacket = {
  interfaceId: 0,
  units: 1_700_000_000_123_456n,
  originalLength: 60,
  octets: Uint8Array.of(1, 2, 3),
  flags: null,
};
const begin = concat([sectionHeader(little), interfaceDescription(little, ethernet)]);
const file = (...blocks: Uint8Array[]) => concat([begin, ...blocks]);

describe('pcapng', () => {
  test('gives back what was written, in any sections and however it is cut', () => {
    const section = fc.record({
      littleEndian: fc.boolean(),
      linkTypes: fc.array(fc.nat({ max: 0xffff }), { minLength: 1, maxLength: 4 }),
      packets: fc.array(
        fc.record({
          interfaceId: fc.nat(),
          seconds: fc.nat({ max: 0xffff_ffff }),
          microseconds: fc.nat({ max: 999_999 }),
          originalLength: fc.nat({ max: 0xffff_ffff }),
          octets: fc.uint8Array({ maxLength: 60 }),
          direction: fc.constantFrom(null, 0, 1, 2),
          isObsolete: fc.boolean(),
        }),
        { maxLength: 5 },
      ),
    });
    fc.assert(
      fc.property(fc.array(section, { minLength: 1, maxLength: 3 }), cuts, (sections, at) => {
        const capture = concat(
          sections.flatMap(({ littleEndian, linkTypes, packets }) => {
            const to = order(littleEndian);
            return [
              sectionHeader(to),
              ...linkTypes.map((linkType) => interfaceDescription(to, { ...ethernet, linkType })),
              ...packets.map(({ seconds, microseconds, direction, isObsolete, ...rest }) =>
                (isObsolete ? obsoletePacket : enhancedPacket)(to, {
                  ...rest,
                  interfaceId: rest.interfaceId % linkTypes.length,
                  units: BigInt(seconds) * 1_000_000n + BigInt(microseconds),
                  flags: direction === null ? null : direction | 0x1_0000,
                }),
              ),
              block(to, 5, to.u32(0)),
            ];
          }),
        );
        const expected = sections.flatMap(({ linkTypes, packets }) =>
          packets.map((each) => ({
            seconds: each.seconds,
            nanoseconds: each.microseconds * 1000,
            digits: 6,
            ahead: 0,
            originalLength: each.originalLength,
            octets: [...each.octets],
            linkType: linkTypes[each.interfaceId % linkTypes.length],
            interfaceId: each.interfaceId % linkTypes.length,
            direction: each.direction ?? 0,
          })),
        );
        expect(read(capture, at)).toEqual({
          packets: expected.map((each, index) => ({ ...each, frame: index + 1 })),
          format: 'pcapng',
          linkTypes: [...new Set(sections.flatMap(({ linkTypes }) => linkTypes))],
          fault: null,
        });
      }),
    );
  });

  test.each([
    ['microseconds, by default', null, null, 1_700_000_000_123_456n, [1_700_000_000, 123_456_000, 6]],
    ['nanoseconds', 9, null, 1_700_000_000_123_456_789n, [1_700_000_000, 123_456_789, 9]],
    ['picoseconds', 12, null, 1_700_000_123_456_789_123n, [1_700_000, 123_456_789, 9]],
    ['seconds', 0, null, 1_700_000_000n, [1_700_000_000, 0, 0]],
    ['1/1024 s', 0x8a, null, 1_700_000_000n * 1024n + 512n, [1_700_000_000, 500_000_000, 4]],
    ['2^-63 s', 0xbf, null, 3n << 62n, [1, 500_000_000, 9]],
    ['an offset', 6, 1_000_000_000n, 700_000_000_000_001n, [1_700_000_000, 1000, 6]],
    ['a negative offset', 6, -5n, 7_000_000n, [2, 0, 6]],
  ] as const)('reads a time in %s', (_, resolution, offset, units, [seconds, nanoseconds, digits]) => {
    for (const littleEndian of [true, false]) {
      const to = order(littleEndian);
      const described = interfaceDescription(to, { ...ethernet, resolution, offset });
      const capture = concat([sectionHeader(to), described, enhancedPacket(to, { ...packet, units })]);
      expect(read(capture).packets).toMatchObject([{ seconds, nanoseconds, digits }]);
    }
  });

  test('gives a Simple Packet no time, and as many octets as snap length and block allow', () => {
    const to = little;
    const octets = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const cut = concat([sectionHeader(to), interfaceDescription(to, { ...ethernet, snapLength: 6 })]);
    expect(read(concat([cut, simplePacket(to, 60, octets)])).packets).toMatchObject([
      { octets: [1, 2, 3, 4, 5, 6], originalLength: 60, seconds: 0, nanoseconds: 0, digits: 0 },
    ]);
    expect(read(file(simplePacket(to, 60, octets), simplePacket(to, 7, octets))).packets).toMatchObject([
      { octets: [...octets] },
      { octets: [1, 2, 3, 4, 5, 6, 7] },
    ]);
  });

  test('skips blocks without packets, however long, and holds none of them', () => {
    const blocks = [4, 5, 0x0a, 0x0bad, 0x4000_0bad, 0x8000_0001].map((type) =>
      block(little, type, new Uint8Array(5000)),
    );
    const capture = file(...blocks, block(little, 77), enhancedPacket(little, packet));
    for (const seen of [read(capture), readSlowly(capture), read(capture, [100, 101, 5000])]) {
      expect(seen).toMatchObject({ packets: [{ frame: 1 }], fault: null });
    }
  });

  test('takes no direction from damaged options', () => {
    const damaged = block(
      little,
      6,
      little.u32(0),
      little.u64(0n),
      little.u32(0),
      little.u32(0),
      little.u16(2),
      little.u16(400),
      little.u32(1),
    );
    expect(read(file(damaged))).toMatchObject({ packets: [{ direction: 0 }], fault: null });
  });

  const bare = { ...packet, octets: new Uint8Array(0) };
  test.each([
    [
      'byte order',
      block(little, 0x0a0d0d0a, little.u32(0x11223344), new Uint8Array(12)),
      'byte-order magic of a section is 0x44332211, not 0x1a2b3c4d',
    ],
    ['version', sectionHeader(little, [2, 0]), 'version 2.0 of pcapng is not known; it is 1.0'],
    [
      'short',
      concat([little.u32(6), little.u32(28), new Uint8Array(40)]),
      'length of packet 1 is 28 octets, it has at least 32',
    ],
    [
      'unaligned',
      concat([little.u32(5), little.u32(13), new Uint8Array(40)]),
      'length of block 3 (type 0x00000005) is 13 octets, not a multiple of 4',
    ],
    [
      'tiny',
      concat([little.u32(5), little.u32(8), new Uint8Array(40)]),
      'length of block 3 (type 0x00000005) is 8 octets, it has at least 12',
    ],
    [
      'long',
      concat([little.u32(5), little.u32(0x0100_0004), new Uint8Array(40)]),
      'length of block 3 (type 0x00000005) is 16777220 octets, the limit is 16777216',
    ],
    [
      'long packet',
      concat([little.u32(6), little.u32(0x0010_0004), new Uint8Array(40)]),
      'length of packet 1 is 1048580 octets, the limit is 1048576',
    ],
    [
      'interface',
      enhancedPacket(little, { ...packet, interfaceId: 3 }),
      'packet 1 is of interface 3, but its section has described 1 before it',
    ],
    [
      'captured length',
      block(little, 6, little.u32(0), little.u64(0n), little.u32(5), little.u32(5), new Uint8Array(4)),
      'packet 1 has a captured length of 5 octets, its block has room for 4',
    ],
    [
      'huge packet',
      enhancedPacket(little, { ...packet, octets: new Uint8Array(262_148) }),
      'packet 1 has a captured length of 262148 octets, the limit is 262144',
    ],
    [
      'options',
      block(little, 1, new Uint8Array(8), option(little, 9, Uint8Array.of(6, 6))),
      'options of interface 1 do not fit their block',
    ],
    [
      'trailer',
      concat([enhancedPacket(little, bare).subarray(0, 28), little.u32(36)]),
      'length of packet 1 is 32 octets at its beginning and 36 at its end',
    ],
    [
      'trailer of a block skipped',
      concat([block(little, 5, new Uint8Array(8)).subarray(0, 16), little.u32(24)]),
      'length of block 3 (type 0x00000005) is 20 octets at its beginning and 24 at its end',
    ],
  ])('stops at a block with a wrong %s, at its first octet', (_, broken, reason) => {
    for (const seen of [read(file(broken)), readSlowly(file(broken))]) {
      expect(seen).toMatchObject({ packets: [], format: 'pcapng', fault: { offset: begin.length, reason } });
    }
  });

  test('a Simple Packet needs an interface', () => {
    const capture = concat([sectionHeader(little), simplePacket(little, 4, new Uint8Array(4))]);
    expect(read(capture).fault?.reason).toBe('packet 1 is of interface 0, but its section has described 0 before it');
  });

  test('the interfaces of a section are bounded', () => {
    const many = new Uint8Array(65_537 * 20);
    const described = block(little, 1, new Uint8Array(8));
    for (let at = 0; at < many.length; at += 20) many.set(described, at);
    expect(read(concat([sectionHeader(little), many])).fault?.reason).toBe(
      'a section describes more than 65536 interfaces',
    );
  });

  test.each([
    [5, 'the header of block 3: 5 of 12 octets'],
    [13, 'packet 1: 13 of 36 octets'],
  ])('cut after %i octets of a packet, says so', (length, what) => {
    const capture = file(enhancedPacket(little, packet)).subarray(0, begin.length + length);
    expect(read(capture).fault).toEqual({ offset: begin.length, reason: `ends in the middle of ${what}` });
  });

  test.each([13, 30, 110])('cut after %i octets of a block skipped, says so', (length) => {
    const capture = file(block(little, 5, new Uint8Array(100))).subarray(0, begin.length + length);
    const reason = `ends in the middle of block 3 (type 0x00000005): ${length} of 112 octets`;
    expect(read(capture).fault).toEqual({ offset: begin.length, reason });
    expect(readSlowly(capture).fault).toEqual({ offset: begin.length, reason });
  });
});
