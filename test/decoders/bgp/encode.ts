/** Messages to test with, put together octet by octet. */
import type { DecodeContext } from '../../../src/decoders/bgp/message.ts';

export type Octets = readonly number[];

export const TWO_OCTET: DecodeContext = { fourOctetAs: false, addPath: new Set() };
export const FOUR_OCTET: DecodeContext = { fourOctetAs: true, addPath: new Set() };
/** ADD-PATH for IPv4 and IPv6 unicast. */
export const MULTI_PATH: DecodeContext = { fourOctetAs: true, addPath: new Set([257, 513]) };

export const hex = (text: string): Octets => [...Buffer.from(text.replaceAll(' ', ''), 'hex')];
export const u16 = (value: number): Octets => [value >> 8, value & 0xff];
export const u32 = (value: number): Octets => [...u16(Math.floor(value / 0x1_0000)), ...u16(value % 0x1_0000)];
export const address = (text: string): Octets => text.split('.').map(Number);

export function message(type: number, ...body: readonly Octets[]): Uint8Array {
  const octets = body.flat();
  return Uint8Array.from([...Array<number>(16).fill(255), ...u16(19 + octets.length), type, ...octets]);
}

export const capability = (code: number, ...value: readonly Octets[]): Octets => [
  code,
  value.flat().length,
  ...value.flat(),
];
export const parameter = (type: number, ...value: readonly Octets[]): Octets => [
  type,
  value.flat().length,
  ...value.flat(),
];

export interface OpenFields {
  readonly version: number;
  readonly myAs: number;
  readonly holdTime: number;
  readonly bgpId: string;
}
const OPEN: OpenFields = { version: 4, myAs: 64_512, holdTime: 90, bgpId: '10.0.0.1' };

export function open(parameters: Octets, change: Partial<OpenFields> = {}): Uint8Array {
  const { version, myAs, holdTime, bgpId } = { ...OPEN, ...change };
  return message(1, [version], u16(myAs), u16(holdTime), address(bgpId), [parameters.length], parameters);
}

export const notification = (code: number, subcode: number, data: Octets = []): Uint8Array =>
  message(3, [code, subcode], data);

/** The Extended Length flag is set where the value needs it. */
export function attribute(flags: number, type: number, ...value: readonly Octets[]): Octets {
  const octets = value.flat();
  return octets.length > 255
    ? [flags | 0x10, type, ...u16(octets.length), ...octets]
    : [flags, type, octets.length, ...octets];
}

export interface UpdateFields {
  readonly withdrawn: Octets;
  readonly attributes: Octets;
  readonly nlri: Octets;
}
export function update({ withdrawn = [], attributes = [], nlri = [] }: Partial<UpdateFields>): Uint8Array {
  return message(2, u16(withdrawn.length), withdrawn, u16(attributes.length), attributes, nlri);
}

export const prefix = (text: string): Octets => {
  const [ip = '', bits = ''] = text.split('/');
  return [Number(bits), ...address(ip).slice(0, (Number(bits) + 7) >> 3)];
};

export const ORIGIN: Octets = attribute(0x40, 1, [0]);
export const NEXT_HOP: Octets = attribute(0x40, 3, address('10.0.0.1'));
export const asPath4 = (...asns: readonly number[]): Octets =>
  attribute(0x40, 2, asns.length === 0 ? [] : [2, asns.length, ...asns.flatMap(u32)]);
export const asPath2 = (...asns: readonly number[]): Octets =>
  attribute(0x40, 2, asns.length === 0 ? [] : [2, asns.length, ...asns.flatMap(u16)]);
/** What every route of IPv4 unicast must have. */
export const MANDATORY: Octets = [...ORIGIN, ...asPath4(64_512), ...NEXT_HOP];
