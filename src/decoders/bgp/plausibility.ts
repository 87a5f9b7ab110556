/** How far-fetched a reading of octets is whose form the capture does not tell: 0 for what networks say, `MISFIT` for what breaks the format. */
import { DecodeError } from '../../bytes/reader.ts';
import { countFamilyNlri } from './nlri/decode-nlri.ts';
import { addressBits } from './scan-nlri.ts';
import { u16, u32, u8 } from '../../net/octets.ts';

export const MISFIT = 1000;
const ODD = 20;
const RARE = 5;

const MAX_SEGMENT_TYPE = 4;
/** Above what registries have given out, and below what is for private use (RFC 6996). */
const FIRST_UNUSED_AS = 1_000_000;
const FIRST_PRIVATE_AS = 4_200_000_000;

/** Of AS_PATH with numbers of `width` octets. */
export function pathCost(bytes: Uint8Array, from: number, end: number, width: 2 | 4): number {
  let cost = 0;
  let at = from;
  while (at < end) {
    const type = u8(bytes, at);
    const next = at + 2 + u8(bytes, at + 1) * width;
    if (at + 2 >= next || next > end || type === 0 || type > MAX_SEGMENT_TYPE) return MISFIT;
    for (let asAt = at + 2; asAt < next; asAt += width) {
      cost += asCost(width === 4 ? u32(bytes, asAt) : u16(bytes, asAt));
    }
    at = next;
  }
  return Math.min(cost, MISFIT - 1);
}

/** AS 0 is in no path (RFC 7607). */
const asCost = (as: number): number => (as === 0 || (as >= FIRST_UNUSED_AS && as < FIRST_PRIVATE_AS) ? ODD : 0);

/** Of NLRI, with path identifiers or without. Families other than unicast and multicast fit or don't. */
export function nlriCost(
  bytes: Uint8Array,
  from: number,
  end: number,
  family: number,
  withdrawn: boolean,
  pathIds: boolean,
): number {
  const afi = family >> 8;
  const safi = family & 0xff;
  const maxBits = addressBits(afi, safi);
  if (maxBits > 0) return prefixesCost(bytes, from, end, maxBits, pathIds);
  try {
    const addPath = new Set(pathIds ? [family] : []);
    countFamilyNlri(bytes, 0, from, end, { afi, safi, withdrawn }, { fourOctetAs: true, addPath });
    return 0;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return MISFIT;
  }
}

function prefixesCost(bytes: Uint8Array, from: number, end: number, maxBits: number, pathIds: boolean): number {
  let cost = 0;
  let defaults = 0;
  let at = from;
  while (at < end) {
    if (pathIds) cost += pathIdCost(u32(bytes, at));
    const prefixAt = at + (pathIds ? 5 : 1);
    const bits = u8(bytes, prefixAt - 1);
    const next = prefixAt + ((bits + 7) >> 3);
    if (bits > maxBits || next > end) return MISFIT;
    // The default route has company of its own kind only under other path identifiers.
    if (bits === 0) cost += defaults++ > 0 && !pathIds ? ODD : 0;
    else cost += prefixCost(bytes, prefixAt, bits, maxBits);
    at = next;
  }
  return Math.min(cost, MISFIT - 1);
}

/** Daemons count them; some write an address. */
const pathIdCost = (id: number): number => (id > 0xff_ffff ? RARE : 0);

function prefixCost(bytes: Uint8Array, at: number, bits: number, maxBits: number): number {
  const first = u8(bytes, at);
  const spare = -bits & 7;
  const hostBits = (u8(bytes, at + ((bits - 1) >> 3)) & ((1 << spare) - 1)) !== 0;
  const short = maxBits === 32 ? bits < 4 : bits < 3;
  return (hostBits ? ODD : 0) + (short ? ODD : 0) + (isOdd(first, maxBits) ? ODD : 0);
}

/** IPv4: 0.0.0.0/8 and 240.0.0.0/4. IPv6: what is neither 2000::/3, fc00::/7, ff00::/8, fe80::/10 nor 64:ff9b::/96's. */
function isOdd(first: number, maxBits: number): boolean {
  if (maxBits === 32) return first === 0 || first >= 240;
  return first !== 0 && first >> 5 !== 1 && first >> 1 !== 0x7e && first < 0xfe;
}
