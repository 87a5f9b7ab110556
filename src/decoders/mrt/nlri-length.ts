import type { ByteReader } from '../../bytes/reader.ts';

/** The header of NLRI that tell their length: how many octets, and what they say of the octets behind them. */
interface LengthRule {
  readonly header: number;
  readonly rest: (reader: ByteReader) => number;
}

const PATH_ID_LENGTH = 4;

const inBits: LengthRule = { header: 1, rest: (reader) => (reader.u8('nlriLength') + 7) >> 3 };
/** Type or kind first, then a length in octets. */
const behind = (octets: number, width: 1 | 2): LengthRule => ({
  header: octets + width,
  rest: (reader) => {
    reader.bytes(octets, 'nlriType');
    return width === 1 ? reader.u8('nlriLength') : reader.u16('nlriLength');
  },
});

/** By SAFI; those that are not here begin with a length in bits. */
const RULES: Readonly<Record<number, LengthRule>> = {
  5: behind(1, 1), // RFC 6514 §4
  65: behind(0, 2), // RFC 4761 §3.2.2
  70: behind(1, 1), // RFC 7432 §7
  71: behind(2, 2), // RFC 9552 §5.2
  72: behind(2, 2),
  85: behind(3, 1), // draft-ietf-bess-mup-safi
};

const FLOWSPEC: ReadonlySet<number> = new Set([133, 134]);
const TWO_OCTETS = 0xf0; // RFC 8955 §4.1: a length of 240 and more takes two octets

/** Octets of the one NLRI that `reader` stands at, in a family that may be any. `reader` is used up. */
export function nlriLength(reader: ByteReader, safi: number, pathId: boolean): number {
  const before = pathId ? PATH_ID_LENGTH : 0;
  reader.bytes(before, 'pathIdentifier');
  if (FLOWSPEC.has(safi)) {
    const first = reader.u8('nlriLength');
    return before + (first < TWO_OCTETS ? 1 + first : 2 + (((first & 0x0f) << 8) | reader.u8('nlriLength')));
  }
  const { header, rest } = RULES[safi] ?? inBits;
  return before + header + rest(reader);
}
