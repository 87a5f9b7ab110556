import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reRead } from '../../src/cli/slice/re-read.ts';
import type { CapturedPacket } from '../../src/decoders/capture/packet.ts';
import { createCaptureReader } from '../../src/decoders/capture/reader.ts';
import type { KeptPacket } from '../../src/slice/kept-packet.ts';
import { writePcap } from '../../src/slice/write-pcap.ts';
import { writePcapng } from '../../src/slice/write-pcapng.ts';

const ETHERNET = 1;

const packets: fc.Arbitrary<readonly KeptPacket[]> = fc.array(
  fc.record({
    source: fc.string(),
    frame: fc.nat(),
    seconds: fc.nat({ max: 0xffff_ffff }),
    nanoseconds: fc.nat({ max: 999_999 }).map((microseconds) => microseconds * 1000),
    linkType: fc.constant(ETHERNET),
    interfaceId: fc.nat({ max: 3 }),
    direction: fc.constantFrom(0, 1, 2),
    originalLength: fc.nat({ max: 0xffff_ffff }),
    bytes: fc.uint8Array({ maxLength: 100 }),
  }),
  { maxLength: 20 },
);

function read(file: Uint8Array): { readonly packets: readonly object[]; readonly fault: string | null } {
  const found: object[] = [];
  const reader = createCaptureReader((packet) =>
    found.push(essence(packet, packet.bytes.slice(packet.start, packet.end))),
  );
  reader.push(file);
  reader.end();
  return { packets: found, fault: reader.fault?.reason ?? null };
}

const essence = (
  {
    seconds,
    nanoseconds,
    linkType,
    originalLength,
  }: Pick<CapturedPacket, 'seconds' | 'nanoseconds' | 'linkType' | 'originalLength'>,
  octets: Uint8Array,
): object => ({ seconds, nanoseconds, linkType, originalLength, octets: [...octets] });

describe('what is written is read as it was', () => {
  test('pcap, by pcap-parser too', async () => {
    await fc.assert(
      fc.asyncProperty(packets, async (kept) => {
        const file = writePcap(kept, ETHERNET, false);
        expect(read(file)).toEqual({ packets: kept.map((packet) => essence(packet, packet.bytes)), fault: null });
        expect(await reRead(file, kept)).toBe(null);
      }),
      { numRuns: 50 },
    );
  });

  test('pcapng', () => {
    fc.assert(
      fc.property(packets, (kept) => {
        const file = writePcapng(kept, false, true);
        expect(read(file)).toEqual({ packets: kept.map((packet) => essence(packet, packet.bytes)), fault: null });
      }),
      { numRuns: 50 },
    );
  });

  test('what broke off breaks off', () => {
    expect(read(writePcap([], ETHERNET, true)).fault).toContain('ends in the middle');
    expect(read(writePcapng([], true, true)).fault).toContain('ends in the middle');
  });
});
