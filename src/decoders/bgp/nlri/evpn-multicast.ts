/** EVPN routes for multicast: RFC 7432 §7.3, RFC 9251 §9, RFC 9572 §3. */
import type { ByteReader } from '../../../bytes/reader.ts';
import { toHex } from '../hex.ts';
import { decodeEsi } from './evpn-routes.ts';
import { decodeSizedAddress } from './fields.ts';
import { decodeRouteDistinguisher } from './route-distinguisher.ts';
import { decodeRouteKey } from './route-key.ts';

export interface EvpnMulticastFields {
  readonly rd?: string;
  readonly esi?: string;
  readonly ethernetTag?: number;
  /** Null stands for any. */
  readonly source?: string | null;
  readonly group?: string | null;
  readonly originatingRouterIp?: string | null;
  /** IGMP or MLD versions and exclude mode (RFC 9251 §9.1). */
  readonly flags?: number;
  /** In tenths of a second, as IGMPv2 codes it. */
  readonly maximumResponseTime?: number;
  /** As hex; RFC 9572 §6.2 says how it is made. */
  readonly regionId?: string;
  /** The NLRI that a leaf answers, as hex. */
  readonly routeKey?: string;
}

interface Route {
  readonly name: string;
  readonly decode: (route: ByteReader) => EvpnMulticastFields;
}

export const EVPN_MULTICAST_ROUTES: Readonly<Record<number, Route>> = {
  3: { name: 'Inclusive Multicast Ethernet Tag', decode: decodeInclusive },
  6: { name: 'Selective Multicast Ethernet Tag', decode: decodeSelective },
  7: { name: 'Multicast Membership Report Synch', decode: decodeReportSynch },
  8: { name: 'Multicast Leave Synch', decode: decodeLeaveSynch },
  9: { name: 'Per-Region I-PMSI A-D', decode: decodePerRegion },
  10: { name: 'S-PMSI A-D', decode: (route) => ({ ...decodeTag(route), ...decodeFlow(route) }) },
  11: { name: 'Leaf A-D', decode: decodeLeaf },
};

function decodeTag(route: ByteReader): EvpnMulticastFields {
  const rd = decodeRouteDistinguisher(route);
  return { rd, ethernetTag: route.u32('ethernetTag') };
}

function decodeSegmentTag(route: ByteReader): EvpnMulticastFields {
  const rd = decodeRouteDistinguisher(route);
  const esi = decodeEsi(route);
  return { rd, esi, ethernetTag: route.u32('ethernetTag') };
}

function decodeFlow(route: ByteReader): EvpnMulticastFields {
  const source = decodeSizedAddress(route, 'multicastSource');
  const group = decodeSizedAddress(route, 'multicastGroup');
  return { source, group, originatingRouterIp: decodeSizedAddress(route, 'originatingRouterIp') };
}

/** RFC 7432 §7.3. */
function decodeInclusive(route: ByteReader): EvpnMulticastFields {
  return { ...decodeTag(route), originatingRouterIp: decodeSizedAddress(route, 'originatingRouterIp') };
}

/** RFC 9251 §9.1. */
function decodeSelective(route: ByteReader): EvpnMulticastFields {
  return { ...decodeTag(route), ...decodeFlow(route), flags: route.u8('flags') };
}

/** RFC 9251 §9.2. */
function decodeReportSynch(route: ByteReader): EvpnMulticastFields {
  return { ...decodeSegmentTag(route), ...decodeFlow(route), flags: route.u8('flags') };
}

/** RFC 9251 §9.3. */
function decodeLeaveSynch(route: ByteReader): EvpnMulticastFields {
  const about = { ...decodeSegmentTag(route), ...decodeFlow(route) };
  route.u32('reserved');
  const maximumResponseTime = route.u8('maximumResponseTime');
  return { ...about, maximumResponseTime, flags: route.u8('flags') };
}

/** RFC 9572 §3.1. */
function decodePerRegion(route: ByteReader): EvpnMulticastFields {
  return { ...decodeTag(route), regionId: toHex(route.bytes(8, 'regionId')) };
}

/** RFC 9572 §3.3. */
function decodeLeaf(route: ByteReader): EvpnMulticastFields {
  const routeKey = decodeRouteKey(route);
  return { routeKey, originatingRouterIp: decodeSizedAddress(route, 'originatingRouterIp') };
}
