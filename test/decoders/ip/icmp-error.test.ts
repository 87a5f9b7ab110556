import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../../src/net/address.ts';
import { createDissector } from '../../../src/decoders/dissect.ts';
import { PacketKind } from '../../../src/decoders/dissected.ts';
import { Protocol } from '../../../src/decoders/ip/protocol.ts';
import { EtherType } from '../../../src/decoders/link/network-layer.ts';
import { be32, type Octets } from '../../net/encode.ts';
import { captured, ethernet } from '../link/encode.ts';
import { tcp } from '../tcp/encode.ts';
import { extension, fragmentHeader, icmp, ipv4, ipv6 } from './encode.ts';

const SEGMENT = tcp([], { sourcePort: 179, destinationPort: 40_001, sequence: 0xfedc_ba98 });
const ROUTER = { source: '10.0.0.254' };
const ROUTER6 = { source: '2001:db8::ff' };

function dissect(etherType: number, packet: Octets) {
  const seen = createDissector().dissect(captured(ethernet(etherType, packet)));
  if (seen.kind !== PacketKind.IcmpError) return null;
  const text = (at: number) => formatAddress(seen.bytes, at, seen.addressLength);
  return {
    ...seen,
    sender: text(seen.sourceAt),
    quotedSource: text(seen.quotedSourceAt),
    quotedDestination: text(seen.quotedDestinationAt),
  };
}
const v4 = (message: Octets) => dissect(EtherType.IPv4, ipv4(Protocol.ICMP, message, ROUTER));
const v6 = (message: Octets) => dissect(EtherType.IPv6, ipv6(Protocol.ICMPv6, message, ROUTER6));

describe('ICMP errors', () => {
  test('give sender, code and the quoted segment', () => {
    expect(v4(icmp(3, 13, ipv4(6, SEGMENT)))).toMatchObject({
      sender: '10.0.0.254',
      icmpType: 3,
      icmpCode: 13,
      mtu: 0,
      quotedSource: '10.0.0.1',
      quotedDestination: '10.0.0.2',
      quotedSourcePort: 179,
      quotedDestinationPort: 40_001,
      quotedSequence: 0xfedc_ba98,
    });
  });

  test.each([3, 11, 12])('type %i is one', (type) => {
    expect(v4(icmp(type, 0, ipv4(6, SEGMENT)))).toMatchObject({ icmpType: type });
  });

  test.each([0, 4, 5, 8])('type %i is none', (type) => {
    expect(v4(icmp(type, 0, ipv4(6, SEGMENT)))).toBeNull();
  });

  test('give the MTU of "fragmentation needed", and of no other code', () => {
    expect(v4(icmp(3, 4, ipv4(6, SEGMENT), [0, 0, 0x05, 0x78]))).toMatchObject({ mtu: 1400 });
    expect(v4(icmp(3, 1, ipv4(6, SEGMENT), [0, 0, 0x05, 0x78]))).toMatchObject({ mtu: 0 });
  });

  test('are content with 8 octets of the segment, behind IP options too', () => {
    const quote = ipv4(6, SEGMENT, { options: [1, 1, 1, 0] }).slice(0, 32);
    expect(v4(icmp(11, 0, quote))).toMatchObject({ quotedSourcePort: 179, quotedSequence: 0xfedc_ba98 });
  });

  test.each<[string, Octets]>([
    ['of UDP', ipv4(17, SEGMENT)],
    ['of a later fragment', ipv4(6, SEGMENT, { offset: 8 })],
    ['of 7 octets', ipv4(6, SEGMENT).slice(0, 27)],
    ['of nothing', []],
  ])('with a quote %s are of no use', (_, quote) => {
    expect(v4(icmp(3, 1, quote))).toBeNull();
  });
});

describe('ICMPv6 errors', () => {
  test.each([1, 2, 3, 4])('type %i is one', (type) => {
    expect(v6(icmp(type, 0, ipv6(6, SEGMENT)))).toMatchObject({
      sender: '2001:db8::ff',
      icmpType: type,
      quotedSource: '2001:db8::1',
      quotedDestination: '2001:db8::2',
      quotedDestinationPort: 40_001,
    });
  });

  test('Packet Too Big gives its MTU', () => {
    expect(v6(icmp(2, 0, ipv6(6, SEGMENT), be32(1280)))).toMatchObject({ mtu: 1280 });
    expect(v6(icmp(1, 0, ipv6(6, SEGMENT), be32(1280)))).toMatchObject({ mtu: 0 });
  });

  test('the quote may have extension headers, and be a first fragment', () => {
    expect(v6(icmp(3, 0, ipv6(0, extension(6, SEGMENT))))).toMatchObject({ quotedSourcePort: 179 });
    expect(v6(icmp(3, 0, ipv6(44, fragmentHeader(6, 0, true, 1, SEGMENT))))).toMatchObject({ quotedSourcePort: 179 });
    expect(v6(icmp(3, 0, ipv6(44, fragmentHeader(6, 8, true, 1, SEGMENT))))).toBeNull();
  });

  test.each([128, 135, 5])('type %i is none', (type) => {
    expect(v6(icmp(type, 0, ipv6(6, SEGMENT)))).toBeNull();
  });
});
