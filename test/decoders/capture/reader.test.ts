import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCaptureReader } from '../../../src/decoders/capture/reader.ts';
import {
  block,
  concat,
  encodePcap,
  enhancedPacket,
  ethernet,
  interfaceDescription,
  little,
  sectionHeader,
} from './encode.ts';
import { cuts, read, readSlowly } from './read.ts';
import { runs } from '../../arbitraries/runs.ts';

const octets = Uint8Array.from({ length: 60 }, (_, index) => index);
const pcap = encodePcap([1, 2, 3].map((seconds) => ({ seconds, fraction: 0, originalLength: 60, octets })));
const pcapng = concat([
  sectionHeader(little),
  interfaceDescription(little, { ...ethernet, resolution: 9, offset: 5n }),
  block(little, 5, new Uint8Array(40)),
  ...[1n, 2n].map((units) => enhancedPacket(little, { interfaceId: 0, units, originalLength: 60, octets, flags: 1 })),
  sectionHeader(little),
]);

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('createCaptureReader', () => {
  test('knows nothing before the first octets', () => {
    const reader = createCaptureReader(() => undefined);
    expect(reader).toMatchObject({ format: null, packets: 0, fault: null });
    expect(reader.linkTypes.size).toBe(0);
    reader.push(pcap.subarray(0, 3));
    expect(reader.format).toBeNull();
    reader.push(pcap.subarray(3, 4));
    expect(reader.format).toBe('pcap');
  });

  test.each([
    ['pcap', pcap, 3],
    ['pcapng', pcapng, 5 + 2e-9],
  ] as const)('hands out of a %s what is wanted, and counts the rest', (_, capture, seconds) => {
    const frames: number[] = [];
    let asked = 0;
    const reader = createCaptureReader(
      (packet) => frames.push(packet.frame),
      (bytes, start, end, linkType) => {
        asked += 1;
        expect([...bytes.subarray(start, end), linkType]).toEqual([...octets, 1]);
        return asked === 2;
      },
    );
    expect(reader.seconds).toBe(0);
    reader.push(capture);
    expect(frames).toEqual([2]);
    expect(asked).toBe(reader.packets);
    expect(reader.seconds).toBe(seconds);
  });

  test('hands a packet out as soon as its last octet is there', () => {
    let seen = 0;
    const reader = createCaptureReader(() => seen++);
    reader.push(pcap.subarray(0, 24 + 16 + 59));
    expect(seen).toBe(0);
    reader.push(pcap.subarray(24 + 16 + 59, 24 + 16 + 60));
    expect(seen).toBe(1);
  });

  test('reads nothing after a fault', () => {
    const reader = createCaptureReader(() => undefined);
    reader.push(text('x'.repeat(64)));
    reader.push(pcap);
    reader.end();
    expect(reader).toMatchObject({ format: null, packets: 0, fault: { offset: 0 } });
  });

  test('throws what its caller throws, and nothing else', () => {
    const reader = createCaptureReader(() => {
      throw new TypeError('ours');
    });
    expect(() => reader.push(pcap)).toThrow('ours');
  });

  test.each([
    ['nothing', new Uint8Array(0), 'it is empty'],
    ['a gzip file', Uint8Array.of(0x1f, 0x8b, 8, 0), 'it is compressed by gzip'],
    ['a zstd file', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd), 'it is compressed by zstd'],
    ['an xz file', Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), 'it is compressed by xz'],
    ['a zip file', text('PK\x03\x04....'), 'it is a zip archive'],
    ['a snoop capture', text('snoop\0\0\0....'), 'it is a snoop capture of Solaris'],
    ['what tcpdump printed', text('12:00:00.123456 IP 10.0.0.1.179 > 10.0.0.2.4: Flags [S]\n'), 'tcpdump -w FILE'],
    ['what tcpdump -tttt printed', text('2026-01-01 12:00:00.123456 IP6 ::1 > ::2: ICMP6\n'), 'tcpdump -w FILE'],
    ['what tcpdump said', text('tcpdump: listening on eth0'), 'tcpdump -w FILE'],
    ['text', text('BIRD 2.0.12 ready.\nName'), 'it is text, as a command prints it'],
    ['one octet', Uint8Array.of(0xd4), 'it begins with the octets d4'],
    ['octets', new Uint8Array(100), 'it begins with the octets 00 00 00 00 00 00 00 00'],
  ])('says that %s is no capture', (_, bytes, reason) => {
    for (const seen of [read(bytes), readSlowly(bytes)]) {
      expect(seen).toMatchObject({ packets: [], format: null, fault: { offset: 0 } });
      expect(seen.fault?.reason).toContain(reason);
    }
    expect(read(bytes)).toEqual(readSlowly(bytes));
  });

  test('what it says does not depend on how damaged octets are cut', () => {
    const flip = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));
    const flips = fc.array(flip, { maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(pcap, pcapng), flips, fc.nat(), cuts, (capture, bits, length, at) => {
        const damaged = capture.slice(0, length % 3 === 0 ? capture.length : length % capture.length);
        for (const [where, mask] of bits) {
          const position = where % Math.max(1, damaged.length);
          damaged[position] = (damaged[position] ?? 0) ^ mask;
        }
        expect(read(damaged, at)).toEqual(read(damaged));
      }),
      runs(300),
    );
  });

  test('any truncation gives the packets before it, and a fault unless it falls between records', () => {
    for (const capture of [pcap, pcapng]) {
      const whole = read(capture).packets;
      for (let length = 0; length < capture.length; length++) {
        const { packets, fault } = read(capture.subarray(0, length));
        expect(packets).toEqual(whole.slice(0, packets.length));
        if (fault !== null) expect(fault.offset).toBeLessThanOrEqual(length);
      }
    }
  });

  test('any octets behind a magic number end in faults, not in exceptions', () => {
    const heads = [pcap.subarray(0, 4), pcap.subarray(0, 24), pcapng.subarray(0, 4), pcapng.subarray(0, 28)];
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 300 }), cuts, (head, bytes, at) => {
        const capture = concat([head, bytes]);
        const { packets } = read(capture, at);
        for (const packet of packets) expect(packet.octets.length).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});
