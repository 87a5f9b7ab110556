import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../src/decoders/bgp/decode-message.ts';
import type { DecodeContext } from '../../../src/decoders/bgp/message.ts';
import {
  address,
  asPath2,
  asPath4,
  attribute,
  FOUR_OCTET,
  hex,
  MANDATORY,
  MULTI_PATH,
  NEXT_HOP,
  type Octets,
  ORIGIN,
  prefix,
  TWO_OCTET,
  u16,
  u32,
  update,
  type UpdateFields,
} from './encode.ts';

const decode = (fields: Partial<UpdateFields>, context: DecodeContext = FOUR_OCTET) => {
  const decoded = decodeMessage(update(fields), context);
  if (decoded.type !== 'UPDATE') throw new Error(`decoded as ${decoded.type}`);
  return decoded;
};
const NLRI = prefix('10.2.0.0/16');
/** The value of the last of these attributes, beside what every route must have. */
const valueOf = (octets: Octets, context: DecodeContext = FOUR_OCTET) =>
  decode({ attributes: [...ORIGIN, ...NEXT_HOP, ...octets] }, context).update.attributes.at(-1)?.value;
/** A route with these attributes instead of the usual. */
const faultOf = (attributes: Octets, context: DecodeContext = FOUR_OCTET) =>
  decode({ attributes, nlri: NLRI }, context).fault;

describe('UPDATE', () => {
  test('withdrawn routes and NLRI, with the bits that count', () => {
    expect(
      decode({ withdrawn: [...prefix('10.1.0.0/16'), 0], attributes: MANDATORY, nlri: [12, 10, 255] }),
    ).toMatchObject({
      fault: null,
      update: { withdrawn: [{ prefix: '10.1.0.0/16' }, { prefix: '0.0.0.0/0' }], nlri: [{ prefix: '10.240.0.0/12' }] },
    });
  });

  test('attributes of a list whose length reaches over the end', () => {
    const whole = update({ attributes: MANDATORY });
    const overrun = whole.with(22, MANDATORY.length + 9);
    expect(decodeMessage(overrun, FOUR_OCTET)).toMatchObject({
      fault: { answer: { code: 3, subcode: 1 } },
      update: { attributes: [{ type: 1 }, { type: 2 }, { type: 3 }], nlri: [] },
    });
  });

  test('path identifiers where ADD-PATH is negotiated', () => {
    expect(decode({ attributes: MANDATORY, nlri: [...u32(7), ...NLRI] }, MULTI_PATH)).toMatchObject({
      fault: null,
      update: { nlri: [{ prefix: '10.2.0.0/16', pathId: 7 }] },
    });
  });

  test.each([
    ['ORIGIN', attribute(0x40, 1, [2]), 'INCOMPLETE'],
    [
      'AS_PATH',
      attribute(0x40, 2, [2, 1], u32(65_551), [1, 1], u32(1), [3, 1], u32(2), [4, 1], u32(3)),
      [
        { type: 'AS_SEQUENCE', asns: [65_551] },
        { type: 'AS_SET', asns: [1] },
        { type: 'AS_CONFED_SEQUENCE', asns: [2] },
        { type: 'AS_CONFED_SET', asns: [3] },
      ],
    ],
    ['NEXT_HOP', attribute(0x40, 3, address('192.0.2.1')), '192.0.2.1'],
    ['MULTI_EXIT_DISC', attribute(0x80, 4, u32(4_294_967_295)), 4_294_967_295],
    ['LOCAL_PREF', attribute(0x40, 5, u32(100)), 100],
    ['ATOMIC_AGGREGATE', attribute(0x40, 6), null],
    ['AGGREGATOR', attribute(0xc0, 7, u32(65_551), address('192.0.2.1')), { as: 65_551, address: '192.0.2.1' }],
    ['COMMUNITIES', attribute(0xc0, 8, u16(64_512), u16(100), u32(0xffff_ff01)), ['64512:100', '65535:65281']],
    ['ORIGINATOR_ID', attribute(0x80, 9, address('192.0.2.9')), '192.0.2.9'],
    ['CLUSTER_LIST', attribute(0x80, 10, u32(1), u32(2)), ['0.0.0.1', '0.0.0.2']],
    ['AS4_PATH', attribute(0xc0, 17, [2, 1], u32(65_551)), [{ type: 'AS_SEQUENCE', asns: [65_551] }]],
    ['AS4_AGGREGATOR', attribute(0xc0, 18, u32(65_551), address('192.0.2.1')), { as: 65_551, address: '192.0.2.1' }],
    ['LARGE_COMMUNITY', attribute(0xc0, 32, u32(1), u32(2), u32(3)), ['1:2:3']],
    ['unknown (99 / 0x63)', attribute(0xc0, 99, hex('abcd')), 'abcd'],
  ])('%s', (name, octets, value) => {
    expect(valueOf(octets)).toEqual(value);
    expect(decode({ attributes: octets }).update.attributes).toMatchObject([{ name }]);
  });

  test('AS_PATH and AGGREGATOR of a 2-octet session', () => {
    expect(valueOf(asPath2(64_512, 23_456), TWO_OCTET)).toEqual([{ type: 'AS_SEQUENCE', asns: [64_512, 23_456] }]);
    expect(valueOf(attribute(0xc0, 7, u16(23_456), address('192.0.2.1')), TWO_OCTET)).toMatchObject({ as: 23_456 });
  });

  test('an attribute longer than 255 octets', () => {
    expect(valueOf(attribute(0xc0, 8, Array<number>(400).fill(0)))).toHaveLength(100);
  });

  test.each([
    [
      'IPv6 unicast',
      hex('0002 01 10 20010db8000000000000000000000001 00 20 20010db8'),
      { afi: 2, safi: 1, nextHop: ['2001:db8::1'], nlri: [{ prefix: '2001:db8::/32' }] },
    ],
    [
      'with a link-local next hop',
      hex('0002 01 20 20010db8000000000000000000000001 fe800000000000000000000000000001 00 00'),
      { afi: 2, safi: 1, nextHop: ['2001:db8::1', 'fe80::1'], nlri: [{ prefix: '::/0' }] },
    ],
    [
      'IPv4 behind an IPv6 next hop (RFC 8950)',
      hex('0001 01 10 20010db8000000000000000000000001 00 08 0a'),
      { afi: 1, safi: 1, nextHop: ['2001:db8::1'], nlri: [{ prefix: '10.0.0.0/8' }] },
    ],
    [
      'VPNv4',
      hex('0001 80 0c 0000000000000000 0a000001 00 68 000011 0000fc0000000064 0a01'),
      {
        afi: 1,
        safi: 128,
        nextHop: ['10.0.0.1'],
        nlri: [{ prefix: '10.1.0.0/16', rd: '64512:100', labels: [1] }],
      },
    ],
    [
      'MDT, kept raw',
      hex('0001 42 04 0a000001 00 0311'),
      { afi: 1, safi: 66, nextHop: ['10.0.0.1'], nlri: [{ kind: 'raw', value: '0311' }] },
    ],
    [
      'SFC without a next hop, kept raw',
      hex('0001 09 00 00 03 0118 0a'),
      { afi: 1, safi: 9, nextHop: [], nlri: [{ kind: 'raw', value: '0301180a' }] },
    ],
  ])('MP_REACH_NLRI: %s', (_, value, reach) => {
    const { update: read, fault } = decode({ attributes: [...ORIGIN, ...asPath4(), ...attribute(0x80, 14, value)] });
    expect(read.attributes.at(-1)?.value).toEqual(reach);
    expect(fault).toBeNull();
  });

  test('MP_UNREACH_NLRI', () => {
    expect(valueOf(attribute(0x80, 15, hex('0002 01 20 20010db8')))).toEqual({
      afi: 2,
      safi: 1,
      withdrawn: [{ prefix: '2001:db8::/32' }],
    });
  });

  test('End-of-RIB', () => {
    expect(decode({}).update.endOfRib).toBe(257);
    expect(decode({ attributes: attribute(0x80, 15, hex('0002 01')) }).update.endOfRib).toBe(513);
    expect(decode({ attributes: attribute(0x80, 15, hex('4004 47')) }).update.endOfRib).toBe(16_388 * 256 + 71);
    expect(decode({ attributes: [...ORIGIN, ...attribute(0x80, 15, hex('0002 01'))] }).update.endOfRib).toBeUndefined();
    expect(decode({ withdrawn: NLRI }).update.endOfRib).toBeUndefined();
  });
});

describe('values survive the wire', () => {
  const anyAs = fc.nat({ max: 0xffff_ffff });
  const anyPrefix = fc
    .tuple(fc.nat({ max: 0xffff_ffff }), fc.nat({ max: 32 }))
    .map(([ip, bits]) => `${u32(bits === 0 ? 0 : ip - (ip % 2 ** (32 - bits))).join('.')}/${bits}`);

  test('prefixes and AS_PATH', () => {
    fc.assert(
      fc.property(
        fc.array(anyPrefix),
        fc.array(anyPrefix),
        fc.array(anyAs, { minLength: 1, maxLength: 200 }),
        (withdrawn, nlri, asns) => {
          const attributes = [...ORIGIN, ...attribute(0x40, 2, [2, asns.length, ...asns.flatMap(u32)]), ...NEXT_HOP];
          const { fault, update: read } = decode({
            withdrawn: withdrawn.flatMap(prefix),
            attributes,
            nlri: nlri.flatMap(prefix),
          });
          expect(fault).toBeNull();
          expect(read.withdrawn.map((one) => one.prefix)).toEqual(withdrawn);
          expect(read.nlri.map((one) => one.prefix)).toEqual(nlri);
          expect(read.attributes[1]?.value).toEqual([{ type: 'AS_SEQUENCE', asns }]);
        },
      ),
    );
  });
});

const WITHDRAW = 'treat-as-withdraw';
const DISCARD = 'attribute-discard';
const RESET = 'session-reset';
const UNREACH = hex('0002 01 20 20010db8');

describe('what breaks an UPDATE, its RFC 7606 class and its answer', () => {
  test.each([
    ['ORIGIN of two octets', [...attribute(0x40, 1, [0, 0]), ...asPath4(1), ...NEXT_HOP], 5, WITHDRAW],
    ['ORIGIN 3', [...attribute(0x40, 1, [3]), ...asPath4(1), ...NEXT_HOP], 6, WITHDRAW],
    ['ORIGIN optional', [...attribute(0xc0, 1, [0]), ...asPath4(1), ...NEXT_HOP], 4, WITHDRAW],
    ['AS_PATH with an unknown segment', [...ORIGIN, ...attribute(0x40, 2, [5, 1], u32(1)), ...NEXT_HOP], 11, WITHDRAW],
    ['AS_PATH with an empty segment', [...ORIGIN, ...attribute(0x40, 2, [2, 0]), ...NEXT_HOP], 11, WITHDRAW],
    [
      'AS_PATH with a segment over its end',
      [...ORIGIN, ...attribute(0x40, 2, [2, 2], u32(1)), ...NEXT_HOP],
      11,
      WITHDRAW,
    ],
    ['AS_PATH with one octet left', [...ORIGIN, ...attribute(0x40, 2, [2]), ...NEXT_HOP], 11, WITHDRAW],
    ['AS_PATH of 2-octet numbers', [...ORIGIN, ...asPath2(1), ...NEXT_HOP], 11, WITHDRAW],
    ['NEXT_HOP of five octets', [...ORIGIN, ...asPath4(1), ...attribute(0x40, 3, [1, 2, 3, 4, 5])], 5, WITHDRAW],
    ['MULTI_EXIT_DISC of three octets', [...MANDATORY, ...attribute(0x80, 4, [1, 2, 3])], 5, WITHDRAW],
    ['LOCAL_PREF of three octets', [...MANDATORY, ...attribute(0x40, 5, [1, 2, 3])], 5, WITHDRAW],
    ['LOCAL_PREF optional', [...MANDATORY, ...attribute(0x80, 5, u32(1))], 4, WITHDRAW],
    ['ATOMIC_AGGREGATE with an octet', [...MANDATORY, ...attribute(0x40, 6, [1])], 5, DISCARD],
    ['AGGREGATOR of 2-octet AS', [...MANDATORY, ...attribute(0xc0, 7, u16(1), u32(1))], 5, DISCARD],
    ['COMMUNITIES of three octets', [...MANDATORY, ...attribute(0xc0, 8, [1, 2, 3])], 5, WITHDRAW],
    ['COMMUNITIES without any', [...MANDATORY, ...attribute(0xc0, 8)], 5, WITHDRAW],
    ['ORIGINATOR_ID of three octets', [...MANDATORY, ...attribute(0x80, 9, [1, 2, 3])], 5, WITHDRAW],
    ['CLUSTER_LIST of five octets', [...MANDATORY, ...attribute(0x80, 10, [1, 2, 3, 4, 5])], 5, WITHDRAW],
    ['EXTENDED COMMUNITIES of four octets', [...MANDATORY, ...attribute(0xc0, 16, u32(1))], 5, WITHDRAW],
    ['LARGE_COMMUNITY of four octets', [...MANDATORY, ...attribute(0xc0, 32, u32(1))], 5, WITHDRAW],
    ['AS4_PATH with an empty segment', [...MANDATORY, ...attribute(0xc0, 17, [2, 0])], 9, DISCARD],
    ['AS4_PATH without a segment', [...MANDATORY, ...attribute(0xc0, 17)], 9, DISCARD],
    ['AS4_AGGREGATOR of four octets', [...MANDATORY, ...attribute(0xc0, 18, u32(1))], 5, DISCARD],
    ['no ORIGIN', [...asPath4(1), ...NEXT_HOP], 3, WITHDRAW],
    ['no AS_PATH', [...ORIGIN, ...NEXT_HOP], 3, WITHDRAW],
    ['no NEXT_HOP', [...ORIGIN, ...asPath4(1)], 3, WITHDRAW],
    ['ORIGIN twice', [...MANDATORY, ...ORIGIN], 1, DISCARD],
    [
      'MP_UNREACH_NLRI twice',
      [...MANDATORY, ...attribute(0x80, 15, UNREACH), ...attribute(0x80, 15, UNREACH)],
      1,
      RESET,
    ],
    ['a well-known attribute that is not known', [...MANDATORY, ...attribute(0x40, 99)], 2, RESET],
    ['SFP that claims to be well-known', [...MANDATORY, ...attribute(0x40, 37)], 4, WITHDRAW],
    ['a deprecated attribute that claims to be well-known', [...MANDATORY, ...attribute(0x40, 30)], 2, RESET],
    ['an attribute over the end of the list', [...MANDATORY, 0x80, 4, 4, 0], 1, WITHDRAW],
    ['two octets left in the list', [...MANDATORY, 0x80, 4], 1, WITHDRAW],
    ['MP_REACH_NLRI of four octets', [...MANDATORY, ...attribute(0x80, 14, [0, 2, 1, 0])], 9, RESET],
    [
      'MP_REACH_NLRI with a next hop of four octets in IPv6',
      [...MANDATORY, ...attribute(0x80, 14, [0, 2, 1, 4, 1, 2, 3, 4, 0])],
      9,
      RESET,
    ],
    [
      'MP_REACH_NLRI with a next hop over its end',
      [...MANDATORY, ...attribute(0x80, 14, [0, 25, 70, 4, 1, 2])],
      9,
      RESET,
    ],
    ['MP_UNREACH_NLRI of two octets', [...MANDATORY, ...attribute(0x80, 15, [0, 2])], 9, RESET],
    ['a prefix length above 128', [...MANDATORY, ...attribute(0x80, 15, [0, 2, 1, 129])], 9, RESET],
  ])('%s', (_, attributes, subcode, treatment) => {
    expect(faultOf(attributes)).toMatchObject({ answer: { code: 3, subcode }, treatment });
  });

  test.each([
    ['a prefix length above 32', { nlri: [33, 10, 0, 0, 0, 0] }, 10],
    ['a prefix over the end', { nlri: [24, 10] }, 10],
    ['a withdrawn prefix over the end', { withdrawn: [24, 10] }, 10],
  ])('%s', (_, fields, subcode) => {
    expect(decode({ attributes: MANDATORY, ...fields }).fault).toMatchObject({
      answer: { code: 3, subcode },
      treatment: RESET,
    });
  });

  test.each([
    ['Withdrawn Routes Length', 20],
    ['Total Path Attribute Length', 22],
  ])('%s over the end of the message', (_, at) => {
    const bytes = update({}).fill(1, at, at + 1);
    expect(decodeMessage(bytes, FOUR_OCTET).fault).toMatchObject({
      answer: { code: 3, subcode: 1 },
      treatment: RESET,
      offset: at - 1,
    });
  });

  test('what would be treated as withdrawn resets the session where nothing is announced (RFC 7606 §5.2)', () => {
    expect(decode({ attributes: attribute(0x40, 1, [3]) }).fault).toMatchObject({ treatment: RESET });
  });

  test('the strongest treatment wins, and the first of equal ones', () => {
    const attributes = [
      ...ORIGIN,
      ...asPath4(1),
      ...NEXT_HOP,
      ...attribute(0x40, 6, [1]),
      ...attribute(0x80, 4),
      ...attribute(0x40, 5),
    ];
    expect(faultOf(attributes)?.reason).toBe('MULTI_EXIT_DISC of 0 octets, not 4');
  });

  test('keeps what it can read: the attribute is raw, its neighbours are values', () => {
    const { update: read } = decode({
      attributes: [...MANDATORY, ...attribute(0x80, 4, [1, 2]), ...attribute(0x40, 5, u32(9))],
      nlri: NLRI,
    });
    expect(read.attributes.slice(-2)).toMatchObject([{ value: '0102' }, { value: 9 }]);
    expect(read.nlri).toHaveLength(1);
  });

  test('names the octet from the first marker octet on', () => {
    expect(faultOf([...MANDATORY, ...attribute(0x80, 4, [1])])?.offset).toBe(23 + MANDATORY.length + 3);
  });

  test('Partial is not judged, nor is a BGPsec_Path in the place of AS_PATH', () => {
    expect(faultOf([...MANDATORY, ...attribute(0xe0, 8, u32(1))])).toBeNull();
    const secure = hex('0008 01 00 0000fbf0 0003 01');
    expect(faultOf([...ORIGIN, ...NEXT_HOP, ...attribute(0x80, 33, hex('0002 0003 01'))])).toBeNull();
    expect(faultOf([...ORIGIN, ...NEXT_HOP, ...attribute(0x80, 33, secure)])?.reason).toMatch(/0 signatures for 1/);
  });
});
