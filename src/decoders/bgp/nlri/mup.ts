/**
 * Mobile user plane (draft-ietf-bess-mup-safi §3.1, before it draft-mpmz-bess-mup-safi).
 *
 *   +-------------------+------------+----------+---------------------+
 *   | Architecture Type | Route Type | Length   | Route Type specific |
 *   | 1 octet           | 2 octets   | 1 octet  |                     |
 *   +-------------------+------------+----------+---------------------+
 */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { Afi } from '../../../net/prefix.ts';
import { toHex } from '../hex.ts';
import { readNumber } from '../read-fields.ts';
import { unknownName } from '../registry/unknown.ts';
import { decodeAddress, decodeSizedAddress, decodeSizedPrefix, expectEnd } from './fields.ts';
import type { NlriFamily } from './nlri-decoder.ts';
import { decodeRouteDistinguisher } from './route-distinguisher.ts';

const ARCHITECTURE_3GPP_5G = 1;

export interface MupNlri extends MupFields {
  readonly kind: 'mup';
  /** 1 is 3gpp-5g; the routes of others are kept raw. */
  readonly architectureType: number;
  readonly routeType: number;
  /** Of the type: `Interwork Segment Discovery`. */
  readonly name: string;
  /** Of a route of an unknown type, as hex. */
  readonly value?: string;
  readonly pathId?: number;
}

interface MupFields {
  readonly rd?: string;
  readonly prefix?: string;
  readonly address?: string;
  /** Of the tunnel; in a Type 2 route of fewer than 32 bits, the rest 0. */
  readonly teid?: number;
  readonly teidBits?: number;
  readonly qfi?: number;
  readonly endpoint?: string | null;
  readonly source?: string | null;
}

interface Route {
  readonly name: string;
  readonly decode: (route: ByteReader, afi: Afi) => MupFields;
}

const ROUTES: Readonly<Record<number, Route>> = {
  1: { name: 'Interwork Segment Discovery', decode: decodeInterworkSegment },
  2: { name: 'Direct Segment Discovery', decode: decodeDirectSegment },
  3: { name: 'Type 1 Session Transformed', decode: decodeType1Session },
  4: { name: 'Type 2 Session Transformed', decode: decodeType2Session },
};

/** A route of an unknown type is no fault: a receiver ignores it (RFC 7606 §5.4). */
export function decodeMup(reader: ByteReader, { afi }: NlriFamily): MupNlri {
  const architectureType = reader.u8('architectureType');
  const routeType = reader.u16('routeType');
  const known = architectureType === ARCHITECTURE_3GPP_5G ? ROUTES[routeType] : undefined;
  const name = reader.note(known?.name ?? unknownName(routeType));
  const route = reader.sub(reader.u8('length'), 'mupRoute');
  if (known === undefined) {
    const value = toHex(route.bytes(route.remaining, 'value'));
    return { kind: 'mup', architectureType, routeType, name, value };
  }
  const fields = known.decode(route, afi === Afi.IPv4 ? Afi.IPv4 : Afi.IPv6);
  expectEnd(route);
  return { kind: 'mup', architectureType, routeType, name, ...fields };
}

function decodeInterworkSegment(route: ByteReader, afi: Afi): MupFields {
  const rd = decodeRouteDistinguisher(route);
  return { rd, prefix: decodeSizedPrefix(route, afi) };
}

function decodeDirectSegment(route: ByteReader): MupFields {
  const rd = decodeRouteDistinguisher(route);
  return { rd, address: decodeAddress(route, route.remaining, 'address') };
}

/** The source came with draft-mpmz-bess-mup-safi-02. */
function decodeType1Session(route: ByteReader, afi: Afi): MupFields {
  const rd = decodeRouteDistinguisher(route);
  const prefix = decodeSizedPrefix(route, afi);
  const teid = route.u32('teid');
  const qfi = route.u8('qfi');
  const endpoint = decodeSizedAddress(route, 'endpoint');
  const source = route.remaining > 0 ? decodeSizedAddress(route, 'source') : null;
  return { rd, prefix, teid, qfi, endpoint, source };
}

const MAX_TEID_BITS = 32;

/** The endpoint's length counts the bits of the address and of as much of the TEID as follows it. */
function decodeType2Session(route: ByteReader, afi: Afi): MupFields {
  const rd = decodeRouteDistinguisher(route);
  const addressOctets = afi === Afi.IPv4 ? 4 : 16;
  const { offset } = route;
  const bits = route.u8('endpointLength');
  const teidBits = bits - 8 * addressOctets;
  if (teidBits < 0 || teidBits > MAX_TEID_BITS) {
    const reason = `is ${bits}, not ${8 * addressOctets} to ${8 * addressOctets + MAX_TEID_BITS}`;
    throw new DecodeError('bgp.nlri', 'endpointLength', offset, reason);
  }
  const endpoint = decodeAddress(route, addressOctets, 'endpoint');
  const octets = (teidBits + 7) >> 3;
  const teid = readNumber(route, octets, 'teid') * 256 ** (4 - octets);
  return { rd, endpoint, teid, teidBits };
}
