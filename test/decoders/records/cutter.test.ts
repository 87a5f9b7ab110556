/** Whatever the octets and however they are cut: values, and a fault that says where. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBmpReader } from '../../../src/decoders/bmp/reader.ts';
import { createMrtReader } from '../../../src/decoders/mrt/reader.ts';
import { chunkLengths } from '../../arbitraries/chunks.ts';
import { anyMessage, anyUpdate } from '../bgp/arbitraries.ts';
import { FOUR_OCTET, MANDATORY, open, prefix, u16, u32 } from '../bgp/encode.ts';
import { bmp, peer, peerUp, tlv } from '../bmp/encode.ts';
import { bgp4mpHeader, entry, mrt, PEER_INDEX_TABLE } from '../mrt/encode.ts';
import { collect, concat } from './collect.ts';
import { runs } from '../../arbitraries/runs.ts';

const anyMrt: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.constant(PEER_INDEX_TABLE),
  anyMessage.map((bytes) => mrt(16, 4, bgp4mpHeader(4), bytes)),
  anyMessage.map((bytes) => mrt(17, 9, u32(5), bgp4mpHeader(4), bytes)),
  fc.constant(mrt(16, 0, bgp4mpHeader(2), u16(5), u16(6))),
  fc
    .nat({ max: 2 })
    .map((peerIndex) =>
      mrt(13, 2, u32(0), prefix('10.1.0.0/16'), u16(1), entry({ peer: peerIndex, attributes: MANDATORY })),
    ),
  fc.constant(mrt(13, 12, u32(0), [0, 25, 70, 9, 1, 1], u16(1), entry({ peer: 0, pathId: 1, attributes: MANDATORY }))),
  fc
    .tuple(fc.nat({ max: 50 }), fc.nat({ max: 13 }), fc.uint8Array({ maxLength: 40 }))
    .map(([type, subtype, body]) => mrt(type, subtype, body)),
);
const anyBmp: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.constant(bmp(4, tlv(2, 'tor-1'))),
  fc.constant(peerUp(peer(), open([]), open([]), tlv(0, 'up'))),
  fc.constant(bmp(1, peer(), u32(1), tlv(7, [0, 0, 0, 0, 0, 0, 0, 9]))),
  anyUpdate(FOUR_OCTET).map((bytes) => bmp(0, peer(), bytes)),
  anyMessage.map((bytes) => bmp(6, peer(), tlv(0, [...bytes]))),
  anyMessage.map((bytes) => bmp(2, peer(), [3], bytes)),
  fc.tuple(fc.nat({ max: 8 }), fc.uint8Array({ maxLength: 60 })).map(([type, body]) => bmp(type, body)),
);

const octetsChanged = (stream: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc.tuple(stream, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 5 })).map(([bytes, changes]) => {
    const changed = bytes.slice();
    for (const [at, value] of changes) changed[at % changed.length] = value;
    return changed;
  });

describe.each([
  ['MRT', anyMrt, createMrtReader],
  ['BMP', anyBmp, createBmpReader],
])('%s', (_, anyRecord, createReader) => {
  const records = fc.array(anyRecord, { minLength: 1, maxLength: 6 });
  const stream = records.map((all) => concat(...all));

  test('however it is cut, it gives the same', () => {
    fc.assert(
      fc.property(octetsChanged(stream), chunkLengths, (bytes, lengths) => {
        expect(collect(createReader, bytes, lengths)).toEqual(collect(createReader, bytes));
      }),
      runs(40),
    );
  });

  test('a truncated one gives all whole records, and says where it ends', () => {
    fc.assert(
      fc.property(records, fc.nat(), (all, at) => {
        const bytes = concat(...all);
        const cut = at % (bytes.length + 1);
        const whole: Uint8Array[] = [];
        for (const record of all) {
          if (concat(...whole, record).length > cut) break;
          whole.push(record);
        }
        const end = concat(...whole).length;
        const { json, fault } = collect(createReader, bytes.subarray(0, cut));
        expect(json).toEqual(collect(createReader, concat(...whole)).json);
        if (end === cut) expect(fault).toBeNull();
        else expect(fault).toMatchObject({ offset: end, reason: expect.stringContaining('ends in the middle of') });
      }),
      runs(40),
    );
  });

  test('arbitrary octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), chunkLengths, (bytes, lengths) => {
        const { fault } = collect(createReader, bytes, lengths);
        if (fault !== null) expect(fault.offset).toBeLessThanOrEqual(bytes.length);
      }),
      runs(80),
    );
  });
});
