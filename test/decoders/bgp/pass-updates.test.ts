import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PassedUpdates, passUpdates } from '../../../src/decoders/bgp/pass-updates.ts';
import { AttributeType } from '../../../src/decoders/bgp/registry/attributes.ts';
import { createUpdateScan, scanUpdate } from '../../../src/decoders/bgp/scan-update.ts';
import { hasType } from '../../../src/decoders/bgp/scan-result.ts';
import { anyUpdate, mutated } from './arbitraries.ts';
import {
  address,
  asPath2,
  asPath4,
  attribute,
  FOUR_OCTET,
  type Octets,
  ORIGIN,
  prefix,
  TWO_OCTET,
  u16,
  update,
} from './encode.ts';
import { runs } from '../../arbitraries/runs.ts';

const RECEIVER_AS = 64_777;
const RECEIVER = '10.0.0.9';
const RECEIVER_IPV4 = 0x0a00_0009;

type Rules = Pick<PassedUpdates, 'asWidth' | 'passWideAs' | 'passLocalPref'>;

function pass(bytes: Uint8Array, rules: Partial<Rules> = {}) {
  const passed: PassedUpdates = {
    asWidth: 4,
    passWideAs: true,
    passLocalPref: true,
    receiverAs: RECEIVER_AS,
    receiverIpv4: RECEIVER_IPV4,
    messages: 0,
    prefixes: 0,
    ...rules,
  };
  return { to: passUpdates(bytes, 0, bytes.length, passed), ...passed };
}

/** Each is plain, or what one step from plain may look like. */
const anyAs = fc.constantFrom(
  64_512,
  64_520,
  3356,
  131_072,
  4_200_000_001,
  0,
  23_456,
  64_496,
  65_535,
  65_551,
  4_294_967_295,
  RECEIVER_AS,
);
const plainAs = fc.constantFrom(64_512, 3356, 131_072, 4_200_000_001);
const anyPath = fc.array(fc.oneof({ weight: 6, arbitrary: plainAs }, anyAs), { maxLength: 5 });
const anyNextHop = fc.constantFrom('10.0.0.1', '192.0.2.1', '0.0.0.1', '127.0.0.1', '224.0.0.5', RECEIVER);
const anyCommunity = fc.tuple(fc.constantFrom(64_512, 100, 0, 65_535), fc.constantFrom(1, 666, 65_281));
const anyPrefix = fc.constantFrom('10.1.0.0/16', '10.2.3.0/24', '0.0.0.0/0', '203.0.113.7/32');
const maybe = (one: fc.Arbitrary<Octets>) => fc.option(one, { nil: [], freq: 3 });
const nearlyPlain = (width: 2 | 4) =>
  fc
    .tuple(
      fc.constantFrom([0], [2], [3]),
      anyPath,
      anyNextHop,
      maybe(
        fc.constantFrom(attribute(0x80, 4, [0, 0, 0, 9]), attribute(0x80, 4, [0]), attribute(0xc0, 4, [0, 0, 0, 9])),
      ),
      maybe(fc.constant(attribute(0x40, 5, [0, 0, 0, 100]))),
      maybe(
        fc.array(anyCommunity, { maxLength: 3 }).map((all) =>
          attribute(
            0xc0,
            8,
            all.flat().flatMap((half) => [...u16(half)]),
          ),
        ),
      ),
      maybe(fc.constantFrom(attribute(0x50, 6), attribute(0xc0, 99, [1]), attribute(0x40, 1, [0]))),
      fc.array(anyPrefix, { maxLength: 4 }),
    )
    .map(([origin, path, nextHop, med, preference, communities, other, prefixes]) =>
      update({
        attributes: [
          ...attribute(0x40, 1, origin),
          ...(width === 4 ? asPath4(...path) : asPath2(...path.map((as) => as & 0xffff))),
          ...attribute(0x40, 3, address(nextHop)),
          ...[med, preference, communities, other].flat(),
        ],
        nlri: prefixes.flatMap((each) => [...prefix(each)]),
      }),
    );
const anyRules = fc.record({ passWideAs: fc.boolean(), passLocalPref: fc.boolean() });

describe('UPDATEs that are passed over', () => {
  test('are those in which a scan finds nothing but prefixes that are announced', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(FOUR_OCTET, TWO_OCTET).chain((context) => {
          const width = context.fourOctetAs ? 4 : 2;
          const one = fc.oneof(
            { weight: 6, arbitrary: nearlyPlain(width) },
            mutated(nearlyPlain(width)),
            anyUpdate(context),
          );
          return fc.tuple(fc.constant(context), fc.array(one, { minLength: 1, maxLength: 4 }));
        }),
        anyRules,
        ([context, messages], rules) => {
          const stream = Uint8Array.from(messages.flatMap((message) => [...message]));
          const passed = pass(stream, { ...rules, asWidth: context.fourOctetAs ? 4 : 2 });
          let at = 0;
          let prefixes = 0;
          for (let count = 0; count < passed.messages; count += 1) {
            const end = at + (((stream[at + 16] ?? 0) << 8) | (stream[at + 17] ?? 0));
            const scan = createUpdateScan();
            scan.receiverAs = RECEIVER_AS;
            scan.receiverIpv4 = RECEIVER_IPV4;
            scanUpdate(stream, at, end, context, scan);
            const hasLocalPref = hasType(scan, AttributeType.LOCAL_PREF);
            const { fault, withdrawn, reachFamily, unreachFamily, endOfRib, reservedAs, documentationAs } = scan;
            expect({ fault, withdrawn, reachFamily, unreachFamily, endOfRib, reservedAs, documentationAs }).toEqual({
              fault: null,
              withdrawn: 0,
              reachFamily: -1,
              unreachFamily: -1,
              endOfRib: -1,
              reservedAs: -1,
              documentationAs: -1,
            });
            expect(scan.isNotable).toBe(hasLocalPref);
            expect(hasLocalPref && !rules.passLocalPref).toBe(false);
            expect(scan.maxAs > 65_535 && !rules.passWideAs).toBe(false);
            prefixes += scan.announced;
            at = end;
          }
          expect(passed.to).toBe(at);
          expect(passed.prefixes).toBe(prefixes);
        },
      ),
      runs(150),
    );
  });

  const plain = update({
    attributes: [...ORIGIN, ...asPath4(64_512, 4_200_000_001), ...attribute(0x40, 3, address('10.0.0.1'))],
    nlri: [...prefix('10.1.0.0/16'), ...prefix('0.0.0.0/0')],
  });

  test('are passed over one after another, up to the one that is not whole', () => {
    const stream = Uint8Array.from([...plain, ...plain, ...plain.subarray(0, 40)]);
    expect(pass(stream)).toMatchObject({ to: 2 * plain.length, messages: 2, prefixes: 4 });
  });

  test('are none where a wide AS number or LOCAL_PREF would be the first', () => {
    expect(pass(plain, { passWideAs: false })).toMatchObject({ to: 0, messages: 0 });
    const internal = update({
      attributes: [
        ...ORIGIN,
        ...asPath4(),
        ...attribute(0x40, 3, address('10.0.0.1')),
        ...attribute(0x40, 5, [0, 0, 0, 100]),
      ],
      nlri: prefix('10.1.0.0/16'),
    });
    expect(pass(internal)).toMatchObject({ messages: 1 });
    expect(pass(internal, { passLocalPref: false })).toMatchObject({ messages: 0 });
  });
});
