import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDissector } from '../../../src/decoders/dissect.ts';
import { PacketKind, TcpFlag } from '../../../src/decoders/dissected.ts';
import { EtherType } from '../../../src/decoders/link/network-layer.ts';
import type { Octets } from '../../net/encode.ts';
import { ipv4 } from '../ip/encode.ts';
import { captured, ethernet } from '../link/encode.ts';
import { tcp, type TcpFields } from './encode.ts';

const HEADERS = 14 + 20;

function dissect(segment: Octets, { captured: length = segment.length } = {}) {
  const packet = captured(ethernet(EtherType.IPv4, ipv4(6, segment)));
  packet.end = packet.start + HEADERS + length;
  const seen = createDissector().dissect(packet);
  return seen.kind === PacketKind.Tcp
    ? { ...seen, payload: [...seen.bytes.subarray(seen.payloadStart, seen.payloadEnd)] }
    : null;
}
const withOptions = (...options: number[]) => dissect(tcp([], { options }));

describe('readTcpSegment', () => {
  const port = fc.nat(0xffff);
  const word = fc.nat(0xffff_ffff);
  const fields = fc.record({
    sourcePort: port,
    destinationPort: port,
    sequence: word,
    acknowledgement: word,
    flags: fc.nat(255),
    window: port,
  });

  test('reads what was written', () => {
    const payload = fc.array(fc.nat(255), { maxLength: 40 });
    const options = fc.array(fc.constant(1), { maxLength: 40 });
    fc.assert(
      fc.property(fields, payload, options, (header: TcpFields, octets, noOperations) => {
        expect(dissect(tcp(octets, { ...header, options: noOperations }))).toMatchObject({
          ...header,
          payload: octets,
          payloadLength: octets.length,
        });
      }),
    );
  });

  test('keeps the length on the wire of a segment that was cut, in its payload or its options', () => {
    const segment = tcp([1, 2, 3, 4, 5], { options: [2, 4, 5, 0xb4, 8, 10] });
    expect(dissect(segment, { captured: 30 })).toMatchObject({ payload: [1, 2], payloadLength: 5 });
    expect(dissect(segment, { captured: 25 })).toMatchObject({
      payload: [],
      payloadLength: 5,
      mss: 1460,
      timestamp: -1,
    });
    expect(dissect(segment, { captured: 19 })).toBeNull();
  });

  test.each([
    [4, 'within its own first 20 octets'],
    [6, 'behind the packet'],
  ])('refuses a data offset of %i: %s', (words) => {
    const segment = [...tcp()];
    segment[12] = words << 4;
    expect(dissect(segment)).toBeNull();
  });
});

describe('readTcpOptions', () => {
  test('reads those of a SYN', () => {
    const options = [2, 4, 0x05, 0xb4, 4, 2, 8, 10, 0xff, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7];
    expect(dissect(tcp([], { flags: TcpFlag.SYN, options }))).toMatchObject({
      mss: 1460,
      windowScale: 7,
      timestamp: 0xff00_0001,
      auth: null,
    });
  });

  test('tells who signs', () => {
    const digest = Array.from({ length: 16 }, () => 0xaa);
    expect(withOptions(1, 1, 19, 18, ...digest)).toMatchObject({ auth: 'md5' });
    expect(withOptions(29, 16, 1, 2, ...digest.slice(4))).toMatchObject({ auth: 'ao' });
  });

  test('has -1 where there is none, also after a packet that had some', () => {
    const dissector = createDissector();
    dissector.dissect(captured(ethernet(0x0800, ipv4(6, tcp([], { options: [2, 4, 5, 0xb4, 3, 3, 7, 19, 2] })))));
    expect(dissector.dissect(captured(ethernet(0x0800, ipv4(6, tcp()))))).toMatchObject({
      mss: -1,
      windowScale: -1,
      timestamp: -1,
      auth: null,
    });
  });

  test.each<[string, Octets]>([
    ['a length of 0', [3, 3, 7, 9, 0, 2, 4, 5, 0xb4]],
    ['a length of 1', [3, 3, 7, 9, 1, 2, 4, 5, 0xb4]],
    ['a length behind the end', [3, 3, 7, 9, 9, 2, 4, 5, 0xb4]],
    ['the end of the list', [3, 3, 7, 0, 2, 4, 5, 0xb4]],
    ['a kind without its length', [1, 3, 3, 7, 1, 1, 1, 2]],
  ])('stops at %s', (_, options) => {
    expect(withOptions(...options)).toMatchObject({ windowScale: 7, mss: -1 });
  });

  test('skips an option whose length is not its own', () => {
    expect(withOptions(2, 3, 9, 3, 3, 7)).toMatchObject({ mss: -1, windowScale: 7 });
  });
});
