/**
 * EVPN (RFC 7432 §7): a route of one of the types in evpn-routes.ts and evpn-multicast.ts.
 *
 *   +------------+----------+---------------------+
 *   | Route Type | Length   | Route Type specific |
 *   | 1 octet    | 1 octet  |                     |
 *   +------------+----------+---------------------+
 */
import type { ByteReader } from '../../../bytes/reader.ts';
import { toHex } from '../hex.ts';
import { unknownName } from '../registry/unknown.ts';
import { type EvpnMulticastFields, EVPN_MULTICAST_ROUTES } from './evpn-multicast.ts';
import { EVPN_ROUTES, type EvpnRouteFields } from './evpn-routes.ts';
import { expectEnd } from './fields.ts';

export interface EvpnNlri extends EvpnRouteFields, EvpnMulticastFields {
  readonly kind: 'evpn';
  readonly routeType: number;
  /** Of the type: `MAC/IP Advertisement`. */
  readonly name: string;
  /** Of a route of an unknown type, as hex. */
  readonly value?: string;
  readonly pathId?: number;
}

export interface EvpnRoute {
  readonly name: string;
  readonly decode: (route: ByteReader) => EvpnRouteFields | EvpnMulticastFields;
}

/** https://www.iana.org/assignments/evpn */
const ROUTES: Readonly<Record<number, EvpnRoute>> = { ...EVPN_ROUTES, ...EVPN_MULTICAST_ROUTES };

/** A route of an unknown type is no fault: a receiver ignores it. */
export function decodeEvpn(reader: ByteReader): EvpnNlri {
  const routeType = reader.u8('routeType');
  const known = ROUTES[routeType];
  const name = reader.note(known?.name ?? unknownName(routeType));
  const route = reader.sub(reader.u8('length'), 'evpnRoute');
  if (known === undefined) {
    const value = toHex(route.bytes(route.remaining, 'value'));
    return { kind: 'evpn', routeType, name, value };
  }
  const fields = known.decode(route);
  expectEnd(route);
  return { kind: 'evpn', routeType, name, ...fields };
}
