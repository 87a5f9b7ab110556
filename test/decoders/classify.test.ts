import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CapturedPacket } from '../../src/decoders/capture/packet.ts';
import { createCaptureReader } from '../../src/decoders/capture/reader.ts';
import {
  type Classifier,
  createClassifier,
  LOOK,
  SYN_ELSEWHERE,
  TRAFFIC,
  TRAFFIC_MASK,
} from '../../src/decoders/classify.ts';
import { createDissector, type Dissector } from '../../src/decoders/dissect.ts';
import { type Dissected, PacketKind, TcpFlag } from '../../src/decoders/dissected.ts';
import { LinkType } from '../../src/decoders/link/link-layer.ts';
import { EtherType } from '../../src/decoders/link/network-layer.ts';
import type { Octets } from '../net/encode.ts';
import { extension, fragmentHeader, icmp, ipv4, ipv6 } from './ip/encode.ts';
import { captured, ethernet, sll, sll2 } from './link/encode.ts';
import { tcp, type TcpFields } from './tcp/encode.ts';
import { geneve, gre, udp, vxlan } from './tunnel/encode.ts';
import { runs } from '../arbitraries/runs.ts';

const HTTPS: TcpFields = { sourcePort: 40_000, destinationPort: 443 };
const MARKER: Octets = [0xff, 0xff, 0xff, 0xff];

function classify(octets: Octets, linkType: number = LinkType.ETHERNET, classifier = createClassifier()) {
  const { bytes, start, end } = captured(octets);
  const answer = classifier.classify(bytes, start, end, linkType);
  return { traffic: TRAFFIC[answer & TRAFFIC_MASK], look: answer & SYN_ELSEWHERE ? 'later' : (answer & LOOK) !== 0 };
}
const over4 = (protocol: number, payload: Octets) => ethernet(EtherType.IPv4, ipv4(protocol, payload));
const over6 = (next: number, payload: Octets) => ethernet(EtherType.IPv6, ipv6(next, payload));

/** What the session engine has to see. */
function matters(seen: Dissected, ports: ReadonlySet<number>): boolean {
  if (seen.kind === PacketKind.IcmpError) return true;
  if (seen.kind !== PacketKind.Tcp) return false;
  const begin = seen.bytes.subarray(seen.payloadStart, seen.payloadEnd).subarray(0, 4);
  return (
    ports.has(seen.sourcePort) ||
    ports.has(seen.destinationPort) ||
    (seen.flags & TcpFlag.SYN) !== 0 ||
    (begin.length === 4 && begin.every((octet) => octet === 0xff))
  );
}

describe('TCP is worth a look', () => {
  const wraps: readonly [string, number, (segment: Octets) => Octets][] = [
    ['IPv4', LinkType.ETHERNET, (segment) => over4(6, segment)],
    [
      'IPv4 with options',
      LinkType.ETHERNET,
      (segment) => ethernet(0x0800, ipv4(6, segment, { options: [1, 1, 1, 0] })),
    ],
    ['IPv6', LinkType.ETHERNET, (segment) => over6(6, segment)],
    ['IPv6 with extension headers', LinkType.ETHERNET, (segment) => over6(0, extension(6, segment))],
    ['a VLAN', LinkType.ETHERNET, (segment) => ethernet(0x0800, ipv4(6, segment), { tags: [[0x8100, 5]] })],
    ['SLL', LinkType.LINUX_SLL, (segment) => sll(0x0800, ipv4(6, segment))],
    ['SLL2', LinkType.LINUX_SLL2, (segment) => sll2(0x0800, ipv4(6, segment))],
    ['raw IP', LinkType.RAW, (segment) => ipv4(6, segment)],
    ['VXLAN', LinkType.ETHERNET, (segment) => over4(17, vxlan(over4(6, segment)))],
    ['Geneve', LinkType.ETHERNET, (segment) => over4(17, geneve(0x6558, over4(6, segment)))],
    ['IP in IP', LinkType.ETHERNET, (segment) => over4(4, ipv4(6, segment))],
    ['GRE', LinkType.ETHERNET, (segment) => over4(47, gre(0x0800, ipv4(6, segment)))],
  ];
  const looks = (segment: Octets) =>
    wraps.map(([name, linkType, wrap]) => [name, classify(wrap(segment), linkType).look]);
  const all = (look: boolean | 'later') => wraps.map(([name]) => [name, look]);

  test.each<[string, Octets, boolean | 'later']>([
    ['to port 179', tcp([], { destinationPort: 179 }), true],
    ['from port 179', tcp([], { sourcePort: 179, destinationPort: 40_000 }), true],
    ['of other ports', tcp([1, 2, 3, 4], HTTPS), false],
    ['with SYN to port 179', tcp([], { destinationPort: 179, flags: TcpFlag.SYN }), true],
    ['with SYN of other ports', tcp([], { ...HTTPS, flags: TcpFlag.SYN }), 'later'],
    ['with SYN and ACK of other ports', tcp([], { ...HTTPS, flags: TcpFlag.SYN | TcpFlag.ACK }), 'later'],
    ['with RST', tcp([], { ...HTTPS, flags: TcpFlag.RST }), false],
    ['with FIN', tcp([], { ...HTTPS, flags: TcpFlag.FIN | TcpFlag.ACK }), false],
    ['that begins with a marker', tcp(MARKER, HTTPS), true],
    [
      'that begins with a marker behind options',
      tcp(MARKER, { ...HTTPS, options: [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2] }),
      true,
    ],
    ['that begins with three octets of one', tcp([...MARKER.slice(1), 0], HTTPS), false],
  ])('%s, or is not, over whatever', (_, segment, look) => {
    expect(looks(segment)).toEqual(all(look));
  });

  test('on ports that were given, or found later', () => {
    const classifier = createClassifier([1179]);
    const look = (destinationPort: number) => classify(over4(6, tcp([], { destinationPort })), 1, classifier).look;
    expect([179, 1179, 2179].map(look)).toEqual([true, true, false]);
    classifier.addPort(2179);
    expect(look(2179)).toBe(true);
  });
});

describe('of the rest', () => {
  const quote = ipv4(6, tcp());
  test.each<[string, Octets, string, boolean]>([
    ['UDP', over4(17, udp(53, [1, 2])), 'UDP', false],
    ['UDP over IPv6', over6(17, udp(53, [1, 2])), 'UDP', false],
    ['VXLAN', over4(17, vxlan(over4(6, tcp([], HTTPS)))), 'UDP', false],
    ['WireGuard', over4(17, udp(51_820, [4, 0, 0, 0, ...Array.from({ length: 28 }, () => 7)])), 'WireGuard', false],
    ['a ping', over4(1, icmp(8, 0, [])), 'ICMP', false],
    ['an ICMP error', over4(1, icmp(3, 1, quote)), 'ICMP', true],
    ['neighbour discovery', over6(58, icmp(135, 0, [])), 'ICMP', false],
    ['a multicast listener report', over6(0, extension(58, icmp(143, 0, []))), 'ICMP', false],
    ['an ICMPv6 error', over6(58, icmp(2, 0, ipv6(6, tcp()))), 'ICMP', true],
    ['a fragment', ethernet(0x0800, ipv4(17, [1, 2, 3, 4], { offset: 8 })), 'UDP', true],
    ['the first fragment of a segment', ethernet(0x0800, ipv4(6, tcp([], HTTPS), { more: true })), 'TCP', true],
    ['its last fragment', ethernet(0x0800, ipv4(6, tcp([], HTTPS), { offset: 8 })), 'TCP', true],
    ['a fragment of IPv6', over6(44, fragmentHeader(17, 8, false, 1, [1, 2])), 'UDP', true],
    ['ESP', over4(50, [1, 2, 3, 4]), 'other IP', false],
    ['a broken IP header', ethernet(0x0800, [0x42, 1]), 'other IP', false],
    ['ARP', ethernet(0x0806, [0, 1, 8, 0, 6, 4, 0, 1]), 'ARP', false],
    ['LLC', ethernet(38, [0x42, 0x42, 3]), 'other', false],
    ['nothing at all', [], 'other', false],
  ])('%s', (_, frame, traffic, look) => {
    expect(classify(frame)).toEqual({ traffic, look });
  });

  test('a link type that we do not read', () => {
    expect(classify(over4(6, tcp()), 105)).toEqual({ traffic: 'unknown link type', look: false });
  });
});

/** Packets of every kind that we read, in one another, cut and damaged. */
const packets = fc.letrec<{ ip: Octets; payload: readonly [number, Octets] }>((tie) => {
  const octets = fc.array(fc.nat(255), { maxLength: 12 });
  const fields = fc.record({
    sourcePort: fc.constantFrom(179, 443, 40_000),
    destinationPort: fc.constantFrom(179, 443, 1179),
    flags: fc.constantFrom(0, 2, 4, 16, 18),
    options: fc.array(fc.constant(1), { maxLength: 12 }),
  });
  const payload = fc
    .tuple(fc.constantFrom<Octets>([], MARKER, [0xff, 0xff]), octets)
    .map(([head, tail]) => [...head, ...tail]);
  const ports = fc.constantFrom(53, 4789, 8472, 6081);
  const frame = tie('ip').map((ip) => ethernet((ip[0] ?? 0) >> 4 === 6 ? 0x86dd : 0x0800, ip));
  const segment = fc.tuple(payload, fields).map(([data, header]) => tcp(data, header));
  return {
    payload: fc.oneof(
      { depthSize: 'small' },
      segment.map((data) => [6, data] as const),
      segment.map((data) => [0, extension(6, data)] as const),
      fc
        .tuple(segment, fc.constantFrom(0, 8), fc.boolean())
        .map(([data, at, more]) => [44, fragmentHeader(6, at, more, 1, data)] as const),
      fc
        .tuple(fc.constantFrom(1, 58), fc.nat(13), tie('ip'))
        .map(([protocol, type, quote]) => [protocol, icmp(type, 0, quote)] as const),
      fc
        .tuple(ports, frame)
        .map(([port, inner]) => [17, port === 6081 ? geneve(0x6558, inner) : vxlan(inner, port)] as const),
      tie('ip').map((ip) => [(ip[0] ?? 0) >> 4 === 6 ? 41 : 4, ip] as const),
      frame.map((inner) => [47, gre(0x6558, inner, 0x2000)] as const),
    ),
    ip: fc.oneof(
      fc
        .tuple(tie('payload'), fc.constantFrom<Octets>([], [1, 1, 1, 0]), fc.boolean(), fc.constantFrom(0, 8))
        .map(([[protocol, data], options, more, offset]) =>
          ipv4(protocol, data, { options, more: more && offset > 0, offset: more ? offset : 0 }),
        ),
      tie('payload').map(([next, data]) => ipv6(next, data)),
    ),
  };
});

const LINKS: readonly [number, (etherType: number, packet: Octets) => Octets][] = [
  [LinkType.ETHERNET, ethernet],
  [
    LinkType.ETHERNET,
    (etherType, packet) =>
      ethernet(etherType, packet, {
        tags: [
          [0x88a8, 1],
          [0x8100, 2],
        ],
      }),
  ],
  [LinkType.LINUX_SLL, sll],
  [LinkType.LINUX_SLL2, sll2],
  [LinkType.RAW, (_, packet) => packet],
];

describe('nothing that the dissector finds is skipped', () => {
  const ports = new Set([179, 1179]);

  function check(classifier: Classifier, dissector: Dissector, packet: CapturedPacket): boolean {
    const answer = classifier.classify(packet.bytes, packet.start, packet.end, packet.linkType);
    const look = (answer & (LOOK | SYN_ELSEWHERE)) !== 0;
    const seen = dissector.dissect(packet);
    if (matters(seen, ports)) expect(look).toBe(true);
    if (answer & SYN_ELSEWHERE && seen.kind === PacketKind.Tcp)
      expect([ports.has(seen.sourcePort), ports.has(seen.destinationPort)]).toEqual([false, false]);
    return look;
  }

  test('of packets in packets, cut and damaged', () => {
    const damage = fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 3 });
    const classifier = createClassifier([1179]);
    const dissector = createDissector();
    fc.assert(
      fc.property(packets.ip, fc.constantFrom(...LINKS), damage, fc.nat(40), (ip, [linkType, wrap], changes, cut) => {
        const octets = [...wrap((ip[0] ?? 0) >> 4 === 6 ? EtherType.IPv6 : EtherType.IPv4, ip)];
        for (const [at, value] of changes) if (at < octets.length) octets[at] = value;
        const packet = captured(octets, { linkType });
        packet.end = Math.max(packet.start, packet.end - Math.max(0, cut - 20));
        check(classifier, dissector, packet);
      }),
      runs(800),
    );
  });

  const folder = '../shared/captures';
  const files = existsSync(folder)
    ? ['bgp', 'encap', 'malformed', 'reader'].flatMap((name) =>
        readdirSync(join(folder, name)).map((file) => join(folder, name, file)),
      )
    : [];

  test.skipIf(files.length === 0)(`of public captures (skipped where ${folder} is absent)`, () => {
    let looked = 0;
    for (const path of files) {
      const classifier = createClassifier([1179]);
      const dissector = createDissector();
      const reader = createCaptureReader((packet) => {
        if (check(classifier, dissector, packet)) looked++;
      });
      reader.push(readFileSync(path));
    }
    expect(looked).toBeGreaterThan(1000);
  });
});
