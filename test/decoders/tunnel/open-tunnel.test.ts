import { describe, expect, test } from 'vitest';
import { Protocol } from '../../../src/decoders/ip/protocol.ts';
import { createNetworkLayer, EtherType } from '../../../src/decoders/link/network-layer.ts';
import { openTunnel } from '../../../src/decoders/tunnel/open-tunnel.ts';
import { isWireGuard } from '../../../src/decoders/tunnel/wireguard.ts';
import type { Octets } from '../../net/encode.ts';
import { ethernet } from '../link/encode.ts';
import { geneve, gre, udp, vxlan } from './encode.ts';

const INNER: Octets = [0x45, 1, 2, 3];
const FRAME = ethernet(EtherType.IPv4, INNER, { tags: [[0x8100, 5]] });

function open(protocol: number, octets: Octets) {
  const inner = createNetworkLayer();
  const opened = openTunnel(protocol, Uint8Array.from(octets), 0, octets.length, inner);
  return opened ? { etherType: inner.etherType, rest: octets.slice(inner.at) } : null;
}

const message = (type: number, length: number, reserved = 0) => [
  type,
  reserved,
  0,
  0,
  ...Array.from({ length: length - 4 }, () => 7),
];
const recognise = (octets: Octets, port = 51_820, sourcePort = 40_000) =>
  isWireGuard(Uint8Array.from(udp(port, octets, sourcePort)), 0);

describe('openTunnel', () => {
  test.each<[string, number, Octets]>([
    ['VXLAN on 8472', Protocol.UDP, vxlan(FRAME)],
    ['VXLAN on 4789', Protocol.UDP, vxlan(FRAME, 4789)],
    ['Geneve', Protocol.UDP, geneve(0x6558, FRAME)],
    ['Geneve with options', Protocol.UDP, geneve(0x6558, FRAME, [1, 2, 3, 4, 5, 6, 7, 8])],
    ['Geneve without Ethernet', Protocol.UDP, geneve(0x0800, INNER)],
    ['IP in IP', Protocol.IPv4, INNER],
    ['GRE', Protocol.GRE, gre(0x0800, INNER)],
    ['GRE with a checksum', Protocol.GRE, gre(0x0800, INNER, 0x8000)],
    ['GRE with a key', Protocol.GRE, gre(0x0800, INNER, 0x2000)],
    ['GRE with all fields', Protocol.GRE, gre(0x0800, INNER, 0xb000)],
    ['GRE of Ethernet', Protocol.GRE, gre(0x6558, FRAME)],
  ])('finds IPv4 in %s', (_, protocol, octets) => {
    expect(open(protocol, octets)).toEqual({ etherType: EtherType.IPv4, rest: INNER });
  });

  test('finds IPv6 in IP', () => {
    expect(open(Protocol.IPv6, [0x60])).toEqual({ etherType: EtherType.IPv6, rest: [0x60] });
  });

  test.each<[string, number, Octets]>([
    ['TCP', Protocol.TCP, INNER],
    ['UDP of other ports', Protocol.UDP, udp(53, [8, 0, 0, 0, 0, 0, 1, 0, ...FRAME])],
    ['VXLAN-GPE', Protocol.UDP, udp(4790, [8, 0, 0, 0, 0, 0, 1, 0, ...FRAME])],
    ['VXLAN without a VNI', Protocol.UDP, udp(8472, [0, 0, 0, 0, 0, 0, 1, 0, ...FRAME])],
    ['VXLAN cut in its header', Protocol.UDP, vxlan([]).slice(0, 15)],
    ['Geneve of another version', Protocol.UDP, udp(6081, [0x40, 0, 0x65, 0x58, 0, 0, 1, 0, ...FRAME])],
    ['Geneve cut in its options', Protocol.UDP, geneve(0x6558, [], [1, 2, 3, 4]).slice(0, 18)],
    ['PPTP', Protocol.GRE, gre(0x880b, INNER, 0x2001)],
    ['GRE with source routes', Protocol.GRE, gre(0x0800, INNER, 0x4000)],
    ['GRE cut in its fields', Protocol.GRE, gre(0x0800, [], 0xb000).slice(0, 12)],
    ['UDP cut in its header', Protocol.UDP, [1, 2, 3]],
  ])('does not open %s', (_, protocol, octets) => {
    expect(open(protocol, octets)).toBeNull();
  });
});

describe('isWireGuard', () => {
  test.each([
    [1, 148],
    [2, 92],
    [3, 64],
    [4, 32],
    [4, 1456],
  ])('type %i of %i octets', (type, length) => {
    expect(recognise(message(type, length))).toBe(true);
    expect(recognise(message(type, length), 40_000, 51_871)).toBe(true);
    expect(recognise(message(type, length + 1))).toBe(false);
    expect(recognise(message(type, length, 1))).toBe(false);
    expect(recognise(message(type, length), 53)).toBe(false);
  });

  test.each([0, 5])('no type %i', (type) => {
    expect(recognise(message(type, 148))).toBe(false);
  });
});
