import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAddressMap } from '../../../src/slice/anonymise/addresses.ts';
import { formatAddress } from '../../../src/net/address.ts';
import { address } from '../../net/encode.ts';
import { cipher } from '../slice-of.ts';

const { replace } = createAddressMap(cipher);

function mapped(octets: ArrayLike<number>, bits: number = 8 * octets.length): Uint8Array {
  const bytes = Uint8Array.from(octets);
  replace(bytes, 0, bytes.length === 4 ? 4 : 16, bits);
  return bytes;
}

const textOf = (octets: Uint8Array): string => formatAddress(octets, 0, octets.length === 4 ? 4 : 16);
const mappedText = (text: string): string => textOf(mapped(address(text)));

const binary = (octets: Uint8Array): string =>
  Array.from(octets, (octet) => octet.toString(2).padStart(8, '0')).join('');

function commonBits(a: Uint8Array, b: Uint8Array): number {
  const [one, other] = [binary(a), binary(b)];
  const at = Array.from(one).findIndex((bit, index) => bit !== other[index]);
  return at === -1 ? one.length : at;
}

/** Pairs that have more in common than chance gives them. */
const pairOf = (length: number) =>
  fc
    .tuple(
      fc.uint8Array({ minLength: length, maxLength: length }),
      fc.nat({ max: length }),
      fc.uint8Array({ minLength: length, maxLength: length }),
    )
    .map(([one, same, rest]): [Uint8Array, Uint8Array] => [
      one,
      Uint8Array.from([...one.subarray(0, same), ...rest.subarray(same)]),
    ]);

const isPrivate = (octets: Uint8Array): boolean => /^(?:10\.|192\.168\.)/.test(textOf(octets));

describe('addresses', () => {
  test.each([4, 16])('of %i octets have the prefixes in common that they had', (length) => {
    fc.assert(
      fc.property(pairOf(length), ([one, other]) => {
        expect(commonBits(mapped(one), mapped(other))).toBe(commonBits(one, other));
      }),
    );
  });

  test('a prefix becomes the beginning of what its addresses become', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.nat({ max: 32 }), (octets, bits) => {
        fc.pre(bits >= 8 || (octets[0] ?? 0) < 224);
        expect(commonBits(mapped(octets, bits), mapped(octets))).toBeGreaterThanOrEqual(bits);
      }),
    );
  });

  test('become the same ones each time, in any order, and with another key others', () => {
    const other = createAddressMap(cipher);
    const texts = ['203.0.112.7', '8.8.8.8', '8.8.4.4', '2600::1'];
    const once = texts.map(mappedText);
    for (const text of texts.toReversed()) {
      const bytes = Uint8Array.from(address(text));
      other.replace(bytes, 0, bytes.length === 4 ? 4 : 16);
      expect(textOf(bytes)).toBe(once[texts.indexOf(text)]);
    }
    const keyed = createAddressMap((block) => cipher(cipher(block)));
    const bytes = Uint8Array.from(address('8.8.8.8'));
    keyed.replace(bytes, 0, 4);
    expect(textOf(bytes)).not.toBe(mappedText('8.8.8.8'));
  });

  test.each(['0.0.0.0', '127.0.0.1', '224.0.0.5', '255.255.255.255', '::', '::1', 'ff02::1'])('%s stays', (text) => {
    expect(mappedText(text)).toBe(text);
  });

  test.each([
    ['10.1.2.3', /^10\./],
    ['172.31.255.1', /^172\.(?:1[6-9]|2\d|3[01])\./],
    ['192.168.1.1', /^192\.168\./],
    ['169.254.7.9', /^169\.254\./],
    ['100.64.1.2', /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./],
    ['fe80::1', /^fe80::/],
    ['fd12:3456::1', /^f[cd]/],
    ['2600:1700::1', /^[23]/],
    ['::ffff:10.1.2.3', /^::ffff:10\./],
  ])('%s stays of its kind, and becomes another', (text, kind) => {
    expect(mappedText(text)).toMatch(kind);
    expect(mappedText(text)).not.toBe(text);
  });

  test('nothing public becomes private', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (octets) => {
        expect(isPrivate(mapped(octets))).toBe(isPrivate(octets));
      }),
    );
  });

  test('an IPv4 address within an IPv6 one becomes what it becomes alone', () => {
    expect(mappedText('::ffff:8.8.8.8')).toBe(`::ffff:${mappedText('8.8.8.8')}`);
  });
});

test('an octet stays what it is as seldom as chance has it', () => {
  const seen = new Map<number, number>();
  for (let octet = 0; octet < 1024; octet += 1) {
    // Other prefixes are as good as other keys.
    const change = (mapped([11 + (octet >> 8), octet & 255, 10, 1])[2] ?? 0) ^ 10;
    seen.set(change, (seen.get(change) ?? 0) + 1);
  }
  // 4 of 1024 are expected; when two bits in a row were flipped alike more often than not, it was 70.
  expect(Math.max(...seen.values())).toBeLessThan(20);
});
