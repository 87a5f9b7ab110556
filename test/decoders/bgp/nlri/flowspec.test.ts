import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../../src/decoders/bgp/decode-message.ts';
import type { DecodeContext } from '../../../../src/decoders/bgp/message.ts';
import { asPath4, attribute, FOUR_OCTET, hex, ORIGIN, type Octets, u16, update } from '../encode.ts';

function decode(afi: number, safi: number, nlri: Octets, context: DecodeContext = FOUR_OCTET) {
  const reach = attribute(0x80, 14, u16(afi), [safi, 0, 0], nlri);
  const decoded = decodeMessage(update({ attributes: [...ORIGIN, ...asPath4(), ...reach] }), context);
  if (decoded.type !== 'UPDATE') throw new Error(decoded.type);
  return { value: decoded.update.attributes.at(-1)?.value, fault: decoded.fault };
}
/** Without their lengths: it is put before each. */
const rule = (octets: string, afi = 1, safi = 133): unknown => {
  const { value, fault } = decode(afi, safi, [hex(octets).length, ...hex(octets)]);
  expect(fault).toBeNull();
  return typeof value === 'object' && value !== null && 'nlri' in value && Array.isArray(value.nlri)
    ? value.nlri[0].rule
    : value;
};

describe('flowspec', () => {
  test.each([
    ['RFC 8955 §4.3, first example', '01 18 c00002 03 81 06 04 81 19', 'dst 192.0.2.0/24, proto =6, port =25'],
    [
      'RFC 8955 §4.3, second example',
      '01 18 c00002 02 18 cb0071 04 03 89 45 8b 91 1f90',
      'dst 192.0.2.0/24, src 203.0.113.0/24, port >=137&<=139|=8080',
    ],
    ['RFC 8955 §4.3, third example', '01 20 c0000201 0c 80 05', 'dst 192.0.2.1/32, fragment DF+FF'],
    ['all traffic', '', 'any'],
    ['ports', '05 81 50 06 82 50', 'dst-port =80, src-port >80'],
    ['ICMP', '07 81 08 08 84 03', 'icmp-type =8, icmp-code <3'],
    ['TCP flags', '09 01 02 c3 01', 'tcp-flags =SYN&!=FIN'],
    ['TCP flags of two octets', '09 90 0112', 'tcp-flags SYN+ACK+256'],
    ['none of some flags', '09 82 12 0c 80 00', 'tcp-flags !SYN+ACK, fragment 0'],
    ['length and DSCP', '0a 96 0400 0b 81 2e', 'length !=1024, dscp =46'],
    ['true, false and four octets', '0a 07 00 40 00 a1 00010000', 'length true&false|=65536'],
    ['eight octets', '0a 31 0000000000000001 b1 ffffffffffffffff', 'length =1|=18446744073709551615'],
  ])('%s', (_, octets, text) => {
    expect(rule(octets)).toBe(text);
  });

  test.each([
    [
      'RFC 8956 §3.8.1',
      '01 68 40 123456789a 02 20 00 20010db8 03 81 06',
      'dst ::1234:5678:9a00:0/104 offset 64, src 2001:db8::/32, next-header =6',
    ],
    ['an offset within an octet', '02 0a 03 aa', 'src 1540::/10 offset 3'],
    ['any address', '01 00 00', 'dst ::/0'],
    ['flow label', '0d a1 000186a0', 'flow-label =100000'],
  ])('IPv6: %s', (_, octets, text) => {
    expect(rule(octets, 2)).toBe(text);
  });

  test('has its components as fields', () => {
    expect(decode(1, 133, hex('0d 01 18 c00002 04 03 50 c5 5a 06 81 01')).value).toMatchObject({
      nlri: [
        {
          kind: 'flowspec',
          components: [
            { type: 1, name: 'dst', prefix: '192.0.2.0/24' },
            {
              type: 4,
              name: 'port',
              tests: [
                { and: false, op: '>=', value: 80 },
                { and: true, op: '<=', value: 90 },
              ],
            },
            { type: 6, name: 'src-port', tests: [{ and: false, op: '=', value: 1 }] },
          ],
        },
      ],
    });
  });

  test('of a VPN, behind its route distinguisher', () => {
    expect(decode(1, 134, hex('0d 0000fc0000000064 01 18 c00002')).value).toMatchObject({
      nlri: [{ kind: 'flowspec', rd: '64512:100', rule: 'dst 192.0.2.0/24' }],
    });
  });

  test('several, with path identifiers, and one longer than 239 octets', () => {
    const ports = Array.from({ length: 120 }, (_, index) => [index === 119 ? 0x81 : 0x01, index]).flat();
    const nlri = [...hex('00000007 05 01 18 c00002 00000008'), 0xf0, 241, 4, ...ports];
    expect(decode(1, 133, nlri, { fourOctetAs: true, addPath: new Set([256 + 133]) }).value).toMatchObject({
      nlri: [
        { rule: 'dst 192.0.2.0/24', pathId: 7 },
        { rule: expect.stringMatching(/^port =0\|=1\|.*\|=119$/), pathId: 8 },
      ],
    });
  });

  test.each([
    ['an unknown component', 1, '03 0e 81 01'],
    ['a flow label in IPv4', 1, '03 0d 81 01'],
    ['components out of order', 1, '06 04 81 19 03 81 06'],
    ['one twice', 1, '06 03 81 19 03 81 06'],
    ['a prefix of 33 bits', 1, '07 01 21 c000020180'],
    ['a prefix over the end', 1, '03 01 18 c0'],
    ['an offset behind the prefix', 2, '04 01 20 20 00'],
    ['no last operator', 1, '03 03 01 06'],
    ['a value over the end', 1, '03 04 91 06'],
    ['half a route distinguisher', 1, '02 0000'],
  ])('%s: treat-as-withdraw (RFC 8955 §4.2, §10)', (what, afi, octets) => {
    const safi = what.includes('distinguisher') ? 134 : 133;
    expect(decode(afi, safi, hex(octets)).fault).toMatchObject({
      treatment: 'treat-as-withdraw',
      answer: { code: 3, subcode: 9 },
    });
  });

  test.each([
    ['a rule over the end', '09 03 81 06'],
    ['half a length', 'f1'],
  ])('%s: no telling where the next one begins', (_, octets) => {
    expect(decode(1, 133, hex(octets)).fault).toMatchObject({ treatment: 'session-reset' });
  });
});

describe('SR policy (RFC 9830 §2.1)', () => {
  const V4 = '60 00000001 00000064 c0000201';

  test.each([
    [1, V4, { kind: 'sr-policy', distinguisher: 1, color: 100, endpoint: '192.0.2.1' }],
    [2, `c0 00000001 00000064 ${'00'.repeat(16)}`, { kind: 'sr-policy', distinguisher: 1, color: 100, endpoint: '::' }],
  ])('AFI %i', (afi, octets, nlri) => {
    expect(decode(afi, 73, hex(octets))).toMatchObject({ fault: null, value: { nlri: [nlri] } });
  });

  test('of another length', () => {
    expect(decode(2, 73, hex(V4)).fault).toMatchObject({ treatment: 'treat-as-withdraw' });
    expect(decode(1, 73, hex('60 00000001')).fault).toMatchObject({ treatment: 'afi-safi-disable' });
    expect(decode(1, 73, hex('61 00000001 00000064 c000020100')).fault).toMatchObject({
      treatment: 'afi-safi-disable',
    });
  });
});
