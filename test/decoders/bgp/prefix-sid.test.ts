import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../src/decoders/bgp/decode-message.ts';
import { attribute, FOUR_OCTET, hex, MANDATORY, type Octets, prefix, update } from './encode.ts';

const decode = (octets: Octets) => {
  const attributes = [...MANDATORY, ...attribute(0xc0, 40, octets)];
  const decoded = decodeMessage(update({ attributes, nlri: prefix('10.0.0.0/8') }), FOUR_OCTET);
  if (decoded.type !== 'UPDATE') throw new Error(decoded.type);
  return { value: decoded.update.attributes.at(-1)?.value, fault: decoded.fault };
};
const SID = '20010db8009100000000000000000000';

describe('BGP Prefix-SID (RFC 8669, RFC 9252)', () => {
  test('Label-Index and Originator SRGB', () => {
    expect(decode(hex('01 0007 00 0000 00000064  03 000e 0000 003e80 001f40 00c350 000064'))).toEqual({
      fault: null,
      value: [
        { type: 1, name: 'Label-Index', value: { flags: 0, labelIndex: 100 } },
        {
          type: 3,
          name: 'Originator SRGB',
          value: {
            flags: 0,
            srgb: [
              { base: 16_000, range: 8000 },
              { base: 50_000, range: 100 },
            ],
          },
        },
      ],
    });
  });

  test('SRv6 L3 Service', () => {
    expect(decode(hex(`05 0022 00 01 001e 00 ${SID} 00 003f 00 01 0006 20 10 10 00 10 30`))).toEqual({
      fault: null,
      value: [
        {
          type: 5,
          name: 'SRv6 L3 Service',
          value: [
            {
              type: 1,
              name: 'SRv6 SID Information',
              value: {
                sid: '2001:db8:91::',
                flags: 0,
                endpointBehavior: 0x3f,
                endpointBehaviorName: 'End.DT4 with NEXT-CSID',
                subSubTlvs: [
                  {
                    type: 1,
                    name: 'SRv6 SID Structure',
                    value: {
                      locatorBlockLength: 32,
                      locatorNodeLength: 16,
                      functionLength: 16,
                      argumentLength: 0,
                      transpositionLength: 16,
                      transpositionOffset: 48,
                    },
                  },
                ],
              },
            },
          ],
        },
      ],
    });
  });

  test('keeps TLVs, Sub-TLVs and Sub-Sub-TLVs of unknown types raw', () => {
    expect(decode(hex('63 0002 abcd')).value).toEqual([{ type: 99, name: 'unknown (99 / 0x63)', value: 'abcd' }]);
    expect(decode(hex('06 0005 00 63 0001 ab'))).toMatchObject({ fault: null, value: [{ value: [{ value: 'ab' }] }] });
    expect(decode(hex(`06 001d 00 01 0019 00 ${SID} 00 0017 00 63 0001 ab`))).toMatchObject({ fault: null });
  });

  test.each([
    ['nothing in it', ''],
    ['a Label-Index of 6 octets', '01 0006 00 0000 000064'],
    ['an Originator SRGB without a range', '03 0002 0000'],
    ['an Originator SRGB with half a range', '03 000b 0000 003e80 001f40 00c350'],
    ['a TLV over the end', '01 0008 00 0000 00000064'],
    ['half a TLV header', '01 00'],
  ])('%s: the attribute is discarded (RFC 8669 §6)', (_, octets) => {
    expect(decode(hex(octets)).fault).toMatchObject({ treatment: 'attribute-discard' });
  });

  test.each([
    ['an SRv6 L3 Service TLV of no octets', '05 0000'],
    ['one over the end', '05 0022 00'],
    ['an SRv6 L2 Service TLV with a short Sub-TLV', '06 0006 00 01 0002 0000'],
    ['a Sub-TLV over the end', '05 0005 00 63 0002 ab'],
    ['a SID Structure of 5 octets', `05 0021 00 01 001d 00 ${SID} 00 003f 00 01 0005 20 10 10 00 10`],
  ])('%s: treat-as-withdraw (RFC 9252 §7)', (_, octets) => {
    expect(decode(hex(octets)).fault).toMatchObject({ treatment: 'treat-as-withdraw' });
  });
});
