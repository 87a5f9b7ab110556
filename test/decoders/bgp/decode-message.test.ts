import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../src/decoders/bgp/decode-message.ts';
import { messageFields } from '../../../src/decoders/bgp/describe/fields.ts';
import { familyName } from '../../../src/decoders/bgp/families.ts';
import { messageDetails } from '../../../src/decoders/bgp/summary.ts';
import { messageToJson } from '../../../src/decoders/bgp/to-json.ts';
import { anyContext, anyMessage, mutated } from './arbitraries.ts';
import { FOUR_OCTET, hex, MANDATORY, message, open, prefix, update } from './encode.ts';
import { runs } from '../../arbitraries/runs.ts';

const decode = (bytes: Uint8Array) => decodeMessage(bytes, FOUR_OCTET);

describe('decodeMessage', () => {
  test('KEEPALIVE', () => {
    expect(decode(message(4))).toEqual({ type: 'KEEPALIVE', length: 19, fault: null });
  });

  test('ROUTE-REFRESH', () => {
    expect(decode(message(5, hex('0001 02 01')))).toMatchObject({
      routeRefresh: { afi: 1, subtype: 2, safi: 1 },
      fault: null,
    });
  });

  test('ROUTE-REFRESH with outbound route filters keeps them raw', () => {
    expect(decode(message(5, hex('0001 00 01 01400002abcd')))).toMatchObject({
      routeRefresh: { subtype: 0, orf: '01400002abcd' },
      fault: null,
    });
    expect(decode(message(5, hex('0001 01 01 00'))).fault).toMatchObject({
      offset: 23,
      answer: { code: 7, subcode: 1 },
    });
  });

  test.each([
    ['a marker that is not all ones', (bytes: Uint8Array) => bytes.fill(0, 3, 4), { code: 1, subcode: 1 }, 3],
    [
      'a length that is not that of the message',
      (bytes: Uint8Array) => bytes.fill(9, 17, 18),
      { code: 1, subcode: 2 },
      16,
    ],
    ['a type that is not known', (bytes: Uint8Array) => bytes.fill(6, 18, 19), { code: 1, subcode: 3 }, 18],
  ])('is at fault: %s', (_, change, answer, offset) => {
    expect(decode(change(message(4))).fault).toMatchObject({ answer, offset, treatment: null });
  });

  test.each([
    [1, 9],
    [2, 3],
    [3, 1],
    [4, 1],
    [5, 3],
    [1, 4096],
  ])('is at fault: type %i with a body of %i octets', (type, octets) => {
    expect(decode(message(type, Array<number>(octets).fill(0))).fault).toMatchObject({
      offset: 16,
      answer: { code: 1, subcode: 2 },
    });
  });

  test('reads on behind a bad marker', () => {
    const bytes = open([]);
    bytes[0] = 0;
    expect(decode(bytes)).toMatchObject({ open: { as: 64_512 }, fault: { offset: 0 } });
  });

  test('an unknown type keeps its number', () => {
    expect(decode(message(9))).toMatchObject({ type: 'UNKNOWN', typeCode: 9 });
  });
});

describe('whatever the octets', () => {
  test('decodeMessage, its JSON and its summary give values, never an exception', () => {
    fc.assert(
      fc.property(fc.oneof(mutated(anyMessage), fc.uint8Array({ maxLength: 128 })), anyContext, (bytes, context) => {
        const decoded = decodeMessage(bytes, context);
        expect(JSON.parse(JSON.stringify(messageToJson(decoded)))).toMatchObject({ type: decoded.type });
        expect(messageDetails(decoded)).toContain(decoded.fault?.reason ?? '');
        expect(messageFields(decoded).length).toBeGreaterThan(0);
        if (decoded.fault !== null) expect(decoded.fault.offset).toBeLessThanOrEqual(bytes.length);
      }),
      runs(400),
    );
  });

  test('every truncation of a message is at fault', () => {
    fc.assert(
      fc.property(anyMessage, anyContext, fc.nat(), (bytes, context, cut) => {
        expect(decodeMessage(bytes.subarray(0, cut % bytes.length), context).fault).not.toBeNull();
      }),
    );
  });

  test('reading leaves the octets as they are, and where they lie in a buffer does not matter', () => {
    fc.assert(
      fc.property(mutated(anyMessage), anyContext, fc.nat({ max: 9 }), (bytes, context, before) => {
        const buffer = new Uint8Array(bytes.length + 20).fill(0xee);
        buffer.set(bytes, before);
        const copy = buffer.slice();
        const inside = decodeMessage(buffer.subarray(before, before + bytes.length), context);
        expect(inside).toEqual(decodeMessage(bytes, context));
        expect(buffer).toEqual(copy);
      }),
    );
  });
});

describe('familyName', () => {
  test.each([
    [1, 1, 'ipv4-unicast'],
    [2, 1, 'ipv6-unicast'],
    [1, 2, 'ipv4-multicast'],
    [1, 4, 'ipv4-labeled-unicast'],
    [1, 128, 'vpnv4'],
    [2, 128, 'vpnv6'],
    [25, 70, 'l2vpn-evpn'],
    [2, 133, 'ipv6-flowspec'],
    [16_388, 71, 'bgp-ls-link-state'],
    [26, 1, 'afi-26-safi-1'],
    [1, 250, 'afi-1-safi-250'],
  ])('%i/%i is %s', (afi, safi, name) => {
    expect(familyName(afi, safi)).toBe(name);
  });
});

describe('messageToJson', () => {
  test('is the line that the contract shows', () => {
    const bytes = update({ withdrawn: prefix('10.1.0.0/16'), attributes: MANDATORY, nlri: prefix('10.2.0.0/16') });
    expect(messageToJson(decode(bytes))).toEqual({
      type: 'UPDATE',
      length: bytes.length,
      update: {
        withdrawn: [{ prefix: '10.1.0.0/16' }],
        nlri: [{ prefix: '10.2.0.0/16' }],
        attributes: [
          { type: 1, name: 'ORIGIN', flags: 64, value: 'IGP' },
          { type: 2, name: 'AS_PATH', flags: 64, value: [{ type: 'AS_SEQUENCE', asns: [64_512] }] },
          { type: 3, name: 'NEXT_HOP', flags: 64, value: '10.0.0.1' },
        ],
      },
    });
  });

  test.each([
    ['KEEPALIVE', message(4), { type: 'KEEPALIVE', length: 19 }],
    [
      'ROUTE-REFRESH',
      message(5, hex('0001 00 01')),
      { type: 'ROUTE-REFRESH', length: 23, routeRefresh: { afi: 1, safi: 1, subtype: 0 } },
    ],
    [
      'End-of-RIB',
      update({}),
      { type: 'UPDATE', length: 23, update: { withdrawn: [], nlri: [], attributes: [], endOfRib: 'ipv4-unicast' } },
    ],
    [
      'NOTIFICATION',
      message(3, hex('06 02 03 627965')),
      {
        type: 'NOTIFICATION',
        length: 25,
        notification: { code: 6, subcode: 2, name: 'Cease / Administrative Shutdown', data: '03627965', text: 'bye' },
      },
    ],
    [
      'a type that is not known',
      message(7),
      {
        type: 'UNKNOWN',
        typeCode: 7,
        length: 19,
        error: { offset: 18, reason: 'type 7, known are 1 to 5', answer: { code: 1, subcode: 3 } },
      },
    ],
  ])('%s', (_, bytes, json) => {
    expect(messageToJson(decode(bytes))).toEqual(json);
  });
});
