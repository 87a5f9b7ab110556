import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../src/decoders/bgp/decode-message.ts';
import { capability, FOUR_OCTET, hex, open, parameter, u16, u32 } from './encode.ts';

const decode = (bytes: Uint8Array) => {
  const decoded = decodeMessage(bytes, FOUR_OCTET);
  if (decoded.type !== 'OPEN') throw new Error(`decoded as ${decoded.type}`);
  return decoded;
};
const capabilitiesOf = (...capabilities: readonly (readonly number[])[]) =>
  decode(open(parameter(2, ...capabilities))).open?.capabilities;

describe('OPEN', () => {
  test('without parameters', () => {
    expect(decode(open([]))).toEqual({
      type: 'OPEN',
      length: 29,
      fault: null,
      open: {
        version: 4,
        myAs: 64_512,
        as: 64_512,
        holdTime: 90,
        bgpId: '10.0.0.1',
        capabilities: [],
        otherParameters: [],
      },
    });
  });

  test('takes the AS from capability 65', () => {
    const parameters = parameter(2, capability(65, u32(4_200_000_001)));
    expect(decode(open(parameters, { myAs: 23_456 })).open).toMatchObject({ myAs: 23_456, as: 4_200_000_001 });
  });

  test('capabilities in one parameter or in several are the same', () => {
    const [first, second] = [capability(2), capability(1, hex('00 01 00 01'))];
    const several = decode(open([...parameter(2, first), ...parameter(2, second)])).open;
    expect(several).toEqual(decode(open(parameter(2, first, second))).open);
    expect(several?.capabilities.map(({ name }) => name)).toEqual(['route-refresh', 'multiprotocol']);
  });

  test('names parameters that are not capabilities: 1 was authentication', () => {
    expect(decode(open([...parameter(1, [0]), ...parameter(2, capability(2))])).open).toMatchObject({
      otherParameters: [1],
      capabilities: [{ code: 2 }],
    });
  });

  test('reads the extended length of RFC 9072', () => {
    const extended = [255, ...u16(300), ...u16(298), ...capability(2)];
    const long = capability(200, Array<number>(252).fill(7));
    const one = [2, ...u16(2 + 254), ...capability(2), ...long];
    const octets = open([255, ...u16(one.length), ...one]);
    for (const ignored of [255, 40, 0]) {
      octets[28] = ignored;
      expect(decode(octets)).toMatchObject({ fault: null, open: { capabilities: [{ code: 2 }, { code: 200 }] } });
    }
    expect(decode(open(extended)).fault).toMatchObject({ answer: { code: 2, subcode: 0 } });
  });

  test.each([
    ['a parameter runs over the end', [...parameter(2, capability(2)), 2, 9, 1], 35, 1],
    ['a capability runs over its parameter', [...parameter(2, capability(2), [65, 4, 0])], 35, 1],
    ['one octet is left for a parameter', [...parameter(2, capability(2)), 2], 34, 1],
  ])('is at fault where %s, and keeps what stands before', (_, parameters, offset, capabilities) => {
    const { fault, open: read } = decode(open(parameters));
    expect(fault).toMatchObject({ offset, treatment: null, answer: { code: 2, subcode: 0 } });
    expect(read?.capabilities).toHaveLength(capabilities);
  });

  test('is at fault where its length of parameters is too small or too great, and reads those that are there', () => {
    const small = open(parameter(2, capability(2)));
    small[28] = 0;
    expect(decode(small).fault).toMatchObject({ offset: 29, answer: { code: 2, subcode: 0 } });
    const great = open(parameter(2, capability(2)));
    great[28] = 99;
    expect(decode(great)).toMatchObject({
      open: { capabilities: [{ code: 2 }] },
      fault: { offset: 29, reason: 'optionalParameters: needs 99 bytes, 4 left' },
    });
  });

  test('does not judge values that only a receiver can refuse', () => {
    expect(decode(open([], { version: 3, holdTime: 1, bgpId: '0.0.0.0', myAs: 0 })).fault).toBeNull();
  });
});

describe('capabilities', () => {
  test.each([
    ['multiprotocol', 1, '0002 00 01', { afi: 2, safi: 1, family: 'ipv6-unicast' }],
    ['route-refresh', 2, '', {}],
    [
      'outbound-route-filtering',
      3,
      '0001 00 01 02 40 03 80 01',
      {
        families: [
          {
            afi: 1,
            safi: 1,
            orfs: [
              { type: 64, send: true, receive: true },
              { type: 128, send: false, receive: true },
            ],
          },
        ],
      },
    ],
    [
      'extended-next-hop',
      5,
      '0001 0001 0002 0001 0080 0002',
      {
        families: [
          { afi: 1, safi: 1, nextHopAfi: 2 },
          { afi: 1, safi: 128, nextHopAfi: 2 },
        ],
      },
    ],
    ['extended-message', 6, '', {}],
    ['bgpsec', 7, '000001', { value: '000001' }],
    ['multiple-labels', 8, '0001 04 02', { families: [{ afi: 1, safi: 4, count: 2 }] }],
    ['role', 9, '03', { role: 3, roleName: 'Customer' }],
    ['role', 9, '09', { role: 9, roleName: 'unknown (9 / 0x09)' }],
    [
      'graceful-restart',
      64,
      'c078 0001 01 80 0002 01 00',
      {
        restartState: true,
        notification: true,
        restartTime: 120,
        families: [
          { afi: 1, safi: 1, forwardingState: true },
          { afi: 2, safi: 1, forwardingState: false },
        ],
      },
    ],
    ['four-octet-as', 65, 'fa56ea01', { as: 4_200_000_001 }],
    ['dynamic', 67, '01', { value: '01' }],
    [
      'add-path',
      69,
      '0001 01 03 0002 01 01',
      {
        families: [
          { afi: 1, safi: 1, send: true, receive: true },
          { afi: 2, safi: 1, send: false, receive: true },
        ],
      },
    ],
    ['enhanced-route-refresh', 70, '', {}],
    [
      'long-lived-graceful-restart',
      71,
      '0001 01 80 015180',
      { families: [{ afi: 1, safi: 1, forwardingState: true, staleTime: 86_400 }] },
    ],
    ['fqdn', 73, '02 7231 03 6c6162', { hostname: 'r1', domain: 'lab' }],
    ['software-version', 75, '03 467252', { version: 'FrR' }],
    ['software-version', 75, '46525220', { version: 'FRR ' }],
    ['paths-limit', 76, '0001 01 0004', { families: [{ afi: 1, safi: 1, limit: 4 }] }],
    ['prestandard-route-refresh', 128, '', {}],
    ['unknown (200 / 0xc8)', 200, 'ab', { value: 'ab' }],
  ])('%s', (name, code, value, fields) => {
    expect(capabilitiesOf(capability(code, hex(value)))).toEqual([{ code, name, ...fields }]);
  });

  test.each([
    ['too short', 1, '0001', 'reserved: needs 1 bytes, 0 left'],
    ['too long', 65, '0000fdea00', '1 octets too many'],
    ['a family cut in half', 64, '0078 0001', 'safi: needs 1 bytes, 0 left'],
    ['a value where none belongs', 2, '00', '1 octets too many'],
    ['neither send nor receive', 69, '0001 01 04', 'sendReceive: is 4, not 1, 2 or 3'],
    ['a text past its end', 73, '09 7231', 'hostname: needs 9 bytes, 2 left'],
  ])('malformed, %s: raw, with the reason, and the next one is read', (_, code, value, error) => {
    expect(capabilitiesOf(capability(code, hex(value)), capability(70))).toMatchObject([
      { code, value: value.replaceAll(' ', ''), error },
      { code: 70 },
    ]);
  });
});
