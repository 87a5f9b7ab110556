import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../src/decoders/bgp/decode-message.ts';
import type { DecodeContext } from '../../../src/decoders/bgp/message.ts';
import { createUpdateScan, scanUpdate, type UpdateScan } from '../../../src/decoders/bgp/scan-update.ts';
import { anyContext, anyUpdate, mutated } from './arbitraries.ts';
import {
  address,
  asPath2,
  asPath4,
  attribute,
  FOUR_OCTET,
  hex,
  MANDATORY,
  NEXT_HOP,
  ORIGIN,
  prefix,
  TWO_OCTET,
  u16,
  u32,
  update,
} from './encode.ts';
import { runs } from '../../arbitraries/runs.ts';

const scan = (bytes: Uint8Array, context: DecodeContext = FOUR_OCTET) => {
  const filled = createUpdateScan();
  scanUpdate(bytes, 0, bytes.length, context, filled);
  return filled;
};
/** Without what it remembers from scan to scan. */
const result = ({ seenIn, scanNumber, ...rest }: UpdateScan) => ({
  ...rest,
  types: [...seenIn.keys()].filter((type) => seenIn[type] === scanNumber),
});
const anyUpdateIn = anyContext.chain((context) => fc.tuple(fc.constant(context), anyUpdate(context)));

/** Prefixes of the value of MP_REACH_NLRI or MP_UNREACH_NLRI. */
function lengthIn(value: unknown, field: string): number {
  const list: unknown =
    typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === field)?.[1] : null;
  return Array.isArray(list) ? list.length : 0;
}

describe('scanUpdate and decodeMessage', () => {
  test('find no fault in what daemons send', () => {
    fc.assert(
      fc.property(anyUpdateIn, ([context, bytes]) => {
        expect(scan(bytes, context).fault).toBeNull();
      }),
    );
  });

  test('agree on the fault, the counts and End-of-RIB, whatever the octets', () => {
    fc.assert(
      fc.property(
        anyContext,
        anyContext.chain((context) => mutated(anyUpdate(context))),
        (context, bytes) => {
          if (bytes[18] !== 2) return;
          const decoded = decodeMessage(bytes, context);
          if (decoded.type !== 'UPDATE') throw new Error(decoded.type);
          const found = scan(bytes, context);
          expect(found.fault).toEqual(decoded.fault);
          if (found.fault !== null) return;
          const { withdrawn, nlri, attributes, endOfRib = -1 } = decoded.update;
          const value = (type: number) => attributes.find((attributeOf) => attributeOf.type === type)?.value;
          expect(found).toMatchObject({
            withdrawn: withdrawn.length,
            announced: nlri.length,
            reachCount: lengthIn(value(14), 'nlri'),
            unreachCount: lengthIn(value(15), 'withdrawn'),
            endOfRib,
          });
        },
      ),
      runs(250),
    );
  });

  test('a message without fault has no attribute that could not be read', () => {
    fc.assert(
      fc.property(
        anyContext,
        anyContext.chain((context) => mutated(anyUpdate(context))),
        (context, bytes) => {
          const decoded = decodeMessage(bytes, context);
          if (decoded.type !== 'UPDATE' || decoded.fault !== null) return;
          for (const { type, value } of decoded.update.attributes) {
            if (type === 2 || type === 14 || type === 15 || type === 17) expect(value).toBeTypeOf('object');
            if (type === 4 || type === 5) expect(value).toBeTypeOf('number');
          }
        },
      ),
      runs(200),
    );
  });

  test('where the message lies in its buffer does not matter, nor what the scan held before', () => {
    const reused = createUpdateScan();
    fc.assert(
      fc.property(
        anyContext,
        anyContext.chain((context) => mutated(anyUpdate(context))),
        fc.nat({ max: 30 }),
        (context, bytes, before) => {
          const buffer = new Uint8Array(bytes.length + 60).fill(0x18);
          buffer.set(bytes, before);
          scanUpdate(buffer, before, before + bytes.length, context, reused);
          expect(result(reused)).toEqual(result(scan(bytes, context)));
        },
      ),
    );
  });
});

describe('what a scan counts', () => {
  test('IPv4 unicast in the message itself, other families in MP attributes', () => {
    const reach = attribute(0x80, 14, hex('0002 01 10 20010db8000000000000000000000001 00 20 20010db8 00'));
    const unreach = attribute(0x80, 15, hex('0001 02 08 0a'));
    const nlri = [...prefix('10.0.0.0/8'), ...prefix('10.1.0.0/16')];
    expect(scan(update({ withdrawn: [0], attributes: [...MANDATORY, ...reach, ...unreach], nlri }))).toMatchObject({
      fault: null,
      announced: 2,
      withdrawn: 1,
      reachFamily: 513,
      reachCount: 2,
      unreachFamily: 258,
      unreachCount: 1,
      endOfRib: -1,
    });
  });

  test('a family that is kept raw counts as one', () => {
    const reach = attribute(0x80, 14, hex('0001 42 04 0a000001 00 0311 0311'));
    expect(scan(update({ attributes: [...ORIGIN, ...asPath4(), ...reach] }))).toMatchObject({
      reachFamily: 1 * 256 + 66,
      reachCount: 1,
    });
  });
});

/** A route with this AS_PATH. */
const path = (octets: readonly number[], context: DecodeContext = FOUR_OCTET, more: readonly number[] = []) =>
  scan(update({ attributes: [...ORIGIN, ...octets, ...NEXT_HOP, ...more], nlri: prefix('10.0.0.0/8') }), context);

describe('AS numbers that deserve a word', () => {
  test('the greatest, of AS4_PATH too', () => {
    expect(path(asPath4(1, 4_200_000_001, 2)).maxAs).toBe(4_200_000_001);
    expect(path(asPath2(1), TWO_OCTET, attribute(0xc0, 17, [2, 1], u32(70_000))).maxAs).toBe(70_000);
    expect(path(asPath4()).maxAs).toBe(-1);
  });

  test.each([0, 65_535, 4_294_967_295, 23_456])('%i is reserved', (as) => {
    expect(path(asPath4(64_512, as))).toMatchObject({
      reservedAs: as,
      reservedIn: 'AS_PATH',
      documentationAs: -1,
      fault: null,
    });
  });

  test('23456 is right beside AS4_PATH, and AS4_AGGREGATOR', () => {
    const as4Path = attribute(0xc0, 17, [2, 1], u32(70_000));
    expect(path(asPath2(23_456), TWO_OCTET, as4Path).reservedAs).toBe(-1);
    const aggregator = attribute(0xc0, 7, u16(23_456), address('10.0.0.1'));
    const as4Aggregator = attribute(0xc0, 18, u32(70_000), address('10.0.0.1'));
    expect(path(asPath2(1), TWO_OCTET, aggregator)).toMatchObject({ reservedAs: 23_456, reservedIn: 'AGGREGATOR' });
    expect(path(asPath2(1), TWO_OCTET, [...aggregator, ...as4Aggregator]).reservedAs).toBe(-1);
  });

  test('23456 gives way to one that nothing explains', () => {
    expect(path(asPath4(23_456, 65_535)).reservedAs).toBe(65_535);
  });

  test.each([64_496, 64_511, 65_536, 65_551])('%i is for documentation', (as) => {
    expect(path(asPath4(as))).toMatchObject({ reservedAs: -1, documentationAs: as });
  });

  test.each([64_495, 64_512, 65_534, 65_552, 4_294_967_294])('%i is neither', (as) => {
    expect(path(asPath4(as))).toMatchObject({ reservedAs: -1, documentationAs: -1 });
  });
});
