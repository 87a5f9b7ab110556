/** NLRI of each family in src/decoders/bgp/nlri: what its octets say, and what breaks its format. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../../src/decoders/bgp/decode-message.ts';
import type { MessageFault } from '../../../../src/decoders/bgp/fault.ts';
import type { DecodeContext } from '../../../../src/decoders/bgp/message.ts';
import { FAMILY_DECODERS } from '../../../../src/decoders/bgp/nlri/family-decoders.ts';
import { createUpdateScan, scanUpdate } from '../../../../src/decoders/bgp/scan-update.ts';
import { asPath4, attribute, FOUR_OCTET, hex, type Octets, ORIGIN, u16, update } from '../encode.ts';
import { RD, ROUTES } from './routes.ts';
import { runs } from '../../../arbitraries/runs.ts';

const withPathIds = (family: number): DecodeContext => ({ fourOctetAs: true, addPath: new Set([family]) });

const NEXT_HOP = hex('04 0a000001 00');
const reach = (family: number, nlri: Octets): Uint8Array => {
  const value = attribute(0x80, 14, u16(family >> 8), [family & 0xff], NEXT_HOP, nlri);
  return update({ attributes: [...ORIGIN, ...asPath4(64_512), ...value] });
};
const unreach = (family: number, nlri: Octets): Uint8Array =>
  update({ attributes: attribute(0x80, 15, u16(family >> 8), [family & 0xff], nlri) });

function read(
  bytes: Uint8Array,
  context = FOUR_OCTET,
): { readonly value: unknown; readonly fault: MessageFault | null } {
  const message = decodeMessage(bytes, context);
  if (message.type !== 'UPDATE') throw new Error(`decoded as ${message.type}`);
  return { value: message.update.attributes.at(-1)?.value, fault: message.fault };
}

const scanOf = (bytes: Uint8Array, context = FOUR_OCTET) => {
  const scan = createUpdateScan();
  scanUpdate(bytes, 0, bytes.length, context, scan);
  return scan;
};

describe.each(ROUTES)('$name', ({ family, octets, value }) => {
  test('announced', () => {
    expect(read(reach(family, octets))).toMatchObject({ value: { nlri: [value] }, fault: null });
  });

  test('two of them, behind path identifiers', () => {
    const nlri = [...hex('00000001'), ...octets, ...hex('00000002'), ...octets];
    const bytes = reach(family, nlri);
    expect(read(bytes, withPathIds(family))).toMatchObject({
      value: {
        nlri: [
          { ...value, pathId: 1 },
          { ...value, pathId: 2 },
        ],
      },
      fault: null,
    });
    expect(scanOf(bytes, withPathIds(family))).toMatchObject({ reachFamily: family, reachCount: 2, fault: null });
  });

  test('cut short anywhere is a fault', () => {
    for (let length = 1; length < octets.length; length++) {
      const { value: raw, fault } = read(reach(family, octets.slice(0, length)));
      expect(fault).toMatchObject({ treatment: 'session-reset', answer: { code: 3, subcode: 9 } });
      expect(raw).toBeTypeOf('string');
      expect(scanOf(reach(family, octets.slice(0, length))).fault).toEqual(fault);
    }
  });
});

test('every family that has a decoder is tested', () => {
  const tested = new Set(ROUTES.map(({ family }) => String(family)));
  expect(Object.keys(FAMILY_DECODERS).filter((family) => OURS.has(family) && !tested.has(family))).toEqual([]);
});
const OURS = new Set(
  [
    [1, 4],
    [2, 4],
    [1, 5],
    [2, 5],
    [25, 65],
    [25, 70],
    [1, 85],
    [2, 85],
    [1, 128],
    [2, 128],
    [1, 129],
    [2, 129],
    [1, 132],
  ].map(([afi = 0, safi = 0]) => String(afi * 256 + safi)),
);

describe('withdrawn labels', () => {
  test.each([
    ['as RFC 8277 §2.4 writes them', '30 800000 0af400', []],
    ['as some do', '30 000000 0af400', []],
    ['the labels themselves', '30 000641 0af400', [100]],
    ['a label that is not marked as the last', '30 000640 0af400', [100]],
  ])('%s', (_, nlri, labels) => {
    expect(read(unreach(260, hex(nlri)))).toEqual({
      value: { afi: 1, safi: 4, withdrawn: [{ prefix: '10.244.0.0/24', labels }] },
      fault: null,
    });
  });

  test('an announcement of explicit null goes on to the bottom of the stack', () => {
    expect(read(reach(260, hex('48 000000 000641 0af401')))).toMatchObject({
      value: { nlri: [{ prefix: '10.244.1.0/24', labels: [0, 100] }] },
    });
  });
});

describe('what breaks the format', () => {
  test.each([
    ['a labelled prefix without room for its label', 260, '10 0006', 'label: needs 3 bytes, 2 left'],
    [
      'one longer than an address',
      260,
      '39 000641 0af40100 80',
      'is 57, of which 24 bits are no prefix, whose maximum is 32',
    ],
    ['one shorter than its labels', 260, '14 000641', 'is 20, of which 24 bits are no prefix'],
    ['a VPN prefix without an RD', 384, '30 000101 0af401', 'rd: needs 8 bytes, 3 left'],
    [
      'a MAC address of 47 bits',
      6470,
      `02 21 ${RD} 00000000000000000000 00000000 2f 0242ac110002 00 000064`,
      'is 47, not 48',
    ],
    ['an IP address of 31 bits', 6470, `03 11 ${RD} 00000000 1f 0a000001`, 'is 31, none of 0, 32 and 128'],
    [
      'a route longer than its fields',
      6470,
      `03 12 ${RD} 00000000 20 0a000001 00`,
      'leaves 1 octets behind the last field',
    ],
    ['an IP prefix route of 35 octets', 6470, `05 23 ${RD} ${'00'.repeat(27)}`, 'prefix: needs 16 bytes'],
    ['a prefix of 33 bits', 6470, `05 22 ${RD} ${'00'.repeat(14)} 21 ${'00'.repeat(11)}`, 'is 33, maximum 32'],
    ['a leaf whose key is longer than it', 6470, '0b 05 0311 000000', 'of 17 octets, 3 left'],
    ['an originator of 5 octets', 261, `01 0d ${RD} 0a00000100`, 'is 5 octets, neither 4 nor 16'],
    ['a VPLS route of 13 octets', 6465, `000d ${RD} 0a00000100`, 'is 13, neither 12 nor 17 and more'],
    ['a route target of 31 bits', 388, '1f 0000fc00', 'is 31, neither 0 nor 32 to 96'],
    ['a route target of 97 bits', 388, `61 0000fc00 ${'00'.repeat(9)}`, 'is 97, neither 0 nor 32 to 96'],
    ['an endpoint of 65 bits', 341, `01 0004 11 ${RD} 41 0a000001 00003039`, 'is 65, not 32 to 64'],
  ])('%s', (_, family, nlri, reason) => {
    const { fault } = read(reach(family, hex(nlri)));
    expect(fault?.reason).toContain(reason);
    expect(fault).toMatchObject({ treatment: 'session-reset', answer: { code: 3, subcode: 9 } });
  });
});

test('arbitrary octets of any family give a value, and scan and decoder agree', () => {
  const families = fc.constantFrom(...Object.keys(FAMILY_DECODERS).map(Number));
  const octets = fc.array(fc.nat({ max: 255 }), { maxLength: 80 });
  fc.assert(
    fc.property(families, octets, fc.boolean(), fc.boolean(), (family, nlri, pathIds, withdrawn) => {
      const context = pathIds ? withPathIds(family) : FOUR_OCTET;
      const bytes = withdrawn ? unreach(family, nlri) : reach(family, nlri);
      const { value, fault } = read(bytes, context);
      const scan = scanOf(bytes, context);
      expect(scan.fault).toEqual(fault);
      if (fault !== null) return;
      expect(value).toMatchObject({
        [withdrawn ? 'withdrawn' : 'nlri']: { length: withdrawn ? scan.unreachCount : scan.reachCount },
      });
    }),
    runs(800),
  );
});
