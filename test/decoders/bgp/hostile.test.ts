/** Attributes and NLRI that are lists within lists: whatever their octets, there is a value, and it comes soon. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../src/decoders/bgp/decode-message.ts';
import { createUpdateScan, scanUpdate } from '../../../src/decoders/bgp/scan-update.ts';
import { asPath4, attribute, FOUR_OCTET, hex, MANDATORY, type Octets, ORIGIN, prefix, u16, update } from './encode.ts';

const SID = '20010db8000000000000000000000001';

/** Well-formed, of attribute 23, 29 and 40. */
const VALUES: readonly (readonly [type: number, value: Octets])[] = [
  [23, hex('0008 0016 060a 00000000 0001 c0000201 0408 030b 0000 00000064')],
  [23, hex('000f 0020 0c06 0000 00000064 80 0011 00 0906 0000 0000000a 0106 0000 03e80100 82 0001 00')],
  [29, hex(`0402 0002 7231 040a 000c 8000 001f40 0489 0003 003e80 0452 001e 0005 0000 0000 ${SID} 04e4 0004 20101000`)],
  [40, hex(`01 0007 00 0000 00000064 05 0022 00 01 001e 00 ${SID} 00 003f 00 01 0006 20 10 10 00 10 30`)],
];

/** Well-formed, by AFI and SAFI. */
const NLRI: readonly (readonly [afi: number, safi: number, nlri: Octets])[] = [
  [1, 133, hex('0d 01 18 c00002 04 03 50 c5 5a 06 81 01 0b 01 18 c00002 03 81 06 04 81 19')],
  [2, 133, hex('12 01 68 40 123456789a 02 20 00 20010db8 03 81 06')],
  [1, 134, hex('0d 0000fc0000000064 01 18 c00002')],
  [1, 73, hex('60 00000001 00000064 c0000201')],
  [16_388, 71, hex('0001 0021 03 0000000000000007 0100 0014 0200 0004 0000fc00 0203 0008 0a0000020a000009')],
  [16_388, 72, hex('0003 0019 0000fc0000000064 03 0000000000000007 0109 0004 12 0a0140')],
];

/** `original` with some octets changed, cut or followed by others; or any octets. */
const spoilt = (original: Octets): fc.Arbitrary<Octets> => {
  const octets = fc.array(fc.nat({ max: 255 }), { maxLength: 60 });
  const changes = fc.array(fc.tuple(fc.nat({ max: original.length - 1 }), fc.nat({ max: 255 })), { maxLength: 4 });
  const changed = fc
    .tuple(changes, fc.nat({ max: original.length }), fc.oneof(fc.constant([]), octets))
    .map(([all, cut, more]) => {
      const copy = [...original];
      for (const [at, octet] of all) copy[at] = octet;
      return [...copy.slice(0, cut), ...more];
    });
  return fc.oneof(changed, octets);
};

/** Both ways of reading agree, and what has no fault was read. */
function expectValue(message: Uint8Array, type: number): void {
  const decoded = decodeMessage(message, FOUR_OCTET);
  if (decoded.type !== 'UPDATE') throw new Error(decoded.type);
  const scan = createUpdateScan();
  scanUpdate(message, 0, message.length, FOUR_OCTET, scan);
  expect(scan.fault).toEqual(decoded.fault);
  const value = decoded.update.attributes.find((one) => one.type === type)?.value;
  if (decoded.fault === null) expect(value).toBeTypeOf('object');
  JSON.stringify(value);
}

const inAttribute = (type: number, value: Octets): Uint8Array =>
  update({
    attributes: [...MANDATORY, ...attribute(type === 29 ? 0x80 : 0xc0, type, value)],
    nlri: prefix('10.0.0.0/8'),
  });
const inReach = (afi: number, safi: number, nlri: Octets): Uint8Array =>
  update({ attributes: [...ORIGIN, ...asPath4(), ...attribute(0x80, 14, u16(afi), [safi, 0, 0], nlri)] });

describe('whatever the octets', () => {
  test.each(VALUES)('attribute %i', (type, value) => {
    expect(decodeMessage(inAttribute(type, value), FOUR_OCTET).fault).toBeNull();
    fc.assert(fc.property(spoilt(value), (octets) => expectValue(inAttribute(type, octets), type)));
  });

  test.each(NLRI)('NLRI of %i/%i', (afi, safi, nlri) => {
    expect(decodeMessage(inReach(afi, safi, nlri), FOUR_OCTET).fault).toBeNull();
    fc.assert(fc.property(spoilt(nlri), (octets) => expectValue(inReach(afi, safi, octets), 14)));
  });

  test('60,000 octets of empty TLVs, of TLVs within TLVs and of operators end', () => {
    const zeros = Array<number>(60_000).fill(0);
    expectValue(inAttribute(29, zeros), 29);
    expectValue(inAttribute(23, zeros), 23);
    expectValue(inAttribute(40, zeros), 40);
    expectValue(inReach(1, 133, zeros), 14);
    expectValue(inReach(16_388, 71, zeros), 14);
    const nested = Array.from({ length: 10_000 }, (_, depth) => [...u16(1106), ...u16(59_996 - 4 * depth)]).flat();
    expectValue(inAttribute(29, nested), 29);
  });
});
