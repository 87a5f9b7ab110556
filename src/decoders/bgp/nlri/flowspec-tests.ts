/**
 * What a flow specification's component asks of a packet's field (RFC 8955 §4.2.1): operators, each with a value.
 *
 *   +---+---+-------+---+-----------------------------+-----------------------+
 *   | e | a |  len  | 0 | numeric: <, >, =            | Value, 1 << len       |
 *   |   |   |       |   | bitmask: 0, not, match      | octets                |
 *   +---+---+-------+---+-----------------------------+-----------------------+
 */
import type { ByteReader } from '../../../bytes/reader.ts';
import { readNumber, readU64 } from '../read-fields.ts';

export interface FlowspecTest {
  /** It has to hold together with the one before; otherwise either may. */
  readonly and: boolean;
  /** Numeric: `=`, `>=`, … `true`, `false`. Bits: `` any of them is set, `=` all are, `!` none is, `!=` not all are. */
  readonly op: string;
  /** Decimal text where a number would not be exact. */
  readonly value: number | string;
}

const END = 0x80;
const AND = 0x40;
const NUMERIC = ['false', '=', '>', '>=', '<', '<=', '!=', 'true'];
const BITMASK = ['', '=', '!', '!='];

/** Up to the one that says it is the last. */
export function decodeTests(reader: ByteReader, bitmask: boolean): readonly FlowspecTest[] {
  const tests: FlowspecTest[] = [];
  let operator = 0;
  do {
    operator = reader.u8('operator');
    const op = (bitmask ? BITMASK[operator & 3] : NUMERIC[operator & 7]) ?? '';
    const and = tests.length > 0 && (operator & AND) !== 0; // of the first one it means nothing
    tests.push({ and, op, value: decodeValue(reader, 1 << ((operator >> 4) & 3)) });
  } while ((operator & END) === 0);
  return tests;
}

function decodeValue(reader: ByteReader, octets: number): number | string {
  if (octets < 8) return readNumber(reader, octets, 'value');
  const digits = readU64(reader, 'value');
  return Number.isSafeInteger(Number(digits)) ? Number(digits) : digits;
}

/** `>=80&<=90|=443`. */
export function numericText(tests: readonly FlowspecTest[]): string {
  return joined(tests, ({ op, value }) => (op === 'true' || op === 'false' ? op : `${op}${value}`));
}

/** `=SYN+ACK|!FIN`; bits without a name are a number. */
export function bitmaskText(tests: readonly FlowspecTest[], names: readonly string[]): string {
  return joined(tests, ({ op, value }) => op + bitNames(Number(value), names));
}

/** From the least significant bit on. */
export const TCP_FLAGS: readonly string[] = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'];
/** Don't fragment, is a fragment, first fragment, last fragment (RFC 8955 §4.2.2.12). */
export const FRAGMENT_BITS: readonly string[] = ['DF', 'IsF', 'FF', 'LF'];

function bitNames(value: number, names: readonly string[]): string {
  const set = names.filter((_, bit) => (value & (1 << bit)) !== 0);
  const rest = value - names.reduce((sum, _, bit) => sum + (value & (1 << bit)), 0);
  return [...set, ...(rest > 0 || set.length === 0 ? [String(rest)] : [])].join('+');
}

function joined(tests: readonly FlowspecTest[], textOf: (test: FlowspecTest) => string): string {
  return tests.map((test, index) => (index === 0 ? '' : test.and ? '&' : '|') + textOf(test)).join('');
}
