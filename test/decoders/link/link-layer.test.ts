import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findNetworkLayer, isOutgoing, LinkType } from '../../../src/decoders/link/link-layer.ts';
import { hashLinkHeader } from '../../../src/decoders/link/link-key.ts';
import { createNetworkLayer, EtherType } from '../../../src/decoders/link/network-layer.ts';
import type { Octets } from '../../net/encode.ts';
import { ethernet, sll, sll2 } from './encode.ts';

const V4: Octets = [0x45, 1, 2, 3];
const V6: Octets = [0x60, 1, 2, 3];

function find(octets: Octets, linkType: number): { etherType: number; rest: Octets } {
  const found = createNetworkLayer();
  findNetworkLayer(Uint8Array.from(octets), 0, octets.length, linkType, found);
  return { etherType: found.etherType, rest: octets.slice(found.at) };
}

const hash = (octets: Octets, interfaceId = 0) =>
  hashLinkHeader(Uint8Array.from(octets), 0, octets.length, interfaceId);

describe('findNetworkLayer', () => {
  test.each<[string, number, Octets]>([
    ['Ethernet', LinkType.ETHERNET, ethernet(0x0800, V4)],
    ['a VLAN tag', LinkType.ETHERNET, ethernet(0x0800, V4, { tags: [[0x8100, 5]] })],
    [
      'QinQ',
      LinkType.ETHERNET,
      ethernet(0x0800, V4, {
        tags: [
          [0x88a8, 5],
          [0x9100, 6],
          [0x8100, 7],
        ],
      }),
    ],
    ['Linux cooked capture', LinkType.LINUX_SLL, sll(0x0800, V4)],
    ['Linux cooked capture of a VLAN', LinkType.LINUX_SLL, sll(0x8100, [0, 5, 8, 0, ...V4])],
    ['Linux cooked capture v2', LinkType.LINUX_SLL2, sll2(0x0800, V4)],
    ['Linux cooked capture v2 of a VLAN', LinkType.LINUX_SLL2, sll2(0x8100, [0, 5, 8, 0, ...V4])],
    ['raw IP', LinkType.RAW, V4],
    ['IPv4', LinkType.IPV4, V4],
    ['loopback of a little-endian host', LinkType.NULL, [2, 0, 0, 0, ...V4]],
    ['loopback of a big-endian host', LinkType.NULL, [0, 0, 0, 2, ...V4]],
    ['OpenBSD loopback', LinkType.LOOP, [0, 0, 0, 2, ...V4]],
    ['PPP', LinkType.PPP, [0, 0x21, ...V4]],
    ['PPP with a compressed protocol', LinkType.PPP, [0x21, ...V4]],
    ['PPP in HDLC-like framing', LinkType.PPP_HDLC, [0xff, 0x03, 0, 0x21, ...V4]],
    ['Cisco HDLC', LinkType.PPP_HDLC, [0x0f, 0, 8, 0, ...V4]],
    ['Juniper', LinkType.JUNIPER_ETHER, [0x4d, 0x47, 0x43, 0x80, 0, 2, 9, 9, ...ethernet(0x0800, V4)]],
    ['Juniper without extensions', LinkType.JUNIPER_ETHER, [0x4d, 0x47, 0x43, 0, ...ethernet(0x0800, V4)]],
  ])('finds IPv4 behind %s', (_, linkType, octets) => {
    expect(find(octets, linkType)).toEqual({ etherType: EtherType.IPv4, rest: V4 });
  });

  test.each<[string, number, Octets]>([
    ['raw IP', LinkType.RAW, V6],
    ['IPv6', LinkType.IPV6, V6],
    ...[10, 24, 28, 30].map((family): [string, number, Octets] => [
      `family ${family}`,
      LinkType.NULL,
      [family, 0, 0, 0, ...V6],
    ]),
    ['PPP', LinkType.PPP, [0, 0x57, ...V6]],
    ['Cisco HDLC', LinkType.PPP_HDLC, [0x8f, 0, 0x86, 0xdd, ...V6]],
  ])('finds IPv6 behind %s', (_, linkType, octets) => {
    expect(find(octets, linkType)).toEqual({ etherType: EtherType.IPv6, rest: V6 });
  });

  test('leaves LLC frames and more tags than anyone stacks', () => {
    expect(find(ethernet(38, [0x42, 0x42, 3]), LinkType.ETHERNET).etherType).toBe(38);
    const tags = Array.from({ length: 5 }, () => [0x8100, 1] as const);
    expect(find(ethernet(0x0800, V4, { tags }), LinkType.ETHERNET).etherType).toBe(EtherType.CustomerVlan);
  });

  test('says of a link type that it is unknown', () => {
    expect(find(V4, 105).etherType).toBe(EtherType.UnknownLinkType);
  });

  test('stays within the packet, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom(...Object.values(LinkType)),
        fc.nat(40),
        (bytes, linkType, length) => {
          const end = Math.min(length, bytes.length);
          const found = createNetworkLayer();
          findNetworkLayer(bytes, 0, end, linkType, found);
          expect(found.at).toBeLessThanOrEqual(end);
        },
      ),
    );
  });
});

describe('isOutgoing', () => {
  test.each([
    [0, false],
    [1, false],
    [2, false],
    [3, null],
    [4, true],
  ])('packet type %i: %s', (packetType, outgoing) => {
    expect(isOutgoing(Uint8Array.from(sll(0x0800, V4, packetType)), 0, LinkType.LINUX_SLL)).toBe(outgoing);
    expect(isOutgoing(Uint8Array.from(sll2(0x0800, V4, packetType)), 0, LinkType.LINUX_SLL2)).toBe(outgoing);
  });

  test('Juniper says it, Ethernet does not', () => {
    expect(isOutgoing(Uint8Array.of(0x4d, 0x47, 0x43, 0x01), 0, LinkType.JUNIPER_ETHER)).toBe(false);
    expect(isOutgoing(Uint8Array.of(0x4d, 0x47, 0x43, 0x00), 0, LinkType.JUNIPER_ETHER)).toBe(true);
    expect(isOutgoing(Uint8Array.from(ethernet(0x0800, V4)), 0, LinkType.ETHERNET)).toBeNull();
  });
});

describe('hashLinkHeader', () => {
  test('differs by what tells the copies of a packet apart, and by nothing else', () => {
    const keys = [
      hash(ethernet(0x0800, [])),
      hash(ethernet(0x0800, []), 1),
      hash(ethernet(0x0800, [], { from: [2, 0, 0, 0, 0, 9] })),
      hash(ethernet(0x0800, [], { to: [2, 0, 0, 0, 0, 9] })),
      hash(ethernet(0x0800, [], { tags: [[0x8100, 1]] })),
      hash(ethernet(0x0800, [], { tags: [[0x8100, 2]] })),
      hash(sll2(0x0800, [], 0)),
      hash(sll2(0x0800, [], 4)),
      hash(sll2(0x0800, [], 0, 3)),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(hash(ethernet(0x0800, []))).toBe(keys[0]);
  });
});
