/**
 * Route target membership (RFC 4684 §4): a prefix of origin AS and route target, of 0 or 32 to 96 bits.
 *
 *   +----------+-----------+--------------------------+
 *   | Length   | Origin AS | Route Target, 8 octets   |
 *   | 1 octet  | 4 octets  | or as many as hold it    |
 *   +----------+-----------+--------------------------+
 */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { decodeExtendedCommunity } from '../attributes/16-extended-communities.ts';
import { toHex } from '../hex.ts';

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
  const target = reader.sub((length - AS_BITS + 7) >> 3, 'routeTarget');
  const routeTarget = reader.note(length === MAX_BITS ? formatTarget(target) : toHex(target.octets));
  return { kind: 'route-target', length, originAs, routeTarget };
}

function formatTarget(target: ByteReader): string {
  const { type, value } = decodeExtendedCommunity(target);
  return type === 'route-target' && typeof value === 'string' ? value : toHex(target.octets);
}
