import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Afi, formatPrefix } from '../../src/net/prefix.ts';

describe('formatPrefix', () => {
  test.each([
    ['0.0.0.0/0', [], 0, Afi.IPv4],
    ['10.1.0.0/16', [10, 1], 16, Afi.IPv4],
    ['10.1.2.3/32', [10, 1, 2, 3], 32, Afi.IPv4],
    ['10.128.0.0/9', [10, 0xff], 9, Afi.IPv4],
    ['::/0', [], 0, Afi.IPv6],
    ['2001:db8::/32', [0x20, 0x01, 0x0d, 0xb8], 32, Afi.IPv6],
    ['2000::/3', [0x3f], 3, Afi.IPv6],
  ])('%s', (text, octets, bits, afi) => {
    expect(formatPrefix(Uint8Array.from(octets), 0, bits, afi)).toBe(text);
  });

  test('neither the bits behind the prefix nor the octets after it show', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 5, maxLength: 5 }), fc.nat(32), fc.nat(255), (octets, bits, noise) => {
        const noisy = Uint8Array.from(octets);
        const last = bits >> 3;
        noisy[last] = (noisy[last] ?? 0) ^ (noise & (0xff >> (bits & 7)));
        noisy.fill(noise, last + 1);
        expect(formatPrefix(noisy, 0, bits, Afi.IPv4)).toBe(formatPrefix(octets, 0, bits, Afi.IPv4));
      }),
    );
  });
});
