import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../src/decoders/bgp/decode-message.ts';
import { notificationName } from '../../../src/decoders/bgp/registry/notifications.ts';
import { FOUR_OCTET, hex, notification } from './encode.ts';

const decode = (code: number, subcode: number, data = '') => {
  const decoded = decodeMessage(notification(code, subcode, hex(data)), FOUR_OCTET);
  if (decoded.type !== 'NOTIFICATION' || decoded.notification === null) throw new Error('no NOTIFICATION');
  return decoded.notification;
};

describe('NOTIFICATION', () => {
  test('keeps its data, copied', () => {
    const bytes = notification(2, 4, [0xab]);
    const decoded = decodeMessage(bytes, FOUR_OCTET);
    bytes[21] = 0;
    expect(decoded).toEqual({
      type: 'NOTIFICATION',
      length: 22,
      fault: null,
      notification: {
        code: 2,
        subcode: 4,
        name: 'OPEN Message Error / Unsupported Optional Parameter',
        data: Uint8Array.of(0xab),
        shutdownText: null,
        detail: {},
      },
    });
  });

  test.each([
    [1, 2, 'Message Header Error / Bad Message Length'],
    [2, 0, 'OPEN Message Error / Unspecific'],
    [2, 8, 'OPEN Message Error / No Supported AFI/SAFI (deprecated)'],
    [2, 11, 'OPEN Message Error / Role Mismatch'],
    [2, 129, 'OPEN Message Error / unknown (129 / 0x81)'],
    [3, 11, 'UPDATE Message Error / Malformed AS_PATH'],
    [4, 0, 'Hold Timer Expired'],
    [4, 1, 'Hold Timer Expired / unknown (1 / 0x01)'],
    [5, 0, 'Finite State Machine Error / Unspecified Error'],
    [5, 3, 'Finite State Machine Error / Receive Unexpected Message in Established State'],
    [6, 10, 'Cease / BFD Down'],
    [7, 1, 'ROUTE-REFRESH Message Error / Invalid Message Length'],
    [8, 0, 'Send Hold Timer Expired'],
    [129, 3, 'unknown (129 / 0x81)'],
  ])('%i/%i is %s', (code, subcode, name) => {
    expect(notificationName(code, subcode)).toBe(name);
  });

  test.each([
    ['the length that was refused', 1, 2, '1001', { length: 4097 }],
    ['the type that was refused', 1, 3, '09', { typeCode: 9 }],
    ['the version that is spoken', 2, 1, '0004', { version: 4 }],
    ['a 2-octet AS', 2, 2, 'fdea', { as: 65_002 }],
    ['a 4-octet AS', 2, 2, 'fa56ea01', { as: 4_200_000_001 }],
    ['the hold time that was refused', 2, 6, '0001', { holdTime: 1 }],
    ['the capabilities asked for', 2, 7, '0104 00020001', { capabilities: [{ code: 1, afi: 2, safi: 1 }] }],
    ['the attribute', 3, 5, '40010200', { attribute: '40010200' }],
    ['family and limit', 6, 1, '0001 01 0000000a', { afi: 1, safi: 1, limit: 10 }],
  ])('says %s', (_, code, subcode, data, detail) => {
    expect(decode(code, subcode, data).detail).toMatchObject(detail);
  });

  test.each([
    [1, 2, '10'],
    [2, 2, '000000'],
    [2, 7, ''],
    [2, 7, '0104'],
    [6, 1, '0001'],
    [6, 9, '06'],
  ])('gives no detail for %i/%i with data that does not fit: %s', (code, subcode, data) => {
    expect(decode(code, subcode, data).detail).toEqual({});
  });

  test.each([2, 4])('reads the shutdown text of RFC 9003 in 6/%i', (subcode) => {
    expect(decode(6, subcode, '03 627965').shutdownText).toBe('bye');
  });

  test.each([
    ['a length past the end', 2, '09 62'],
    ['no length octet', 2, ''],
    ['bytes that are not UTF-8', 2, '01 ff'],
    ['another subcode', 3, '03 627965'],
  ])('gives no text for %s', (_, subcode, data) => {
    expect(decode(6, subcode, data).shutdownText).toBeNull();
  });

  test('unwraps a Hard Reset', () => {
    expect(decode(6, 9, '06 02 03 627965')).toMatchObject({
      name: 'Cease / Hard Reset',
      shutdownText: 'bye',
      detail: { wrapped: { code: 6, subcode: 2, name: 'Cease / Administrative Shutdown', shutdownText: 'bye' } },
    });
  });
});
