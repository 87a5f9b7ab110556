import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../src/decoders/bgp/decode-message.ts';
import type { BgpMessage } from '../../../src/decoders/bgp/message.ts';
import { mentionsAs } from '../../../src/decoders/bgp/select/as-number.ts';
import { hasCommunity } from '../../../src/decoders/bgp/select/community.ts';
import { parseCommunity } from '../../../src/decoders/bgp/select/parse-community.ts';
import type { PrefixMatch } from '../../../src/decoders/bgp/select/prefix-match.ts';
import { createPrefixFilter } from '../../../src/decoders/bgp/select/prefix.ts';
import { parsePrefix } from '../../../src/net/parse.ts';
import {
  asPath2,
  asPath4,
  attribute,
  FOUR_OCTET,
  hex,
  MANDATORY,
  message,
  open,
  prefix,
  TWO_OCTET,
  update,
} from './encode.ts';

const decode = (bytes: Uint8Array, context = FOUR_OCTET): BgpMessage => decodeMessage(bytes, context);
const announce = (...prefixes: readonly string[]): BgpMessage =>
  decode(update({ attributes: MANDATORY, nlri: prefixes.flatMap(prefix) }));
const withdraw = (...prefixes: readonly string[]): BgpMessage =>
  decode(update({ withdrawn: prefixes.flatMap(prefix) }));

/** Of messages of one sender, those that are kept. */
function kept(wanted: string, match: PrefixMatch, messages: readonly BgpMessage[]): number[] {
  const filter = createPrefixFilter([parsePrefix(wanted) ?? { octets: new Uint8Array(0), bits: 0 }], match);
  return messages.flatMap((one, at) => (filter.keeps('a', one) ? [at] : []));
}

describe('a prefix', () => {
  const table = [
    announce('0.0.0.0/0'),
    announce('10.0.0.0/8'),
    announce('10.1.2.0/24', '10.9.0.0/16'),
    announce('10.2.0.0/16'),
  ];

  test('covering: the routes that it lies in', () => {
    expect(kept('10.1.2.3', 'covering', table)).toEqual([0, 1, 2]);
    expect(kept('10.0.0.0/8', 'covering', table)).toEqual([0, 1]);
  });

  test('covered: the routes within it', () => {
    expect(kept('10.0.0.0/8', 'covered', table)).toEqual([1, 2, 3]);
    expect(kept('0.0.0.0/0', 'covered', table)).toEqual([0, 1, 2, 3]);
  });

  test('exact', () => expect(kept('10.0.0.0/8', 'exact', table)).toEqual([1]));

  test('longest: once a sender has a longer one, its shorter ones do not count', () => {
    const messages = [...table, announce('0.0.0.0/0'), announce('10.0.0.0/8'), announce('10.1.2.0/24')];
    expect(kept('10.1.2.3', 'longest', messages)).toEqual([0, 1, 2, 6]);
  });

  test('longest: until it withdraws that one', () => {
    const messages = [
      announce('10.0.0.0/8', '10.1.0.0/16'),
      withdraw('10.0.0.0/8'),
      withdraw('10.1.0.0/16'),
      announce('10.0.0.0/8'),
    ];
    expect(kept('10.1.2.3', 'longest', messages)).toEqual([0, 2, 3]);
  });

  test('longest: each sender for itself, and anew after an OPEN', () => {
    const filter = createPrefixFilter([parsePrefix('10.1.2.3') ?? { octets: new Uint8Array(0), bits: 0 }], 'longest');
    expect(filter.keeps('a', announce('10.1.0.0/16'))).toBe(true);
    expect(filter.keeps('a', announce('10.0.0.0/8'))).toBe(false);
    expect(filter.keeps('b', announce('10.0.0.0/8'))).toBe(true);
    filter.forget('a');
    expect(filter.keeps('a', announce('10.0.0.0/8'))).toBe(true);
  });

  test('in MP_REACH_NLRI and MP_UNREACH_NLRI too, and in no other message', () => {
    const reach = attribute(0x80, 14, hex('0002 01 10 20010db8000000000000000000000001 00 20 20010db8'));
    const unreach = attribute(0x80, 15, hex('0002 01 20 20010db8'));
    const messages = [
      update({ attributes: [...MANDATORY, ...reach] }),
      update({ attributes: unreach }),
      open([]),
      message(4),
    ];
    expect(
      kept(
        '2001:db8:1::',
        'covering',
        messages.map((bytes) => decode(bytes)),
      ),
    ).toEqual([0, 1]);
  });
});

const has = (one: BgpMessage, as: number): boolean => mentionsAs(one, new Set([as]));

describe('an AS number', () => {
  test('of an OPEN', () => {
    expect(has(decode(open([])), 64_512)).toBe(true);
    expect(has(decode(open([])), 1)).toBe(false);
  });

  test('of AS_PATH, AS4_PATH and AGGREGATOR', () => {
    const path = decode(update({ attributes: [...MANDATORY.slice(0, 4), ...asPath4(1, 4_200_000_000)] }));
    expect([has(path, 4_200_000_000), has(path, 2)]).toEqual([true, false]);
    const as4Path = attribute(0xc0, 17, asPath4(70_000).slice(3));
    const old = decode(update({ attributes: [...asPath2(23_456), ...as4Path] }), TWO_OCTET);
    expect(has(old, 70_000)).toBe(true);
    expect(has(decode(update({ attributes: attribute(0xc0, 7, hex('00011171 0a000001')) })), 70_001)).toBe(true);
  });
});

const of = (...attributes: readonly (readonly number[])[]): BgpMessage =>
  decode(update({ attributes: attributes.flat() }));

describe('a community', () => {
  const standard = of(attribute(0xc0, 8, hex('fc000064 ffffff01')));

  test.each([
    ['64512:100', standard],
    ['064512:100', standard],
    ['no-export', standard],
    ['NO_EXPORT', standard],
    ['65535:65281', standard],
    ['1:2:3', of(attribute(0xc0, 32, hex('00000001 00000002 00000003')))],
    ['rt:64512:100', of(attribute(0xc0, 16, hex('0002 fc00 00000064')))],
    ['route-target:64512:100', of(attribute(0xc0, 16, hex('0002 fc00 00000064')))],
  ])('%s', (text, one) => {
    expect(hasCommunity(one, new Set([parseCommunity(text) ?? '']))).toBe(true);
    expect(hasCommunity(one, new Set(['64512:101']))).toBe(false);
  });

  test.each(['', '1', '1:', ':1', '65536:1', '1:2:3:4', '4294967296:1:1', 'no-exports', '1:x'])('%j is none', (text) =>
    expect(parseCommunity(text)).toBeNull(),
  );
});
