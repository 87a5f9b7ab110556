import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAddress } from '../../src/net/address.ts';
import { contains, type IpPrefix, parseAddress, parsePrefix } from '../../src/net/parse.ts';

test.each([4, 16] as const)('an address of %i octets reads back as it was written', (length) => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: length, maxLength: length }), (octets) => {
      expect(parseAddress(formatAddress(octets, 0, length))).toEqual(octets);
    }),
  );
});

test.each(['::', '::1', '1::', '2001:db8::1', '1:2:3:4:5:6:7:8', '::ffff:10.0.0.1', '1:2:3:4:5:6:10.0.0.1'])(
  '%s is an address',
  (text) => expect(parseAddress(text)).toHaveLength(16),
);

test.each([
  '',
  '10.0.0',
  '10.0.0.256',
  '10.0.0.01',
  '1.2.3.4.5',
  ':',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8:9',
  '12345::',
  'g::',
  '::10.0.0.256',
  'router',
])('%j is none', (text) => expect(parseAddress(text)).toBeNull());

test.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/x', '::/129', '10.0.0.0/8/8', '/8'])('%j is no prefix', (text) =>
  expect(parsePrefix(text)).toBeNull(),
);

const prefix = (text: string): IpPrefix => parsePrefix(text) ?? { octets: new Uint8Array(0), bits: 0 };

test.each([
  ['10.0.0.0/8', '10.1.2.3', true],
  ['10.0.0.0/8', '10.0.0.0/8', true],
  ['10.128.0.0/9', '10.127.0.0/16', false],
  ['10.1.2.3', '10.0.0.0/8', false],
  ['0.0.0.0/0', '192.0.2.0/24', true],
  ['0.0.0.0/0', '2001:db8::/32', false],
  ['2001:db8::/33', '2001:db8:8000::/48', false],
])('%s contains %s: %s', (outer, inner, expected) => expect(contains(prefix(outer), prefix(inner))).toBe(expected));
