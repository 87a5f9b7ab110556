import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/net/address.ts';
import { address } from './encode.ts';

const format = (text: string) => {
  const octets = address(text);
  return formatAddress(Uint8Array.of(0xee, ...octets, 0xee), 1, octets.length === 4 ? 4 : 16);
};

describe('formatAddress', () => {
  test.each([
    ['10.0.0.255', '10.0.0.255'],
    ['0.0.0.0', '0.0.0.0'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:0DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['fe80:0:0:0:1::', 'fe80::1:0:0:0'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['1::', '1::'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['::fffe:c000:201', '::fffe:c000:201'],
  ])('writes %s as RFC 5952 says: %s', (text, canonical) => {
    expect(format(text)).toBe(canonical);
  });

  test('agrees with URL, which writes RFC 5952 too but for mapped addresses', () => {
    const group = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(0xffff));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const text = format(groups.map((value) => value.toString(16)).join(':'));
        fc.pre(!text.includes('.'));
        expect(new URL(`http://[${text}]/`).hostname).toBe(`[${text}]`);
        expect(format(text)).toBe(text);
      }),
    );
  });
});
