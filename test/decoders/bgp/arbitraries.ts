/** Messages as daemons might send them, and such with octets changed. */
import * as fc from 'fast-check';
import type { DecodeContext } from '../../../src/decoders/bgp/message.ts';
import {
  asPath2,
  asPath4,
  attribute,
  capability,
  FOUR_OCTET,
  message,
  MULTI_PATH,
  notification,
  type Octets,
  open,
  parameter,
  TWO_OCTET,
  u16,
  u32,
  update,
} from './encode.ts';

const octet = fc.nat({ max: 255 });
const octets = (minLength: number, maxLength = minLength): fc.Arbitrary<Octets> =>
  fc.array(octet, { minLength, maxLength });
const u32s = fc.nat({ max: 0xffff_ffff });

export const anyContext: fc.Arbitrary<DecodeContext> = fc.constantFrom(TWO_OCTET, FOUR_OCTET, MULTI_PATH);

const anyNlri = (maxBits: number, pathIds: boolean): fc.Arbitrary<Octets> =>
  fc
    .array(
      fc
        .nat({ max: maxBits })
        .chain((bits) =>
          fc.tuple(u32s, octets((bits + 7) >> 3)).map(([id, prefix]) => [...(pathIds ? u32(id) : []), bits, ...prefix]),
        ),
      { maxLength: 6 },
    )
    .map((all) => all.flat());

const anyAsPath = (width: 2 | 4): fc.Arbitrary<Octets> =>
  fc
    .array(fc.oneof(fc.constantFrom(0, 23_456, 64_496, 65_535, 65_536, 4_294_967_295), u32s), { maxLength: 5 })
    .map((asns) => (width === 4 ? asPath4(...asns) : asPath2(...asns.map((as) => as % 0x1_0000))));

const optional = (value: fc.Arbitrary<Octets>): fc.Arbitrary<Octets> => fc.oneof(fc.constant([]), value);

const anyMpReach = ({ addPath }: DecodeContext): fc.Arbitrary<Octets> =>
  fc.oneof(
    fc
      .tuple(octets(16), anyNlri(128, addPath.has(513)))
      .map(([nextHop, nlri]) => attribute(0x80, 14, u16(2), [1, 16], nextHop, [0], nlri)),
    fc
      .tuple(octets(32), anyNlri(32, addPath.has(257)))
      .map(([nextHop, nlri]) => attribute(0x80, 14, u16(1), [1, 32], nextHop, [0], nlri)),
    fc
      .tuple(octets(4), octets(0, 30))
      .map(([nextHop, nlri]) => attribute(0x80, 14, u16(1), [66, 4], nextHop, [0], nlri)),
  );

const anyMpUnreach = ({ addPath }: DecodeContext): fc.Arbitrary<Octets> =>
  fc.oneof(
    anyNlri(128, addPath.has(513)).map((nlri) => attribute(0x80, 15, u16(2), [1], nlri)),
    octets(0, 20).map((nlri) => attribute(0x80, 15, u16(1), [66], nlri)),
  );

/** Well-formed in `context`. */
export function anyUpdate(context: DecodeContext): fc.Arbitrary<Uint8Array> {
  const width = context.fourOctetAs ? 4 : 2;
  const pathIds = context.addPath.has(257);
  return fc
    .record({
      withdrawn: anyNlri(32, pathIds),
      nlri: anyNlri(32, pathIds),
      mandatory: fc
        .tuple(fc.nat({ max: 2 }), anyAsPath(width), octets(4))
        .map(([origin, path, nextHop]) => [...attribute(0x40, 1, [origin]), ...path, ...attribute(0x40, 3, nextHop)]),
      more: fc.tuple(
        optional(octets(4).map((metric) => attribute(0x80, 4, metric))),
        optional(octets(4).map((preference) => attribute(0x40, 5, preference))),
        optional(fc.constant(attribute(0x40, 6))),
        optional(octets(width + 4).map((aggregator) => attribute(0xc0, 7, aggregator))),
        optional(octets(8).map((communities) => attribute(0xc0, 8, communities))),
        optional(octets(4).map((id) => attribute(0x80, 9, id))),
        optional(octets(12).map((clusters) => attribute(0x80, 10, clusters))),
        optional(anyMpReach(context)),
        optional(anyMpUnreach(context)),
        optional(u32s.map((as) => attribute(0xc0, 17, [2, 1], u32(as)))),
        optional(octets(8).map((aggregator) => attribute(0xc0, 18, aggregator))),
        optional(octets(16).map((communities) => attribute(0xc0, 16, communities))),
        optional(octets(8).map((endpoint) => attribute(0xc0, 22, [0, 6, 0, 0, 0], endpoint.slice(0, 4)))),
        optional(octets(20).map((communities) => attribute(0xc0, 25, communities))),
        optional(octets(8).map((metric) => attribute(0x80, 26, [1, 0, 11], metric))),
        optional(octets(24).map((communities) => attribute(0xc0, 32, communities))),
        optional(octets(4).map((as) => attribute(0xc0, 35, as))),
        optional(octets(14).map((domains) => attribute(0xc0, 36, [2], domains))),
        optional(octets(4).map((source) => attribute(0xc0, 38, [1, 0, 0, 0, 9, 1, 4], source))),
        optional(u32s.map((as) => attribute(0xc0, 128, u32(as), attribute(0x40, 1, [0]), asPath4(as)))),
        optional(octets(0, 300).map((value) => attribute(0xc0, 99, value))),
      ),
    })
    .map(({ withdrawn, nlri, mandatory, more }) =>
      update({ withdrawn, nlri, attributes: [...mandatory, ...more.flat()] }),
    );
}

const anyOpen = fc
  .array(
    fc.tuple(octet, octets(0, 12)).map(([code, value]) => capability(code, value)),
    { maxLength: 8 },
  )
  .map((capabilities) => open(capabilities.flatMap((one) => parameter(2, one))));
const anyNotification = fc
  .tuple(fc.nat({ max: 10 }), fc.nat({ max: 12 }), octets(0, 20))
  .map(([code, subcode, data]) => notification(code, subcode, data));
const anyRouteRefresh = octets(4).map((body) => message(5, body));

export const anyMessage: fc.Arbitrary<Uint8Array> = fc.oneof(
  anyOpen,
  anyNotification,
  anyRouteRefresh,
  fc.constant(message(4)),
  anyContext.chain(anyUpdate),
);

/** With up to three octets changed, and perhaps cut; the length field is right or not. */
export const mutated = (original: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(original, fc.array(fc.tuple(fc.nat(), octet), { maxLength: 3 }), fc.option(fc.nat()), fc.boolean())
    .map(([bytes, changes, cut, repaired]) => {
      const changed = cut === null ? bytes.slice() : bytes.slice(0, Math.max(23, cut % (bytes.length + 1)));
      for (const [at, value] of changes)
        changed[repaired ? 19 + (at % Math.max(1, changed.length - 19)) : at % changed.length] = value;
      if (repaired && changed.length >= 19) changed.set(u16(changed.length), 16);
      return changed;
    });
