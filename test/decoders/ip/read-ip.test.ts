import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../../src/net/address.ts';
import { createIpPacket } from '../../../src/decoders/ip/ip-packet.ts';
import { Protocol } from '../../../src/decoders/ip/protocol.ts';
import { readIp } from '../../../src/decoders/ip/read-ip.ts';
import { EtherType } from '../../../src/decoders/link/network-layer.ts';
import type { Octets } from '../../net/encode.ts';
import { authentication, extension, fragmentHeader, ipv4, ipv6 } from './encode.ts';

const PAYLOAD: Octets = [1, 2, 3, 4, 5, 6, 7, 8];

/** `cut` octets are missing at the end, `padding` octets stand behind it. */
function read(octets: Octets, { cut = 0, padding = 0 } = {}) {
  const etherType = (octets[0] ?? 0) >> 4 === 6 ? EtherType.IPv6 : EtherType.IPv4;
  const bytes = Uint8Array.of(...octets, ...Array.from({ length: padding }, () => 0xee));
  const ip = createIpPacket();
  if (!readIp(etherType, bytes, 0, bytes.length - cut, bytes.length, ip)) return null;
  return {
    ...ip,
    source: formatAddress(bytes, ip.sourceAt, ip.addressLength),
    destination: formatAddress(bytes, ip.destinationAt, ip.addressLength),
    payload: [...bytes.subarray(ip.payloadAt, ip.payloadEnd)],
    length: ip.wireEnd - ip.payloadAt,
  };
}

describe('IPv4', () => {
  test('reads the header', () => {
    const fields = { source: '192.0.2.1', destination: '192.0.2.9', ttl: 3, id: 0xabcd };
    const { ttl, id, ...addresses } = fields;
    expect(read(ipv4(6, PAYLOAD, fields))).toMatchObject({ protocol: 6, ttl, id, ...addresses, payload: PAYLOAD });
  });

  test.each<[string, Octets, object]>([
    ['options', ipv4(6, PAYLOAD, { options: [1, 1, 1, 0] }), {}],
    ['the padding of Ethernet', ipv4(6, PAYLOAD), { padding: 18 }],
    ['a total length of 0', ipv4(6, PAYLOAD, { totalLength: 0 }), {}],
    ['an authentication header', ipv4(Protocol.AH, authentication(6, PAYLOAD)), {}],
  ])('finds the payload with %s', (_, octets, around) => {
    expect(read(octets, around)).toMatchObject({ protocol: 6, payload: PAYLOAD, length: PAYLOAD.length });
  });

  test('keeps the length on the wire of a packet that was cut', () => {
    expect(read(ipv4(6, PAYLOAD), { cut: 5 })).toMatchObject({ payload: [1, 2, 3], length: 8 });
    expect(read(ipv4(6, PAYLOAD, { totalLength: 0 }), { cut: 5 })).toMatchObject({ payload: [1, 2, 3], length: 8 });
  });

  test('does not take its protocol numbers for extension headers of IPv6', () => {
    expect(read(ipv4(Protocol.DestinationOptions, extension(6, PAYLOAD)))).toMatchObject({ protocol: 60 });
  });

  test.each<[string, Octets]>([
    ['another version', [0x55, ...ipv4(6, PAYLOAD).slice(1)]],
    ['a header of four words', [0x44, ...ipv4(6, PAYLOAD).slice(1)]],
    ['a header longer than the packet', [0x4f, ...ipv4(6, PAYLOAD).slice(1)]],
    ['a total length within the header', ipv4(6, PAYLOAD, { totalLength: 19 })],
    ['19 octets', ipv4(6, []).slice(0, 19)],
  ])('refuses %s', (_, octets) => {
    expect(read(octets)).toBeNull();
  });
});

describe('IPv6', () => {
  test('reads the header', () => {
    const fields = { source: '2001:db8::7', destination: 'fe80::1', ttl: 255 };
    expect(read(ipv6(6, PAYLOAD, fields))).toMatchObject({ protocol: 6, id: 0, ...fields, payload: PAYLOAD });
  });

  test('finds the payload behind extension headers', () => {
    const chain = extension(43, extension(60, extension(51, authentication(6, PAYLOAD)), 1), 2);
    expect(read(ipv6(Protocol.HopByHop, chain), { padding: 4 })).toMatchObject({ protocol: 6, payload: PAYLOAD });
  });

  test('takes a payload length of 0 for what is there', () => {
    expect(read(ipv6(6, PAYLOAD, { totalLength: 0 }))).toMatchObject({ payload: PAYLOAD, length: 8 });
  });

  test('stops at a fragment, and reads on through one that is the whole datagram', () => {
    expect(read(ipv6(44, fragmentHeader(6, 8, true, 9, PAYLOAD)))).toMatchObject({
      protocol: 6,
      fragmentOffset: 8,
      moreFragments: true,
      fragmentId: 9,
      payload: PAYLOAD,
    });
    expect(read(ipv6(44, fragmentHeader(60, 0, false, 9, extension(6, PAYLOAD))))).toMatchObject({ protocol: 6 });
  });

  test('leaves what ESP hides', () => {
    expect(read(ipv6(50, PAYLOAD))).toMatchObject({ protocol: 50, payload: PAYLOAD });
  });

  test.each<[string, Octets]>([
    ['an extension header that is cut', ipv6(0, [6, 1, 0, 0])],
    [
      'a chain without end',
      ipv6(
        60,
        Array.from({ length: 10 }).reduce<Octets>((rest) => extension(60, rest), PAYLOAD),
      ),
    ],
    ['39 octets', ipv6(6, []).slice(0, 39)],
  ])('refuses %s', (_, octets) => {
    expect(read(octets)).toBeNull();
  });
});
