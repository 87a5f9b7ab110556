/**
 * Route target membership (RFC 4684 §4): a prefix of origin AS and route target, of 0 or 32 to 96 bits.
 *
 *   +----------+-----------+--------------------------+
 *   | Length   | Origin AS | Route Target, 8 octets   |
 *   | 1 octet  | 4 octets  | or as many as hold it    |
 *   +----------+-----------+--------------------------+
 */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { toHex } from '../hex.ts';
import { formatAdministrator } from './route-distinguisher.ts';

export interface RouteTargetNlri {
  readonly kind: 'route-target';
  /** Bits: 96 for one route target, fewer for all that begin so, 0 for all. */
  readonly length: number;
  readonly originAs: number | null;
  /** `64512:100`; its octets as hex where they are fewer than 8, or no route target known here. */
  readonly routeTarget: string | null;
  readonly pathId?: number;
}

const AS_BITS = 32;
const MAX_BITS = 96;

export function decodeRouteTarget(reader: ByteReader): RouteTargetNlri {
  const { offset } = reader;
  const length = reader.u8('length');
  if (length === 0) return { kind: 'route-target', length, originAs: null, routeTarget: null };
  if (length < AS_BITS || length > MAX_BITS) {
    throw new DecodeError('bgp.nlri', 'length', offset, `is ${length}, neither 0 nor ${AS_BITS} to ${MAX_BITS}`);
  }
  const originAs = reader.u32('originAs');
  if (length === AS_BITS) return { kind: 'route-target', length, originAs, routeTarget: null };
  const target = reader.bytes((length - AS_BITS + 7) >> 3, 'routeTarget');
  return { kind: 'route-target', length, originAs, routeTarget: reader.note(formatTarget(target)) };
}

const ROUTE_TARGET = 2; // subtype (RFC 4360 §4)

/** RFC 4360 §3.1, §3.2, RFC 5668 §2: the types 0 to 2 are divided as those of a route distinguisher. */
function formatTarget(octets: Uint8Array): string {
  const [type = 0, subtype] = octets;
  const text = octets.length === 8 && subtype === ROUTE_TARGET ? formatAdministrator(type, octets.subarray(2)) : null;
  return text ?? toHex(octets);
}
