/** Path attributes that are rare in UPDATEs: their values, what breaks them, and what follows from that. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../src/decoders/bgp/decode-message.ts';
import type { PathAttribute } from '../../../src/decoders/bgp/message.ts';
import { messageToJson } from '../../../src/decoders/bgp/to-json.ts';
import { attributeName } from '../../../src/decoders/bgp/registry/attributes.ts';
import { createCaptureAnalysis } from '../../../src/evidence/captures.ts';
import { decodingListener } from '../../../src/sessions/messages.ts';
import { FOUR_OCTET, type Octets, asPath4, attribute, hex, MANDATORY, prefix, u32, update } from './encode.ts';

const route = (attributes: Octets) => {
  const decoded = decodeMessage(
    update({ attributes: [...MANDATORY, ...attributes], nlri: prefix('10.2.0.0/16') }),
    FOUR_OCTET,
  );
  if (decoded.type !== 'UPDATE') throw new Error(decoded.type);
  return decoded;
};
const valueOf = (type: number, value: Octets, flags = 0xc0) => {
  const { update: read, fault } = route(attribute(flags, type, value));
  expect(fault).toBeNull();
  return read.attributes.at(-1)?.value;
};

describe('extended communities', () => {
  test.each([
    ['0002 fde8 00000064', { type: 'route-target', transitive: true, value: '64512:100' }],
    ['0102 c0000201 0064', { type: 'route-target', transitive: true, value: '192.0.2.1:100' }],
    ['0202 fa56ea01 0064', { type: 'route-target', transitive: true, value: '4200000001:100' }],
    ['0003 fde8 00000064', { type: 'route-origin', transitive: true, value: '64512:100' }],
    ['0105 0a000001 0200', { type: 'ospf-domain-id', transitive: true, value: '10.0.0.1:512' }],
    ['0306 00000001 05 01', { type: 'ospf-route-type', transitive: true, area: '0.0.0.1', routeType: 5, options: 1 }],
    ['4004 fde8 4b3ebc20', { type: 'link-bandwidth', transitive: false, as: 65_000, bytesPerSecond: 12_500_000 }],
    ['030b 4000 00000064', { type: 'color', transitive: true, flags: 0x4000, value: 100 }],
    ['030c 00000000 0008', { type: 'encapsulation', transitive: true, tunnelType: 8, value: 'VXLAN Encapsulation' }],
    ['030d 000000000000', { type: 'default-gateway', transitive: true }],
    ['4300 0000000000 02', { type: 'origin-validation-state', transitive: false, value: 'invalid' }],
    ['0600 01 00 00000007', { type: 'mac-mobility', transitive: true, sequence: 7, sticky: true }],
    ['0601 01 0000 000641', { type: 'esi-label', transitive: true, label: 100, singleActive: true }],
    ['0602 0242ac110002', { type: 'es-import', transitive: true, value: '02:42:ac:11:00:02' }],
    ['0603 0242ac110002', { type: 'router-mac', transitive: true, value: '02:42:ac:11:00:02' }],
    ['8006 fde8 00000000', { type: 'traffic-rate-bytes', transitive: true, as: 65_000, bytesPerSecond: 0 }],
    ['800c 0000 447a0000', { type: 'traffic-rate-packets', transitive: true, as: 0, packetsPerSecond: 1000 }],
    ['8007 000000000003', { type: 'traffic-action', transitive: true, terminalAction: true, sample: true }],
    ['8008 fde8 00000064', { type: 'redirect', transitive: true, value: '65000:100' }],
    ['8108 c0000201 0064', { type: 'redirect', transitive: true, value: '192.0.2.1:100' }],
    ['8208 fa56ea01 0064', { type: 'redirect', transitive: true, value: '4200000001:100' }],
    ['8009 00000000002e', { type: 'traffic-marking', transitive: true, value: 46 }],
    ['010c c0000201 0001', { type: 'redirect-to-ip', transitive: true, value: '192.0.2.1', copy: true }],
    ['7f01 000102030405', { type: 'unknown', transitive: false, value: '7f01000102030405' }],
  ])('%s', (octets, community) => {
    const expected = JSON.parse(JSON.stringify(community).replaceAll('64512:100', '65000:100'));
    expect(valueOf(16, hex(octets))).toEqual([expected]);
  });

  test('of IPv6 addresses (RFC 5701)', () => {
    const octets = hex('0002 20010db8000000000000000000000001 0064 40ff 20010db8000000000000000000000001 0064');
    expect(valueOf(25, octets)).toEqual([
      { type: 'route-target', transitive: true, value: '[2001:db8::1]:100' },
      { type: 'unknown', transitive: false, value: '40ff20010db80000000000000000000000010064' },
    ]);
  });

  test('any eight octets are one, and none is lost', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (octets) => {
        const value = valueOf(16, [...octets]);
        expect(value).toMatchObject([{ transitive: ((octets[0] ?? 0) & 0x40) === 0 }]);
      }),
    );
  });
});

describe('values', () => {
  test.each([
    [
      'ingress replication',
      '00 06 000641 c0000201',
      { flags: 0, tunnelType: 'ingress-replication', label: 100, vni: 1601, tunnelIdentifier: '192.0.2.1' },
    ],
    [
      'PIM-SSM',
      '01 03 000000 c0000201 e8000001',
      {
        flags: 1,
        tunnelType: 'pim-ssm',
        label: 0,
        vni: 0,
        tunnelIdentifier: { source: '192.0.2.1', group: '232.0.0.1' },
      },
    ],
    [
      'RSVP-TE',
      '00 01 000000 00000007 0000 0008 c0000201',
      { tunnelType: 'rsvp-te-p2mp', tunnelIdentifier: { p2mpId: 7, tunnelId: 8, extendedTunnelId: '192.0.2.1' } },
    ],
    ['no tunnel', '00 00 000000', { tunnelType: 'none', tunnelIdentifier: null }],
    ['one that is kept raw', '00 0b 000000 0102', { tunnelType: 'bier', tunnelIdentifier: '0102' }],
  ])('PMSI_TUNNEL: %s', (_, octets, value) => {
    expect(valueOf(22, hex(octets))).toMatchObject(value);
  });

  test.each([
    ['01 000b 00000000000007d0', { metric: 2000 }],
    ['01 000b ffffffffffffffff', { metric: '18446744073709551615' }],
    [
      '02 0004 ff 01 000b 0000000000000001 01 000b 0000000000000002',
      {
        metric: 1,
        otherTlvs: [
          { type: 2, value: 'ff' },
          { type: 1, value: '0000000000000002' },
        ],
      },
    ],
  ])('AIGP %s', (octets, value) => {
    expect(valueOf(26, hex(octets), 0x80)).toEqual(value);
  });

  test('BGPsec_Path', () => {
    const ski = 'ab'.repeat(20);
    expect(valueOf(33, hex(`0008 01 80 0000fbf0 001b 01 ${ski} 0002 beef`), 0x80)).toEqual({
      securePath: [{ pCount: 1, flags: 0x80, as: 64_496 }],
      signatureBlocks: [{ algorithmSuite: 1, signatures: [{ ski, signature: 'beef' }] }],
    });
  });

  test('Only to Customer, D-PATH and BFD Discriminator', () => {
    expect(valueOf(35, u32(4_200_000_001))).toBe(4_200_000_001);
    expect(valueOf(36, hex('02 0000fde8000146 0000fde8000280 01 0000fde8000300'))).toEqual([
      [
        { domainId: '65000:1', safi: 70 },
        { domainId: '65000:2', safi: 128 },
      ],
      [{ domainId: '65000:3', safi: 0 }],
    ]);
    expect(valueOf(38, hex('01 00000007 01 04 c0000201 09 01 ff'))).toEqual({
      mode: 1,
      discriminator: 7,
      sourceAddress: '192.0.2.1',
      otherTlvs: [{ type: 9, value: 'ff' }],
    });
  });

  test('ATTR_SET, and one within it raw', () => {
    const inner = [...attribute(0x40, 5, u32(200)), ...asPath4(65_001), ...attribute(0xc0, 128, u32(9))];
    expect(valueOf(128, [...u32(65_000), ...inner])).toMatchObject({
      originAs: 65_000,
      attributes: [
        { name: 'LOCAL_PREF', value: 200 },
        { name: 'AS_PATH', value: [{ type: 'AS_SEQUENCE', asns: [65_001] }] },
        { name: 'ATTR_SET', value: '00000009' },
      ],
    });
  });

  test('well-known communities have their names beside them', () => {
    const { update: read } = route(attribute(0xc0, 8, hex('fde80064 ffff029a ffffff01')));
    expect(read.attributes.at(-1)).toMatchObject({
      value: ['65000:100', '65535:666', '65535:65281'],
      names: { '65535:666': 'BLACKHOLE', '65535:65281': 'NO_EXPORT' },
    });
    expect(JSON.stringify(messageToJson(route(attribute(0xc0, 8, hex('fde80064')))))).not.toContain('names');
  });
});

const WITHDRAW = 'treat-as-withdraw';
const DISCARD = 'attribute-discard';

describe('what breaks them', () => {
  test.each([
    ['PMSI_TUNNEL of four octets', attribute(0xc0, 22, hex('00 06 0000')), 9, WITHDRAW],
    ['PMSI_TUNNEL to an endpoint of five octets', attribute(0xc0, 22, hex('00 06 000000 0102030405')), 9, WITHDRAW],
    ['IPv6 extended communities of 8 octets', attribute(0xc0, 25, hex('0002000000000000')), 5, WITHDRAW],
    ['AIGP with a TLV of 10 octets', attribute(0x80, 26, hex('01 000a 00000000000000')), 9, DISCARD],
    ['AIGP with a TLV over its end', attribute(0x80, 26, hex('02 00ff 00')), 9, DISCARD],
    ['AIGP with a TLV shorter than its header', attribute(0x80, 26, hex('02 0002')), 9, DISCARD],
    ['AIGP that is transitive', attribute(0xc0, 26, hex('01 000b 0000000000000001')), 4, DISCARD],
    ['AIGP that is well-known', attribute(0x00, 26, hex('01 000b 0000000000000001')), 4, WITHDRAW],
    ['BGPsec_Path over its end', attribute(0x80, 33, hex('00ff 01')), 9, WITHDRAW],
    ['BGPsec_Path with a third block', attribute(0x80, 33, hex('0002 0003 01 0003 01 0003 01')), 9, WITHDRAW],
    ['Only to Customer of two octets', attribute(0xc0, 35, [0, 1]), 5, WITHDRAW],
    ['Only to Customer that is not transitive', attribute(0x80, 35, u32(1)), 4, WITHDRAW],
    ['D-PATH without a domain', attribute(0xc0, 36, [0]), 9, WITHDRAW],
    ['D-PATH with a domain over its end', attribute(0xc0, 36, hex('02 00000001000180')), 9, WITHDRAW],
    ['BFD Discriminator of four octets', attribute(0xc0, 38, u32(1)), 9, DISCARD],
    ['BFD Discriminator for P2MP without a source', attribute(0xc0, 38, hex('01 00000001')), 9, DISCARD],
    ['ATTR_SET of three octets', attribute(0xc0, 128, [0, 0, 1]), 9, WITHDRAW],
    ['ATTR_SET with MP_REACH_NLRI', attribute(0xc0, 128, u32(1), attribute(0x80, 14, hex('0001010000'))), 9, WITHDRAW],
    ['ATTR_SET with a short LOCAL_PREF', attribute(0xc0, 128, u32(1), attribute(0x40, 5, [1])), 9, WITHDRAW],
    ['ATTR_SET with an optional LOCAL_PREF', attribute(0xc0, 128, u32(1), attribute(0x80, 5, u32(1))), 9, WITHDRAW],
    ['ATTR_SET with 2-octet AS numbers', attribute(0xc0, 128, u32(1), hex('400204 02 01 fde8')), 9, WITHDRAW],
  ])('%s', (_, octets, subcode, treatment) => {
    const { fault, update: read } = route(octets);
    expect(fault).toMatchObject({ answer: { code: 3, subcode }, treatment });
    if (subcode !== 4) expect(read.attributes.at(-1)?.value).toBeTypeOf('string');
  });

  test('the fault is at the octet that is wrong', () => {
    const { fault } = route(attribute(0x80, 26, hex('01 000a 00000000000000')));
    expect(fault).toMatchObject({ offset: 23 + MANDATORY.length + 3 + 1, reason: 'AIGP: length: is 10, not 11' });
  });
});

/** As tshark 4.0.17 has them, but the names of the kinds; it knows no IPv6 communities. */
const FROM_GOBGP: Readonly<Record<number, readonly unknown[]>> = {
  7: [{ as: 4_200_000_001, address: '192.168.10.11' }],
  8: [
    ['64512:100', '65535:7'],
    ['64512:100', '64512:200'],
  ],
  16: [
    ['route-target 64512:100', 'default-gateway', 'default-gateway'],
    ['route-target 64512:100', 'encapsulation VXLAN Encapsulation', 'router-mac 02:42:ac:11:00:01'],
    ['route-target 64512:100', 'es-import 02:00:00:00:00:01'],
    ['route-target 64512:100', 'encapsulation VXLAN Encapsulation'],
    ['route-target 64512:100', 'esi-label'],
    ['traffic-rate-bytes'],
    ['redirect 64512:100'],
    ['redirect 192.168.10.11:100'],
    ['traffic-marking 46', 'traffic-action'],
    ['route-target 64512:100', 'route-target 192.168.10.11:100', 'route-target 65535:100'],
  ],
  22: [{ flags: 0, tunnelType: 'ingress-replication', label: 6, vni: 100, tunnelIdentifier: '192.168.10.11' }],
  25: [['redirect [fd00:244::1]:100']],
  26: [{ metric: 2000 }],
  32: [['64512:1:2']],
};

test('what GoBGP sends: fixtures/healthy/path-attributes-gobgp-gobgp.pcap', () => {
  const found = new Map<number, Map<string, unknown>>();
  const note = ({ type, value }: PathAttribute): void => {
    const communities = (type === 16 || type === 25) && Array.isArray(value);
    const shown: unknown = communities ? value.map((one) => `${one.type} ${one.value ?? ''}`.trimEnd()) : value;
    found.set(type, (found.get(type) ?? new Map<string, unknown>()).set(JSON.stringify(shown), shown));
  };
  const listener = decodingListener(({ message }) => {
    expect(message.fault).toBeNull();
    if (message.type === 'UPDATE') message.update.attributes.forEach(note);
  });
  const analysis = createCaptureAnalysis({ listener });
  const bytes = readFileSync(new URL('../../../fixtures/healthy/path-attributes-gobgp-gobgp.pcap', import.meta.url));
  const input = analysis.open('path-attributes-gobgp-gobgp.pcap');
  input.push(bytes);
  input.end(bytes.length);
  analysis.finish();
  const values = Object.keys(FROM_GOBGP).map((type) => [type, [...(found.get(Number(type))?.values() ?? [])]]);
  expect(Object.fromEntries(values)).toEqual(FROM_GOBGP);
});

test.each([
  [0, 'reserved'],
  [11, 'DPA (deprecated)'],
  [30, 'deprecated (30)'],
  [42, 'Edge Metadata Path Attribute'],
  [129, 'deprecated (129)'],
  [255, 'reserved for development (255)'],
  [43, 'unknown (43 / 0x2b)'],
])('attribute %i is %s', (type, name) => {
  expect(attributeName(type)).toBe(name);
});
