import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { parse } from 'pcap-parser';
import { describe, expect, test } from 'vitest';
import { classic, concat, encodePcap, little, MAGIC, type PcapPacket } from './encode.ts';
import { cuts, read } from './read.ts';

const packet: fc.Arbitrary<PcapPacket> = fc.record({
  seconds: fc.nat({ max: 0xffff_ffff }),
  fraction: fc.nat({ max: 999_999 }),
  originalLength: fc.nat({ max: 0xffff_ffff }),
  octets: fc.uint8Array({ maxLength: 200 }),
});
const syn: PcapPacket = { seconds: 1, fraction: 2, originalLength: 60, octets: Uint8Array.of(1, 2, 3) };

describe('pcap', () => {
  test('gives back what was written, in every variant and however it is cut', () => {
    const header = fc.record({
      littleEndian: fc.boolean(),
      magic: fc.constantFrom(...Object.values(MAGIC)),
      version: fc.constant([2, 4] as const),
      snapLength: fc.nat({ max: 0xffff_ffff }),
      linkType: fc.nat({ max: 0xffff }),
    });
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 8 }), header, cuts, (packets, with_, at) => {
        const nano = with_.magic === MAGIC.nano;
        expect(read(encodePcap(packets, with_), at)).toEqual({
          packets: packets.map(({ seconds, fraction, originalLength, octets }, index) => ({
            seconds,
            nanoseconds: nano ? fraction : fraction * 1000,
            digits: nano ? 9 : 6,
            ahead: 0,
            originalLength,
            octets: [...octets],
            frame: index + 1,
            linkType: with_.linkType,
            interfaceId: 0,
            direction: 0,
          })),
          format: 'pcap',
          linkTypes: [with_.linkType],
          fault: null,
        });
      }),
    );
  });

  test('agrees with pcap-parser on classic captures', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(packet, { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        async (packets, littleEndian) => {
          const capture = encodePcap(packets, { ...classic, littleEndian });
          expect(read(capture).packets.map(({ octets }) => octets)).toEqual(await readWithPcapParser(capture));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('carries a fraction of more than a second over', () => {
    const { packets } = read(encodePcap([{ ...syn, fraction: 2_500_000 }]));
    expect(packets).toMatchObject([{ seconds: 3, nanoseconds: 500_000_000 }]);
  });

  test('reads more than the snap length, and takes any snap length', () => {
    for (const snapLength of [0, 1, 0xffff_ffff]) {
      expect(read(encodePcap([syn], { ...classic, snapLength }))).toMatchObject({
        packets: [{ octets: [1, 2, 3] }],
        fault: null,
      });
    }
  });

  test('leaves the frame check sequence out of the link type', () => {
    expect(read(encodePcap([syn], { ...classic, linkType: 0x2400_0001 })).linkTypes).toEqual([1]);
  });

  test.each([
    ['2.2, lengths the other way round', [2, 2]],
    ['2.3, in either order', [2, 3]],
    ['543.0', [543, 0]],
  ] as const)('reads version %s', (_, version) => {
    const header = encodePcap([], { ...classic, version });
    const { u32 } = little;
    const record = concat([u32(1), u32(2), u32(60), u32(3), Uint8Array.of(1, 2, 3)]);
    expect(read(concat([header, record]))).toMatchObject({
      packets: [{ octets: [1, 2, 3], originalLength: 60 }],
      fault: null,
    });
  });

  test.each([
    [{ version: [1, 4] as const }, 'version 1.4 of pcap is not known; it is 2.4'],
    [{ version: [543, 1] as const }, 'version 543.1 of pcap is not known; it is 2.4'],
    [{ linkType: 0x0030_0001 }, 'link type field 0x00300001 has reserved bits set'],
  ])('refuses %o', (change, reason) => {
    expect(read(encodePcap([syn], { ...classic, ...change }))).toMatchObject({
      packets: [],
      format: 'pcap',
      fault: { offset: 0, reason },
    });
  });

  test('stops at a length that cannot be, having handed out what lies before', () => {
    const good = encodePcap([syn]);
    const { u32 } = little;
    const bad = concat([good, u32(1), u32(2), u32(262_145), u32(60), new Uint8Array(100)]);
    expect(read(bad)).toMatchObject({
      packets: [{ frame: 1 }],
      fault: { offset: good.length, reason: 'captured length of packet 2 is 262145 octets, the limit is 262144' },
    });
  });

  test('takes a packet as long as the limit, in pieces', () => {
    const octets = new Uint8Array(262_144).fill(7);
    const capture = encodePcap([syn, { ...syn, octets }, syn]);
    const { packets, fault } = read(capture, [30, 60, 1000, 200_000]);
    expect(fault).toBeNull();
    expect(packets.map((each) => each.octets.length)).toEqual([3, 262_144, 3]);
  });

  test.each([
    [10, 0, 'ends in the middle of the file header: 10 of 24 octets'],
    [24 + 19 + 5, 43, 'ends in the middle of the header of packet 2: 5 of 16 octets'],
    [24 + 19 + 17, 43, 'ends in the middle of packet 2: 17 of 19 octets'],
  ])('cut after %i octets, says so', (length, offset, reason) => {
    expect(read(encodePcap([syn, syn]).subarray(0, length)).fault).toEqual({ offset, reason });
  });
});

async function readWithPcapParser(capture: Uint8Array): Promise<number[][]> {
  const packets: number[][] = [];
  await new Promise<void>((resolve, reject) => {
    const parser = parse(Readable.from([Buffer.from(capture)]));
    parser.on('packet', ({ data }) => packets.push([...data]));
    parser.on('end', resolve);
    parser.on('error', reject);
  });
  return packets;
}
