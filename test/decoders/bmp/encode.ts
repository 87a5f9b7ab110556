/** BMP messages to test with, put together octet by octet. */
import { type Octets, u16, u32 } from '../bgp/encode.ts';

export function bmp(type: number, ...body: readonly (Octets | Uint8Array)[]): Uint8Array {
  const octets = body.flatMap((part) => [...part]);
  return Uint8Array.from([3, ...u32(6 + octets.length), type, ...octets]);
}

export const tlv = (type: number, value: Octets | string): Octets => {
  const octets = typeof value === 'string' ? [...new TextEncoder().encode(value)] : value;
  return [...u16(type), ...u16(octets.length), ...octets];
};

const ipv4 = (...address: Octets): Octets => [...Array<number>(12).fill(0), ...address];

export interface PeerFields {
  readonly type: number;
  readonly flags: number;
  readonly distinguisher: Octets;
  readonly address: Octets;
  readonly seconds: number;
}

/** Unsaid: 10.0.0.2 of AS 65001, a global instance. */
export function peer(change: Partial<PeerFields> = {}): Octets {
  const fields = {
    type: 0,
    flags: 0,
    distinguisher: Array<number>(8).fill(0),
    address: ipv4(10, 0, 0, 2),
    seconds: 1_700_000_000,
  };
  const { type, flags, distinguisher, address, seconds } = { ...fields, ...change };
  return [type, flags, ...distinguisher, ...address, ...u32(65_001), 10, 0, 0, 2, ...u32(seconds), ...u32(250_000)];
}

/** The router is 10.0.0.1, which dialed. */
export const peerUp = (
  header: Octets,
  sent: Uint8Array,
  received: Uint8Array,
  ...more: readonly Octets[]
): Uint8Array => bmp(3, header, ipv4(10, 0, 0, 1), u16(40_000), u16(179), sent, received, ...more);
