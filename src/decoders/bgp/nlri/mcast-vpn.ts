/**
 * Multicast VPN (RFC 6514 §4). An address's length says its family, which need not be the AFI's (RFC 6515 §2).
 *
 *   +------------+----------+---------------------+
 *   | Route Type | Length   | Route Type specific |
 *   | 1 octet    | 1 octet  |                     |
 *   +------------+----------+---------------------+
 */
import type { ByteReader } from '../../../bytes/reader.ts';
import { toHex } from '../hex.ts';
import { unknownName } from '../registry/unknown.ts';
import { decodeAddress, decodeSizedAddress, expectEnd } from './fields.ts';
import { decodeRouteDistinguisher } from './route-distinguisher.ts';
import { decodeRouteKey } from './route-key.ts';

export interface McastVpnNlri extends McastVpnFields {
  readonly kind: 'mcast-vpn';
  readonly routeType: number;
  /** Of the type: `Source Active A-D`. */
  readonly name: string;
  /** Of a route of an unknown type, as hex. */
  readonly value?: string;
  readonly pathId?: number;
}

interface McastVpnFields {
  readonly rd?: string;
  readonly originatingRouterIp?: string;
  readonly sourceAs?: number;
  /** Null stands for any (RFC 6625 §3). In a Shared Tree Join the rendezvous point. */
  readonly source?: string | null;
  readonly group?: string | null;
  /** The NLRI that a leaf answers, as hex. */
  readonly routeKey?: string;
}

interface Route {
  readonly name: string;
  readonly decode: (route: ByteReader) => McastVpnFields;
}

const ROUTES: Readonly<Record<number, Route>> = {
  1: { name: 'Intra-AS I-PMSI A-D', decode: (route) => ({ ...decodeRd(route), ...decodeOriginator(route) }) },
  2: { name: 'Inter-AS I-PMSI A-D', decode: (route) => ({ ...decodeRd(route), ...decodeSourceAs(route) }) },
  3: {
    name: 'S-PMSI A-D',
    decode: (route) => ({ ...decodeRd(route), ...decodeFlow(route), ...decodeOriginator(route) }),
  },
  4: { name: 'Leaf A-D', decode: (route) => ({ routeKey: decodeRouteKey(route), ...decodeOriginator(route) }) },
  5: { name: 'Source Active A-D', decode: (route) => ({ ...decodeRd(route), ...decodeFlow(route) }) },
  6: { name: 'Shared Tree Join', decode: decodeJoin },
  7: { name: 'Source Tree Join', decode: decodeJoin },
};

/** A route of an unknown type is no fault: a receiver ignores it (RFC 7606 §5.4). */
export function decodeMcastVpn(reader: ByteReader): McastVpnNlri {
  const routeType = reader.u8('routeType');
  const known = ROUTES[routeType];
  const name = reader.note(known?.name ?? unknownName(routeType));
  const route = reader.sub(reader.u8('length'), 'mcastVpnRoute');
  if (known === undefined) {
    const value = toHex(route.bytes(route.remaining, 'value'));
    return { kind: 'mcast-vpn', routeType, name, value };
  }
  const fields = known.decode(route);
  expectEnd(route);
  return { kind: 'mcast-vpn', routeType, name, ...fields };
}

const decodeRd = (route: ByteReader): McastVpnFields => ({ rd: decodeRouteDistinguisher(route) });

const decodeSourceAs = (route: ByteReader): McastVpnFields => ({ sourceAs: route.u32('sourceAs') });

function decodeFlow(route: ByteReader): McastVpnFields {
  const source = decodeSizedAddress(route, 'multicastSource');
  return { source, group: decodeSizedAddress(route, 'multicastGroup') };
}

/** It has no length of its own: it is what is left. */
function decodeOriginator(route: ByteReader): McastVpnFields {
  return { originatingRouterIp: decodeAddress(route, route.remaining, 'originatingRouterIp') };
}

function decodeJoin(route: ByteReader): McastVpnFields {
  return { ...decodeRd(route), ...decodeSourceAs(route), ...decodeFlow(route) };
}
