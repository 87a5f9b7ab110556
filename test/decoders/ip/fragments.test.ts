import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../../src/net/address.ts';
import { createReassembler } from '../../../src/decoders/ip/fragments.ts';
import { createIpPacket } from '../../../src/decoders/ip/ip-packet.ts';
import { readIp } from '../../../src/decoders/ip/read-ip.ts';
import { EtherType } from '../../../src/decoders/link/network-layer.ts';
import type { Octets } from '../../net/encode.ts';
import { fragmentHeader, type IpFields, ipv4, ipv6 } from './encode.ts';

interface Piece {
  readonly octets: Octets;
  readonly offset: number;
  readonly more: boolean;
}

function start() {
  const reassembler = createReassembler();
  const add = (etherType: number, octets: Octets, seconds = 0, cut = 0) => {
    const ip = createIpPacket();
    const bytes = Uint8Array.from(octets);
    expect(readIp(etherType, bytes, 0, bytes.length - cut, bytes.length, ip)).toBe(true);
    if (!reassembler.add(ip, seconds)) return null;
    bytes.fill(0xdd); // the reader's buffer is used again
    return {
      protocol: ip.protocol,
      source: formatAddress(ip.bytes, ip.sourceAt, ip.addressLength),
      destination: formatAddress(ip.bytes, ip.destinationAt, ip.addressLength),
      payload: [...ip.bytes.subarray(ip.payloadAt, ip.payloadEnd)],
    };
  };
  return {
    reassembler,
    v4: ({ octets, ...piece }: Piece, fields: IpFields & { seconds?: number; cut?: number } = {}) =>
      add(EtherType.IPv4, ipv4(6, octets, { ...fields, ...piece }), fields.seconds, fields.cut),
    v6: ({ octets, offset, more }: Piece, next = 6) =>
      add(EtherType.IPv6, ipv6(44, fragmentHeader(next, offset, more, 0x1234_5678, octets))),
  };
}

const filled = (length: number, value: number): Octets => Array.from({ length }, () => value);
const FIRST: Piece = { octets: filled(8, 1), offset: 0, more: true };
const LAST: Piece = { octets: filled(5, 2), offset: 8, more: false };
const WHOLE = [...FIRST.octets, ...LAST.octets];

/** A payload, the pieces it is cut into, shuffled, and some of them twice. */
const pieces = fc
  .tuple(
    fc.array(fc.nat(255), { minLength: 1, maxLength: 400 }),
    fc.array(fc.integer({ min: 1, max: 49 }), { maxLength: 8 }),
  )
  .chain(([payload, cuts]) => {
    const at = [...new Set([0, ...cuts.map((cut) => cut * 8)])].filter((offset) => offset < payload.length);
    const ends = at.toSorted((a, b) => a - b);
    const list = ends.map((offset, index): Piece => {
      const end = ends[index + 1];
      return { octets: payload.slice(offset, end), offset, more: end !== undefined };
    });
    return fc.tuple(
      fc.constant(payload),
      fc.shuffledSubarray([...list, ...list], { minLength: list.length, maxLength: 2 * list.length }),
      fc.constant(list),
    );
  });

describe('createReassembler', () => {
  test.each(['v4', 'v6'] as const)('puts %s together in any order, twice sent or not', (family) => {
    fc.assert(
      fc.property(pieces, ([payload, shuffled, list]) => {
        fc.pre(list.length > 1);
        const assembler = start();
        const wholes = [...shuffled, ...list]
          .map((piece) => assembler[family](piece))
          .filter((whole) => whole !== null);
        expect(wholes.length).toBeGreaterThan(0);
        for (const whole of wholes) expect(whole.payload).toEqual(payload);
      }),
    );
  });

  test('gives the datagram its addresses', () => {
    const { v4, v6 } = start();
    v4(FIRST);
    expect(v4(LAST)).toEqual({ protocol: 6, source: '10.0.0.1', destination: '10.0.0.2', payload: WHOLE });
    v6(FIRST);
    expect(v6(LAST)).toMatchObject({ source: '2001:db8::1', destination: '2001:db8::2' });
  });

  test('takes the next header of IPv6 from the first fragment', () => {
    const { v6 } = start();
    v6(LAST, 59);
    expect(v6(FIRST, 6)).toMatchObject({ protocol: 6 });
  });

  test('keeps what came first where fragments overlap', () => {
    const { v4 } = start();
    v4({ octets: filled(16, 1), offset: 0, more: true });
    expect(v4({ octets: filled(16, 2), offset: 8, more: false })?.payload).toEqual([...filled(16, 1), ...filled(8, 2)]);
  });

  test.each<[string, Partial<IpFields>]>([
    ['identification', { id: 8 }],
    ['source', { source: '10.0.0.3' }],
    ['destination', { destination: '10.0.0.3' }],
  ])('keeps datagrams of another %s apart', (_, other) => {
    const { v4 } = start();
    v4(FIRST);
    expect(v4(LAST, other)).toBeNull();
    expect(v4(LAST)).not.toBeNull();
  });

  test('gives up after 30 seconds, and where time goes back as far', () => {
    const { v4 } = start();
    v4(FIRST, { seconds: 100 });
    expect(v4(LAST, { seconds: 131 })).toBeNull();
    expect(v4(FIRST, { seconds: 100 })).toBeNull();
    expect(v4(LAST, { seconds: 130 })?.payload).toEqual(WHOLE);
  });

  test('holds no more than 1,000 datagrams: the oldest goes', () => {
    const { v4, reassembler } = start();
    for (let id = 0; id <= 1000; id++) v4(FIRST, { id });
    expect(reassembler.pending).toBe(1000);
    expect(v4(LAST, { id: 1 })).not.toBeNull();
    expect(v4(LAST, { id: 0 })).toBeNull();
  });

  test.each<[string, Piece, { cut?: number }]>([
    ['reaches past 65,535 octets', { octets: filled(16, 1), offset: 65_528, more: false }, {}],
    ['has no octets', { octets: [], offset: 8, more: false }, {}],
    ['ends amid a unit', { octets: filled(7, 1), offset: 0, more: true }, {}],
    ['was cut by the snap length', LAST, { cut: 1 }],
  ])('ignores a fragment that %s', (_, piece, fields) => {
    const { v4, reassembler } = start();
    expect(v4(piece, fields)).toBeNull();
    expect(reassembler.pending).toBe(0);
  });

  test('ignores a fragment behind the end, and an end before what is there', () => {
    const { v4 } = start();
    v4(LAST);
    expect(v4({ octets: filled(8, 9), offset: 16, more: true })).toBeNull();
    expect(v4({ octets: filled(8, 9), offset: 16, more: false })).toBeNull();
    expect(v4(FIRST)?.payload).toEqual(WHOLE);
    v4({ octets: filled(8, 2), offset: 8, more: true });
    expect(v4({ octets: filled(8, 9), offset: 0, more: false })).toBeNull();
    expect(v4(FIRST)).toBeNull();
    expect(v4({ octets: [3], offset: 16, more: false })?.payload).toEqual([...filled(8, 1), ...filled(8, 2), 3]);
  });
});
