import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CapturedPacket } from '../../src/decoders/capture/packet.ts';
import { createCaptureReader } from '../../src/decoders/capture/reader.ts';
import { createDissector } from '../../src/decoders/dissect.ts';
import { type Dissected, PacketKind } from '../../src/decoders/dissected.ts';
import { Protocol } from '../../src/decoders/ip/protocol.ts';
import { LinkType } from '../../src/decoders/link/link-layer.ts';
import { EtherType } from '../../src/decoders/link/network-layer.ts';
import { formatAddress } from '../../src/net/address.ts';
import type { Octets } from '../net/encode.ts';
import { fragmentHeader, ipv4, ipv6 } from './ip/encode.ts';
import { captured, ethernet, sll, sll2 } from './link/encode.ts';
import { tcp } from './tcp/encode.ts';
import { geneve, gre, udp, vxlan } from './tunnel/encode.ts';
import { runs } from '../arbitraries/runs.ts';

const KEEPALIVE: Octets = [...Array.from({ length: 16 }, () => 0xff), 0, 19, 4];
const SEGMENT = tcp(KEEPALIVE, { sequence: 0x8000_0001 });
const PACKET = ipv4(Protocol.TCP, SEGMENT, { ttl: 1, id: 0x1234 });
const PACKET6 = ipv6(Protocol.TCP, SEGMENT, { ttl: 255 });
const FRAME = ethernet(EtherType.IPv4, PACKET);

function describeDissected(seen: Dissected) {
  const source = formatAddress(seen.bytes, seen.sourceAt, seen.addressLength);
  const destination = formatAddress(seen.bytes, seen.destinationAt, seen.addressLength);
  return { ...seen, source, destination, payload: [...seen.bytes.subarray(seen.payloadStart, seen.payloadEnd)] };
}
const dissect = (octets: Octets, fields: Partial<CapturedPacket> = {}) =>
  describeDissected(createDissector().dissect(captured(octets, fields)));
const dissectAll = (...frames: Octets[]) => {
  const { dissect: next } = createDissector();
  return frames.map((octets) => describeDissected(next(captured(octets))));
};

describe('dissect', () => {
  test('fills in what stands in a packet', () => {
    expect(dissect(FRAME)).toMatchObject({
      kind: PacketKind.Tcp,
      source: '10.0.0.1',
      destination: '10.0.0.2',
      ttl: 1,
      ipId: 0x1234,
      outgoing: null,
      sourcePort: 40_000,
      destinationPort: 179,
      sequence: 0x8000_0001,
      payload: KEEPALIVE,
      payloadLength: KEEPALIVE.length,
    });
    expect(dissect(ethernet(EtherType.IPv6, PACKET6))).toMatchObject({
      kind: PacketKind.Tcp,
      source: '2001:db8::1',
      destination: '2001:db8::2',
      ttl: 255,
      ipId: 0,
      payload: KEEPALIVE,
    });
  });

  test.each<[string, Octets]>([
    ['VXLAN', ipv4(Protocol.UDP, vxlan(FRAME))],
    ['Geneve', ipv4(Protocol.UDP, geneve(0x6558, FRAME, [1, 2, 3, 4]))],
    ['IP in IP', ipv4(Protocol.IPv4, PACKET)],
    ['GRE', ipv4(Protocol.GRE, gre(0x0800, PACKET, 0x2000))],
    ['GRE in GRE in VXLAN', ipv4(17, vxlan(ethernet(0x0800, ipv4(47, gre(0x0800, ipv4(47, gre(0x0800, PACKET)))))))],
    ['four tunnels', ipv4(4, ipv4(4, ipv4(4, ipv4(4, PACKET))))],
  ])('takes off %s', (_, packet) => {
    expect(dissect(ethernet(EtherType.IPv4, packet))).toMatchObject({
      kind: PacketKind.Tcp,
      source: '10.0.0.1',
      ttl: 1,
      payload: KEEPALIVE,
    });
  });

  test.each<[string, Octets]>([
    ['IPv4 in IPv6', ethernet(EtherType.IPv6, ipv6(Protocol.IPv4, PACKET))],
    ['VXLAN over IPv6', ethernet(EtherType.IPv6, ipv6(Protocol.UDP, vxlan(FRAME)))],
  ])('takes off %s', (_, frame) => {
    expect(dissect(frame)).toMatchObject({ kind: PacketKind.Tcp, source: '10.0.0.1', payload: KEEPALIVE });
  });

  test.each<[string, Octets]>([
    ['five tunnels', ethernet(0x0800, ipv4(4, ipv4(4, ipv4(4, ipv4(4, ipv4(4, PACKET))))))],
    ['UDP', ethernet(0x0800, ipv4(17, udp(53, [1, 2, 3])))],
    ['ESP', ethernet(0x0800, ipv4(50, SEGMENT))],
    ['ARP', ethernet(0x0806, [0, 1, 8, 0, 6, 4, 0, 1])],
    ['an LLC frame', ethernet(38, [0x42, 0x42, 3])],
    ['nothing', []],
  ])('finds nothing in %s', (_, frame) => {
    expect(dissect(frame).kind).toBe(PacketKind.Other);
  });

  test('cuts off the padding of Ethernet', () => {
    const padded = ethernet(EtherType.IPv4, [...ipv4(Protocol.TCP, tcp()), 0, 0, 0, 0, 0, 0]);
    expect(dissect(padded)).toMatchObject({ payload: [], payloadLength: 0 });
  });

  test('takes the length on the wire of a super-segment from the capture', () => {
    const frame = ethernet(EtherType.IPv4, ipv4(Protocol.TCP, SEGMENT, { totalLength: 0 }));
    expect(dissect(frame, { originalLength: frame.length + 1000 })).toMatchObject({
      payload: KEEPALIVE,
      payloadLength: KEEPALIVE.length + 1000,
    });
  });

  test('believes no capture that claims gigabytes for a packet', () => {
    const frame = ethernet(EtherType.IPv4, ipv4(Protocol.TCP, SEGMENT, { totalLength: 0 }));
    expect(dissect(frame, { originalLength: 0xffff_ffff }).payloadLength).toBeLessThanOrEqual(0x10_0000);
  });

  test('knows the length on the wire of a segment that the snap length cut, in a tunnel too', () => {
    const frame = ethernet(EtherType.IPv4, ipv4(Protocol.UDP, vxlan(FRAME)));
    const whole = captured(frame);
    expect(dissect(frame, { end: whole.end - 9 })).toMatchObject({
      payload: KEEPALIVE.slice(0, -9),
      payloadLength: KEEPALIVE.length,
    });
  });
});

describe('the sender', () => {
  test.each<[string, Octets, Partial<CapturedPacket>, boolean | null]>([
    ['SLL', sll(EtherType.IPv4, PACKET, 4), { linkType: LinkType.LINUX_SLL }, true],
    ['SLL', sll(EtherType.IPv4, PACKET, 0), { linkType: LinkType.LINUX_SLL }, false],
    ['SLL2', sll2(EtherType.IPv4, PACKET, 4), { linkType: LinkType.LINUX_SLL2 }, true],
    ['SLL2 of another host', sll2(EtherType.IPv4, PACKET, 3), { linkType: LinkType.LINUX_SLL2 }, null],
    ['pcapng, inbound', FRAME, { direction: 1 }, false],
    ['pcapng, outbound', FRAME, { direction: 2 }, true],
    ['SLL2 rather than pcapng', sll2(0x0800, PACKET, 4), { linkType: LinkType.LINUX_SLL2, direction: 1 }, true],
  ])('by %s', (_, frame, fields, outgoing) => {
    expect(dissect(frame, fields)).toMatchObject({ kind: PacketKind.Tcp, outgoing });
  });
});

describe('linkKey', () => {
  test('tells the copies of a packet on veth, bridge, VXLAN device and inside VXLAN apart', () => {
    const frames = [
      ethernet(EtherType.IPv4, PACKET),
      ethernet(EtherType.IPv4, PACKET, { to: [2, 0, 0, 0, 0, 3] }),
      ethernet(EtherType.IPv4, ipv4(Protocol.UDP, vxlan(FRAME))),
      ethernet(EtherType.IPv4, ipv4(Protocol.IPv4, PACKET)),
    ];
    expect(new Set(dissectAll(...frames).map(({ linkKey }) => linkKey)).size).toBe(frames.length);
  });

  test('is the same for a retransmission', () => {
    const [first, again] = dissectAll(FRAME, ethernet(EtherType.IPv4, ipv4(Protocol.TCP, SEGMENT, { id: 99 })));
    expect(first?.linkKey).toBe(again?.linkKey);
  });
});

describe('fragments', () => {
  const cut = 24;
  const v4 = (payload: Octets, protocol: number) => [
    ethernet(EtherType.IPv4, ipv4(protocol, payload.slice(0, cut), { more: true })),
    ethernet(EtherType.IPv4, ipv4(protocol, payload.slice(cut), { offset: cut })),
  ];

  test.each<[string, readonly Octets[]]>([
    ['a segment over IPv4', v4(SEGMENT, Protocol.TCP)],
    ['a tunnel', v4(vxlan(FRAME), Protocol.UDP)],
    [
      'a segment over IPv6',
      [
        ethernet(0x86dd, ipv6(44, fragmentHeader(6, 0, true, 1, SEGMENT.slice(0, cut)))),
        ethernet(0x86dd, ipv6(44, fragmentHeader(6, cut, false, 1, SEGMENT.slice(cut)))),
      ],
    ],
  ])('of %s are put together', (_, frames) => {
    expect(dissectAll(...frames)).toMatchObject([
      { kind: PacketKind.Other },
      { kind: PacketKind.Tcp, destinationPort: 179, payload: KEEPALIVE, payloadLength: KEEPALIVE.length },
    ]);
  });

  test('the first of them, cut by the snap length, is read as far as it goes', () => {
    const frame = ethernet(EtherType.IPv4, ipv4(Protocol.TCP, SEGMENT.slice(0, 32), { more: true }));
    expect(dissect(frame, { end: captured(frame).end - 8 })).toMatchObject({
      kind: PacketKind.Tcp,
      payload: KEEPALIVE.slice(0, 4),
      payloadLength: 12,
    });
  });

  test('of a fragment inside a fragment are not', () => {
    const inner = fragmentHeader(6, 0, true, 2, SEGMENT.slice(0, 32));
    const frames = [
      ethernet(0x86dd, ipv6(44, fragmentHeader(44, 0, true, 1, inner.slice(0, cut)))),
      ethernet(0x86dd, ipv6(44, fragmentHeader(44, cut, false, 1, inner.slice(cut)))),
    ];
    expect(dissectAll(...frames).map(({ kind }) => kind)).toEqual([PacketKind.Other, PacketKind.Other]);
  });
});

describe('whatever the octets', () => {
  const frames: readonly Octets[] = [
    FRAME,
    ethernet(EtherType.IPv6, PACKET6),
    ethernet(EtherType.IPv4, ipv4(Protocol.UDP, vxlan(FRAME))),
    ethernet(EtherType.IPv4, ipv4(Protocol.UDP, geneve(0x6558, FRAME))),
    ethernet(EtherType.IPv4, ipv4(Protocol.GRE, gre(0x0800, PACKET, 0xb000))),
    ethernet(EtherType.IPv6, ipv6(44, fragmentHeader(6, 0, true, 1, SEGMENT.slice(0, 24)))),
  ];
  const damaged = fc
    .tuple(fc.constantFrom(...frames), fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 6 }), fc.nat(120))
    .map(([frame, changes, cut]) => {
      const octets = [...frame];
      for (const [at, value] of changes) if (at < octets.length) octets[at] = value;
      return octets.slice(0, Math.max(0, octets.length - Math.max(0, cut - 60)));
    });

  test('nothing is thrown, and nothing outside the packet is handed out', () => {
    const { dissect: next } = createDissector();
    const linkType = fc.constantFrom(...Object.values(LinkType), 105);
    fc.assert(
      fc.property(fc.oneof(damaged, fc.array(fc.nat(255), { maxLength: 120 })), linkType, (octets, link) => {
        const packet = captured(octets, { linkType: octets.length > 60 ? LinkType.ETHERNET : link });
        const seen = next(packet);
        if (seen.kind !== PacketKind.Tcp) return;
        const end = seen.bytes === packet.bytes ? packet.end : seen.bytes.length;
        expect(seen.payloadStart).toBeLessThanOrEqual(seen.payloadEnd);
        expect(seen.payloadEnd).toBeLessThanOrEqual(end);
        expect(seen.payloadLength).toBeGreaterThanOrEqual(seen.payloadEnd - seen.payloadStart);
      }),
      runs(800),
    );
  });
});

const SHARED = '../shared/captures';
const here = existsSync(SHARED);
const filesIn = (folder: string) =>
  here ? readdirSync(join(SHARED, folder)).map((name) => join(SHARED, folder, name)) : [];

/** `ADDRESS:PORT > ADDRESS:PORT` of each TCP segment, by frame. */
function segmentsOf(path: string): ReadonlyMap<number, string> {
  const segments = new Map<number, string>();
  const dissector = createDissector();
  const reader = createCaptureReader((packet) => {
    const seen = dissector.dissect(packet);
    if (seen.kind !== PacketKind.Tcp) return;
    const { source, destination } = describeDissected(seen);
    segments.set(packet.frame, `${source}:${seen.sourcePort} > ${destination}:${seen.destinationPort}`);
  });
  reader.push(readFileSync(path));
  reader.end();
  return segments;
}

describe.skipIf(!here)(`public captures (skipped where ${SHARED} is absent)`, () => {
  test.each(filesIn('bgp').map((path) => [basename(path), path]))(
    '%s: a segment wherever tshark sees a BGP message',
    (name, path) => {
      const truth = readFileSync(join(SHARED, 'truth', `${name}.jsonl`), 'utf8')
        .trim()
        .split('\n');
      const segments = segmentsOf(path);
      for (const line of truth.filter((text) => text !== '')) {
        const message = JSON.parse(line);
        if (message.bmp !== undefined) continue;
        const { frame, src, dst, sport, dport } = message;
        expect({ frame, segment: segments.get(frame) }).toEqual({
          frame,
          segment: `${src}:${sport} > ${dst}:${dport}`,
        });
      }
    },
  );

  test.each(['encap', 'malformed', 'reader'])('%s: nothing is thrown', (folder) => {
    for (const path of filesIn(folder)) segmentsOf(path);
  });
});
