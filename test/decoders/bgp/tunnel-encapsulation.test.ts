import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../src/decoders/bgp/decode-message.ts';
import { attribute, FOUR_OCTET, hex, MANDATORY, type Octets, prefix, u16, update } from './encode.ts';

const sub = (type: number, ...value: readonly Octets[]): Octets => {
  const octets = value.flat();
  return [type, ...(type < 128 ? [octets.length] : u16(octets.length)), ...octets];
};
const tunnel = (type: number, ...subTlvs: readonly Octets[]): Octets => [
  ...u16(type),
  ...u16(subTlvs.flat().length),
  ...subTlvs.flat(),
];
const decode = (...tunnels: readonly Octets[]) => {
  const attributes = [...MANDATORY, ...attribute(0xc0, 23, ...tunnels)];
  const decoded = decodeMessage(update({ attributes, nlri: prefix('10.0.0.0/8') }), FOUR_OCTET);
  if (decoded.type !== 'UPDATE') throw new Error(decoded.type);
  return { value: decoded.update.attributes.at(-1)?.value, fault: decoded.fault };
};
/** The one sub-TLV of a VXLAN tunnel, or of an SR Policy. */
const valueIn = (type: number, octets: Octets): unknown => {
  const { value, fault } = decode(tunnel(type, octets));
  expect(fault).toBeNull();
  return Array.isArray(value) ? value[0].subTlvs[0].value : value;
};

describe('Tunnel Encapsulation (RFC 9012)', () => {
  test.each([
    [
      'Encapsulation, VXLAN',
      sub(1, hex('c0 000064 020000000001 0000')),
      { flags: 192, vnId: 100, mac: '02:00:00:00:00:01' },
    ],
    ['Encapsulation, VXLAN without a MAC', sub(1, hex('80 000064 000000000000 0000')), { flags: 128, vnId: 100 }],
    ['Protocol Type', sub(2, hex('0800')), { protocolType: 0x0800 }],
    ['Color', sub(4, hex('030b 0000 00000064')), { flags: 0, color: 100 }],
    ['Load-Balancing Block', sub(5, hex('0028')), { size: 40 }],
    ['Tunnel Egress Endpoint', sub(6, hex('00000000 0001 c0000201')), { addressFamily: 1, address: '192.0.2.1' }],
    ['Tunnel Egress Endpoint, that of the next hop', sub(6, hex('00000000 0000')), { addressFamily: 0, address: null }],
    ['DS Field', sub(7, [46]), { dsField: 46 }],
    ['UDP Destination Port', sub(8, hex('12b5')), { port: 4789 }],
    ['Embedded Label Handling', sub(9, [1]), { embeddedLabelHandling: 1 }],
    ['MPLS Label Stack', sub(10, hex('00064100')), [{ label: 100, trafficClass: 0, bottomOfStack: true, ttl: 0 }]],
    ['of an unknown type', sub(200, hex('abcd')), 'abcd'],
  ])('%s', (_, octets, value) => {
    expect(valueIn(8, octets)).toEqual(value);
  });

  test.each([
    ['Preference', sub(12, hex('00 00 00000064')), { flags: 0, preference: 100 }],
    ['Binding SID, none', sub(13, hex('00 00')), { flags: 0, sid: null }],
    ['Binding SID, MPLS', sub(13, hex('00 00 03e80000')), { flags: 0, sid: 16_000 }],
    ['Binding SID, SRv6', sub(13, hex('00 00 20010db8000000000000000000000001')), { flags: 0, sid: '2001:db8::1' }],
    ['ENLP', sub(14, hex('00 00 04')), { flags: 0, enlp: 4 }],
    ['Priority', sub(15, hex('0a 00')), { priority: 10 }],
    [
      'SRv6 Binding SID',
      sub(20, hex('00 00 20010db8000000000000000000000001 000e 0000 20 10 10 00')),
      {
        flags: 0,
        sid: '2001:db8::1',
        endpointBehavior: 14,
        endpointBehaviorName: 'End.B6.Encaps',
        locatorBlockLength: 32,
        locatorNodeLength: 16,
        functionLength: 16,
        argumentLength: 0,
      },
    ],
    ['SR Policy Name', sub(130, [0], [...Buffer.from('gold')]), { name: 'gold' }],
    [
      'Segment List',
      sub(128, [0], sub(9, hex('0000 0000000a')), sub(1, hex('0000 03e8013f')), sub(3, hex('0001 c0000201'))),
      [
        { type: 9, name: 'Weight', value: { flags: 0, weight: 10 } },
        {
          type: 1,
          name: 'Segment Type A',
          value: { flags: 0, label: 16_000, trafficClass: 0, bottomOfStack: true, ttl: 63 },
        },
        { type: 3, name: 'Segment Type C', value: { flags: 0, algorithm: 1, node: '192.0.2.1' } },
      ],
    ],
  ])('SR Policy (RFC 9830): %s', (_, octets, value) => {
    expect(valueIn(15, octets)).toEqual(value);
  });

  test('names tunnel and sub-TLVs', () => {
    expect(decode(tunnel(8, sub(7, [0])), tunnel(9999)).value).toEqual([
      { type: 8, name: 'VXLAN Encapsulation', subTlvs: [{ type: 7, name: 'DS Field', value: { dsField: 0 } }] },
      { type: 9999, name: 'unknown (9999 / 0x270f)', subTlvs: [] },
    ]);
  });

  test('a malformed sub-TLV is kept raw, and is no fault (RFC 9012 §13)', () => {
    const { value, fault } = decode(tunnel(8, sub(7, [1, 2])));
    expect(fault).toBeNull();
    expect(value).toMatchObject([
      { subTlvs: [{ name: 'DS Field', value: '0102', error: 'length: 1 octets too many' }] },
    ]);
  });

  test.each([
    ['a sub-TLV over the end of its tunnel', tunnel(8, [7, 2, 0])],
    ['a tunnel over the end of the attribute', hex('0008 0005 00')],
    ['no tunnel', []],
    ['no tunnel but one with a malformed endpoint', tunnel(8, sub(6, hex('00000000 0001 c000')))],
    ['a malformed sub-TLV of an SR Policy (RFC 9830 §5)', tunnel(15, sub(12, hex('0000 00')))],
    ['a malformed segment of an SR Policy', tunnel(15, sub(128, [0], sub(1, [0, 0])))],
    ['two SR Policies (RFC 9830 §2.2)', [...tunnel(15), ...tunnel(15)]],
  ])('%s: treat-as-withdraw', (_, octets) => {
    expect(decode(octets).fault).toMatchObject({ treatment: 'treat-as-withdraw', answer: { code: 3, subcode: 9 } });
  });

  test('of many that break the format the first few say why', () => {
    const { value, fault } = decode(tunnel(8, ...Array.from({ length: 100 }, () => sub(4)), sub(2, hex('0800'))));
    const subTlvs: readonly { readonly error?: string; readonly value: unknown }[] = Array.isArray(value)
      ? value[0].subTlvs
      : [];
    const errors = subTlvs.map(({ error }) => error ?? '');
    expect(fault).toBeNull();
    expect(errors).toHaveLength(101);
    expect(new Set(errors.slice(0, 16))).toEqual(new Set([errors[0]]));
    expect(new Set(errors.slice(16))).toEqual(new Set(['not read: 16 others before it break the format']));
  });
});
