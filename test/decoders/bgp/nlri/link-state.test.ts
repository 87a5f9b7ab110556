import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../../src/decoders/bgp/decode-message.ts';
import { asPath4, attribute, FOUR_OCTET, hex, ORIGIN, type Octets, u16, update } from '../encode.ts';

const tlv = (type: number, ...value: readonly Octets[]): Octets => [
  ...u16(type),
  ...u16(value.flat().length),
  ...value.flat(),
];
function decode(nlri: Octets, about: Octets = [], safi = 71) {
  const reach = attribute(0x80, 14, u16(16_388), [safi, 4], hex('c0000201'), [0], nlri);
  const bgpLs = about.length === 0 ? [] : attribute(0x80, 29, about);
  const attributes = [...ORIGIN, ...asPath4(), ...bgpLs, ...reach];
  const decoded = decodeMessage(update({ attributes }), FOUR_OCTET);
  if (decoded.type !== 'UPDATE') throw new Error(decoded.type);
  const value = (type: number) => decoded.update.attributes.find((one) => one.type === type)?.value;
  return { reach: value(14), bgpLs: value(29), fault: decoded.fault };
}

const OSPF = hex('03 0000000000000007');
const LOCAL = tlv(256, tlv(512, hex('0000fc00')), tlv(514, hex('00000000')), tlv(515, hex('0a000001')));
const REMOTE = tlv(257, tlv(512, hex('0000fc00')), tlv(515, hex('0a0000020a000009')));
const NODE = tlv(1, OSPF, LOCAL);
const LOCAL_NODE = {
  type: 256,
  name: 'Local Node Descriptors',
  value: [
    { type: 512, name: 'Autonomous System', value: 64_512 },
    { type: 514, name: 'OSPF Area-ID', value: '0.0.0.0' },
    { type: 515, name: 'IGP Router-ID', value: '10.0.0.1' },
  ],
};
const HEAD = { kind: 'link-state', protocolId: 3, protocol: 'OSPFv2', identifier: '7' };

describe('link-state NLRI (RFC 9552)', () => {
  test.each([
    ['node', NODE, { type: 1, name: 'Node', descriptors: [LOCAL_NODE] }],
    [
      'link',
      tlv(2, OSPF, LOCAL, REMOTE, tlv(258, hex('00000001 00000002')), tlv(259, hex('0a010101')), tlv(263, hex('0002'))),
      {
        type: 2,
        name: 'Link',
        descriptors: [
          LOCAL_NODE,
          {
            type: 257,
            value: [{ value: 64_512 }, { name: 'IGP Router-ID', value: '10.0.0.2:10.0.0.9' }],
          },
          { type: 258, name: 'Link Local/Remote Identifiers', value: { local: 1, remote: 2 } },
          { type: 259, name: 'IPv4 interface address', value: '10.1.1.1' },
          { type: 263, name: 'Multi-Topology Identifier', value: [2] },
        ],
      },
    ],
    [
      'IPv4 prefix',
      tlv(3, OSPF, LOCAL, tlv(264, [3]), tlv(265, hex('12 0a0140'))),
      {
        type: 3,
        descriptors: [
          LOCAL_NODE,
          { value: { routeType: 3, routeTypeName: 'External 1' } },
          { name: 'IP Reachability Information', value: '10.1.64.0/18' },
        ],
      },
    ],
    [
      'IPv6 prefix',
      tlv(4, OSPF, LOCAL, tlv(265, hex('20 20010db8'))),
      { descriptors: [{}, { value: '2001:db8::/32' }] },
    ],
    [
      'SRv6 SID',
      tlv(6, OSPF, LOCAL, tlv(518, hex('20010db8000000000000000000000001'))),
      { name: 'SRv6 SID', descriptors: [{}, { name: 'SRv6 SID Information', value: '2001:db8::1' }] },
    ],
    ['SR policy, its descriptor raw', tlv(5, OSPF, tlv(554, [1, 2])), { descriptors: [{ value: '0102' }] }],
  ])('%s', (_, octets, nlri) => {
    expect(decode(octets)).toMatchObject({ fault: null, reach: { nlri: [{ ...HEAD, ...nlri }] } });
  });

  test('IS-IS: a system, and a pseudonode', () => {
    const isis = tlv(1, hex('02 ffffffffffffffff'), tlv(256, tlv(515, hex('000000000001 02'))));
    expect(decode([...isis, ...tlv(1, OSPF, tlv(256, tlv(515, hex('000000000001'))))])).toMatchObject({
      fault: null,
      reach: {
        nlri: [
          {
            protocol: 'IS-IS Level 2',
            identifier: '18446744073709551615',
            descriptors: [{ value: [{ value: '0000.0000.0001-02' }] }],
          },
          { descriptors: [{ value: [{ value: '0000.0000.0001' }] }] },
        ],
      },
    });
  });

  test('of a VPN, and of an unknown type', () => {
    expect(decode(tlv(1, hex('0000fc0000000064'), OSPF, LOCAL), [], 72)).toMatchObject({
      fault: null,
      reach: { nlri: [{ rd: '64512:100', descriptors: [LOCAL_NODE] }] },
    });
    expect(decode(tlv(99, [1, 2, 3]))).toMatchObject({
      fault: null,
      reach: { nlri: [{ kind: 'link-state', type: 99, name: 'unknown (99 / 0x63)', value: '010203' }] },
    });
  });

  test.each([
    ['a TLV over its end', tlv(1, OSPF, hex('0100 0005 00'))],
    ['an identifier of 4 octets', tlv(1, hex('03 00000000'))],
    ['descriptors that are not in order (§5.1)', tlv(2, OSPF, REMOTE, LOCAL)],
    ['two of a kind in a node', tlv(1, OSPF, tlv(256, tlv(512, hex('00000001')), tlv(512, hex('00000002'))))],
    ['an AS of 2 octets', tlv(1, OSPF, tlv(256, tlv(512, hex('0001'))))],
    ['a router of 5 octets', tlv(1, OSPF, tlv(256, tlv(515, hex('0000000000'))))],
    ['a prefix of 33 bits', tlv(3, OSPF, LOCAL, tlv(265, hex('21 0a00000000')))],
  ])('%s: the NLRI is discarded', (_, octets) => {
    expect(decode(octets).fault).toMatchObject({ treatment: 'nlri-discard', answer: { code: 3, subcode: 9 } });
  });

  test('one over the end of the attribute: the family is given up (§8.2.2)', () => {
    expect(decode([...u16(1), ...u16(99), ...OSPF]).fault).toMatchObject({ treatment: 'afi-safi-disable' });
  });
});

describe('BGP-LS Attribute', () => {
  const SID = '20010db8000000000000000000000001';
  test.each([
    ['Node MSD', 266, '01 0a', [{ msdType: 1, msd: 10 }]],
    ['Node Flag Bits', 1024, 'a0', ['overload', 'external']],
    ['Node Name', 1026, '7231', 'r1'],
    ['IS-IS Area Identifier', 1027, '490001', '490001'],
    ['IPv4 Router-ID of Local Node', 1028, '0a000001', '10.0.0.1'],
    ['IPv6 Router-ID of Remote Node', 1031, SID, '2001:db8::1'],
    [
      'SR Capabilities',
      1034,
      '80 00 001f40 0489 0003 003e80',
      { flags: 128, ranges: [{ size: 8000, first: { label: 16_000 } }] },
    ],
    ['SR Algorithm', 1035, '0001', [0, 1]],
    ['SRv6 Capabilities', 1038, '4000 0000', { flags: 0x4000 }],
    ['Maximum link bandwidth', 1089, '4b189680', 10_000_000],
    ['Unreserved bandwidth', 1091, '4b189680'.repeat(8), Array<number>(8).fill(10_000_000)],
    ['TE Default Metric', 1092, '0000000a', 10],
    ['Link Protection Type', 1093, '0400', ['shared']],
    ['MPLS Protocol Mask', 1094, 'c0', ['LDP', 'RSVP-TE']],
    ['IGP Metric', 1095, '00000a', 10],
    ['Shared Risk Link Group', 1096, '00000001 00000002', [1, 2]],
    ['Adjacency SID', 1099, '30 0a 0000 005dc0', { flags: 0x30, weight: 10, sid: { label: 24_000 } }],
    ['LAN Adjacency SID', 1100, '00 00 0000 000000000001 00000007', { neighbor: '0000.0000.0001', sid: { index: 7 } }],
    ['LAN Adjacency SID', 1100, '00 00 0000 0a000001 00000007', { neighbor: '10.0.0.1', sid: { index: 7 } }],
    [
      'SRv6 End.X SID',
      1106,
      `0005 00 00 00 00 ${SID} 04e4 0004 20101000`,
      {
        endpointBehaviorName: 'End.X',
        sid: '2001:db8::1',
        subTlvs: [{ type: 1252, name: 'SRv6 SID Structure', value: { locatorBlockLength: 32 } }],
      },
    ],
    ['IS-IS SRv6 LAN End.X SID', 1107, `0005 00 00 00 00 000000000001 ${SID}`, { neighbor: '0000.0000.0001' }],
    ['OSPFv3 SRv6 LAN End.X SID', 1108, `0005 00 00 00 00 0a000001 ${SID}`, { neighbor: '10.0.0.1' }],
    ['Unidirectional Link Delay', 1114, '80 0003e8', { anomalous: true, delay: 1000 }],
    ['Min/Max Unidirectional Link Delay', 1115, '00 0003e8 00 0007d0', { anomalous: false, min: 1000, max: 2000 }],
    ['IGP Flags', 1152, '80', ['down']],
    ['Prefix Metric', 1155, '0000000a', 10],
    ['Prefix-SID', 1158, '00 01 0000 00000064', { flags: 0, algorithm: 1, sid: { index: 100 } }],
    ['SRv6 Locator', 1162, '00 01 0000 0000000a', { flags: 0, algorithm: 1, metric: 10 }],
    ['Source OSPF Router-ID', 1174, '0a000001', '10.0.0.1'],
    ['SRv6 Endpoint Behavior', 1250, '0013 00 00', { endpointBehaviorName: 'End.DT4' }],
    ['SRv6 BGP Peer Node SID', 1251, '00 00 0000 0000fc00 0a000001', { peerAs: 64_512, peerBgpId: '10.0.0.1' }],
    ['Opaque Node Attribute', 1025, 'abcd', 'abcd'],
    ['unknown (60000 / 0xea60)', 60_000, 'abcd', 'abcd'],
  ])('%s', (name, type, octets, value) => {
    const { bgpLs, fault } = decode(NODE, tlv(type, hex(octets)));
    expect(fault).toBeNull();
    expect(bgpLs).toMatchObject([{ type, name, value }]);
  });

  test.each([
    ['a TLV over the end', hex('0402 0003 7231')],
    ['half a header', hex('0402 00')],
    ['a router of 3 octets', tlv(1028, [10, 0, 0])],
    ['a sub-TLV over the end', tlv(1106, hex(`0005 00 00 00 00 ${SID} 04e4 0005 20101000`))],
    ['a SID of 5 octets', tlv(1161, hex('0000000000'))],
  ])('%s: the attribute is discarded (RFC 9552 §8.2.2)', (_, octets) => {
    expect(decode(NODE, octets).fault).toMatchObject({ treatment: 'attribute-discard' });
  });
});
