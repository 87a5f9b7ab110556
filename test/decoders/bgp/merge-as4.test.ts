import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../src/decoders/bgp/decode-message.ts';
import { mergeAsPath } from '../../../src/decoders/bgp/merge-as4.ts';
import type { AsPathSegment, DecodeContext } from '../../../src/decoders/bgp/message.ts';
import { messageToJson } from '../../../src/decoders/bgp/to-json.ts';
import {
  address,
  asPath2,
  attribute,
  FOUR_OCTET,
  NEXT_HOP,
  type Octets,
  ORIGIN,
  prefix,
  TWO_OCTET,
  u16,
  u32,
  update,
} from './encode.ts';

const sequence = (...asns: readonly number[]): AsPathSegment => ({ type: 'AS_SEQUENCE', asns });
const set = (...asns: readonly number[]): AsPathSegment => ({ type: 'AS_SET', asns });
const confederation = (...asns: readonly number[]): AsPathSegment => ({ type: 'AS_CONFED_SEQUENCE', asns });

describe('AS_PATH with AS4_PATH (RFC 6793 §4.2.3)', () => {
  test.each([
    ['as long', [sequence(23_456, 23_456)], [sequence(70_000, 70_001)], [sequence(70_000, 70_001)]],
    ['longer: two have not known it', [sequence(1, 2, 23_456)], [sequence(70_000)], [sequence(1, 2, 70_000)]],
    ['shorter: AS4_PATH is ignored', [sequence(1)], [sequence(70_000, 70_001)], [sequence(1)]],
    ['a set counts once', [sequence(1), set(2, 23_456)], [set(70_000, 70_001)], [sequence(1), set(70_000, 70_001)]],
    [
      'a confederation counts nothing, and leads',
      [confederation(9), sequence(1, 23_456)],
      [sequence(70_000)],
      [confederation(9), sequence(1, 70_000)],
    ],
    ['a confederation in AS4_PATH has no place', [sequence(1)], [confederation(9)], [sequence(1)]],
    [
      'a confederation behind what is replaced goes with it',
      [sequence(1, 23_456), confederation(9), sequence(5)],
      [sequence(70_000, 5)],
      [sequence(1, 70_000, 5)],
    ],
  ])('%s', (_, asPath, as4Path, merged) => {
    expect(mergeAsPath(asPath, as4Path)).toEqual(merged);
  });

  test('what an old speaker made of a path is undone', () => {
    const anyAs = fc.oneof(fc.nat({ max: 64_000 }), fc.integer({ min: 65_552, max: 4_200_000_000 }));
    fc.assert(
      fc.property(fc.array(anyAs, { minLength: 1 }), fc.array(fc.nat({ max: 64_000 })), (path, prepended) => {
        const old = path.map((as) => (as > 65_535 ? 23_456 : as));
        expect(mergeAsPath([sequence(...prepended, ...old)], [sequence(...path)])).toEqual([
          sequence(...prepended, ...path),
        ]);
      }),
    );
  });
});

const decode = (attributes: Octets, context: DecodeContext) => {
  const bytes = update({ attributes: [...ORIGIN, ...NEXT_HOP, ...attributes], nlri: prefix('10.0.0.0/8') });
  const { update: read } = messageToJson(decodeMessage(bytes, context));
  return read;
};
const AS4_PATH = attribute(0xc0, 17, [2, 1], u32(70_000));
const AS4_AGGREGATOR = attribute(0xc0, 18, u32(70_000), address('192.0.2.1'));
const aggregator = (as: number): Octets => attribute(0xc0, 7, u16(as), address('192.0.2.9'));

describe('an UPDATE', () => {
  test('says the merged path and aggregator beside the attributes', () => {
    const attributes = [...asPath2(1, 23_456), ...aggregator(23_456), ...AS4_PATH, ...AS4_AGGREGATOR];
    expect(decode(attributes, TWO_OCTET)).toMatchObject({
      asPath: [sequence(1, 70_000)],
      aggregator: { as: 70_000, address: '192.0.2.1' },
    });
  });

  test('says the merged path where an aggregator of 2 octets has no AS4_AGGREGATOR beside it', () => {
    const read = decode([...asPath2(1, 23_456), ...aggregator(5), ...AS4_PATH], TWO_OCTET);
    expect(read).toMatchObject({ asPath: [sequence(1, 70_000)] });
    expect(read).not.toHaveProperty('aggregator');
  });

  test('says nothing where an aggregator shows that the AS4_ attributes are stale', () => {
    const read = decode([...asPath2(1, 23_456), ...aggregator(5), ...AS4_PATH, ...AS4_AGGREGATOR], TWO_OCTET);
    expect(read).not.toHaveProperty('asPath');
    expect(read).not.toHaveProperty('aggregator');
  });

  test('says nothing without AS4_PATH, nor where AS numbers have 4 octets', () => {
    expect(decode(asPath2(1, 23_456), TWO_OCTET)).not.toHaveProperty('asPath');
    const asPath4 = attribute(0x40, 2, [2, 1], u32(1));
    expect(decode([...asPath4, ...AS4_PATH], FOUR_OCTET)).not.toHaveProperty('asPath');
  });
});
