/**
 * Flow specifications (RFC 8955 §4, RFC 8956 §3) and those of a VPN (RFC 8955 §8): components, each a type and what has to match.
 *
 *   +-------------------------+--------------------+--------+---------------+--------+-----
 *   | Length, 1 octet, from   | RD, 8 octets, only | Type 1 | Prefix, or    | Type 2 | …
 *   | 240 on 2 octets 0xfNNN  | of a VPN           | octet  | operators     |        |
 *   +-------------------------+--------------------+--------+---------------+--------+-----
 */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { Afi, formatPrefix } from '../../../net/prefix.ts';
import { TreatedError } from '../fault.ts';
import { Safi } from '../registry/address-families.ts';
import {
  bitmaskText,
  decodeTests,
  type FlowspecTest,
  FRAGMENT_BITS,
  numericText,
  TCP_FLAGS,
} from './flowspec-tests.ts';
import type { NlriFamily } from './nlri-decoder.ts';
import { decodeRouteDistinguisher } from './route-distinguisher.ts';

export interface FlowspecNlri {
  readonly kind: 'flowspec';
  readonly rd?: string;
  /** `dst 10.0.0.0/24, proto =6, port >=80&<=90|=443`: `&` binds stronger than `|`. `any` has no component. */
  readonly rule: string;
  readonly components: readonly FlowspecComponent[];
}

export interface FlowspecComponent {
  readonly type: number;
  readonly name: string;
  /** Of types 1 and 2. */
  readonly prefix?: string;
  /** IPv6: so many leading bits of the prefix may be anything; absent where it is none. */
  readonly offset?: number;
  /** Of all other types. */
  readonly tests?: readonly FlowspecTest[];
}

/** By type, which is the place in this list (https://www.iana.org/assignments/flow-spec). */
const IPV4_NAMES: readonly string[] = [
  '',
  'dst',
  'src',
  'proto',
  'port',
  'dst-port',
  'src-port',
  'icmp-type',
  'icmp-code',
  'tcp-flags',
  'length',
  'dscp',
  'fragment',
];
const IPV6_NAMES: readonly string[] = [...IPV4_NAMES.with(3, 'next-header'), 'flow-label'];

const Component = { DESTINATION: 1, SOURCE: 2, TCP_FLAGS: 9, FRAGMENT: 12 } as const;

export function decodeFlowspec(reader: ByteReader, { afi, safi }: NlriFamily): FlowspecNlri {
  const body = reader.sub(decodeLength(reader), 'flowSpecification');
  try {
    return decodeRule(body, afi, safi);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new TreatedError(error, 'treat-as-withdraw'); // RFC 8955 §10, RFC 7606 §3 j: where it ends is known
  }
}

const TWO_OCTETS = 0xf0;

function decodeLength(reader: ByteReader): number {
  const first = reader.u8('length');
  return first < TWO_OCTETS ? first : (first & 0x0f) * 256 + reader.u8('length');
}

function decodeRule(reader: ByteReader, afi: number, safi: number): FlowspecNlri {
  const rd = safi === Safi.FLOWSPEC_VPN ? { rd: reader.note(decodeRouteDistinguisher(reader)) } : {};
  const names = afi === Afi.IPv6 ? IPV6_NAMES : IPV4_NAMES;
  const components: FlowspecComponent[] = [];
  const parts: string[] = [];
  while (reader.remaining > 0) {
    const [component, text] = reader.group('component', () => decodeComponent(reader, afi, names, components.at(-1)));
    components.push(component);
    parts.push(`${component.name} ${text}`);
  }
  return { kind: 'flowspec', ...rd, rule: parts.length === 0 ? 'any' : parts.join(', '), components };
}

function decodeComponent(
  reader: ByteReader,
  afi: number,
  names: readonly string[],
  before: FlowspecComponent | undefined,
): readonly [FlowspecComponent, string] {
  const { offset } = reader;
  const type = reader.u8('componentType');
  const name = names[type] ?? '';
  if (name === '') throw new DecodeError('bgp.flowspec', 'componentType', offset, `is ${type}, which is not known`);
  reader.note(name);
  if (before !== undefined && before.type >= type)
    throw new DecodeError('bgp.flowspec', 'componentType', offset, `is ${type} after ${before.type}, not in order`);
  if (type === Component.DESTINATION || type === Component.SOURCE) {
    const prefix = afi === Afi.IPv6 ? decodeIpv6Prefix(reader) : decodeIpv4Prefix(reader);
    const text = prefix.offset === undefined ? prefix.prefix : `${prefix.prefix} offset ${prefix.offset}`;
    return [{ type, name, ...prefix }, text];
  }
  const tests = decodeTests(reader, type === Component.TCP_FLAGS || type === Component.FRAGMENT);
  return [{ type, name, tests }, reader.note(textOf(type, tests))];
}

function textOf(type: number, tests: readonly FlowspecTest[]): string {
  if (type === Component.TCP_FLAGS) return bitmaskText(tests, TCP_FLAGS);
  return type === Component.FRAGMENT ? bitmaskText(tests, FRAGMENT_BITS) : numericText(tests);
}

type Prefix = Pick<FlowspecComponent, 'offset'> & { readonly prefix: string };

/** RFC 8955 §4.2.2.1. */
function decodeIpv4Prefix(reader: ByteReader): Prefix {
  const bits = prefixLength(reader, 32);
  return { prefix: reader.note(formatPrefix(reader.bytes((bits + 7) >> 3, 'prefix'), 0, bits, Afi.IPv4)) };
}

/** RFC 8956 §3.1: the octets hold the bits from the offset to the length. */
function decodeIpv6Prefix(reader: ByteReader): Prefix {
  const at = reader.offset;
  const bits = prefixLength(reader, 128);
  const offset = reader.u8('offset');
  if (offset >= bits && offset + bits > 0)
    throw new DecodeError('bgp.flowspec', 'offset', at + 1, `is ${offset}, of a prefix of ${bits} bits`);
  const pattern = reader.bytes((bits - offset + 7) >> 3, 'pattern');
  const prefix = reader.note(formatPrefix(shifted(pattern, offset, bits), 0, bits, Afi.IPv6));
  return offset === 0 ? { prefix } : { prefix, offset };
}

function prefixLength(reader: ByteReader, max: number): number {
  const { offset } = reader;
  const bits = reader.u8('prefixLength');
  if (bits > max) throw new DecodeError('bgp.flowspec', 'prefixLength', offset, `is ${bits}, maximum ${max}`);
  return bits;
}

/** The first bit of `pattern` goes to bit `from` of an address. */
function shifted(pattern: Uint8Array, from: number, to: number): Uint8Array {
  const address = new Uint8Array(16);
  for (let bit = from; bit < to; bit++) {
    const index = bit - from;
    const isSet = ((pattern[index >> 3] ?? 0) >> (7 - (index & 7))) & 1;
    address[bit >> 3] = (address[bit >> 3] ?? 0) | (isSet << (7 - (bit & 7)));
  }
  return address;
}
