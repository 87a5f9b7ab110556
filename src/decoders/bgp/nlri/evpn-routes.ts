/** EVPN routes of RFC 7432 §7 and RFC 9136 §3.1, except those that only multicast has. */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { Afi } from '../../../net/prefix.ts';
import { decodeAddress, decodeColons, decodeSizedAddress, decodeSizedPrefix } from './fields.ts';
import { decodeLabelField, labelOf } from './labels.ts';
import { decodeRouteDistinguisher } from './route-distinguisher.ts';

export interface EvpnRouteFields {
  readonly rd?: string;
  /** Ethernet segment identifier, its ten octets in hex; all 0 is a single-homed site. */
  readonly esi?: string;
  readonly ethernetTag?: number;
  readonly mac?: string;
  /** Null where the route is of a MAC address alone. */
  readonly ip?: string | null;
  readonly prefix?: string;
  readonly gatewayIp?: string;
  readonly originatingRouterIp?: string | null;
  /** The label fields as MPLS reads them, 20 bits … */
  readonly labels?: readonly number[];
  /** … and as VXLAN does, 24 bits (RFC 8365 §5.1.3): which of the two is meant says the route's encapsulation community. */
  readonly vnis?: readonly number[];
}

interface Route {
  readonly name: string;
  readonly decode: (route: ByteReader) => EvpnRouteFields;
}

export const EVPN_ROUTES: Readonly<Record<number, Route>> = {
  1: { name: 'Ethernet Auto-Discovery', decode: decodeAutoDiscovery },
  2: { name: 'MAC/IP Advertisement', decode: decodeMacIp },
  4: { name: 'Ethernet Segment', decode: decodeEthernetSegment },
  5: { name: 'IP Prefix', decode: decodeIpPrefix },
};

export const decodeEsi = (route: ByteReader): string => decodeColons(route, 10, 'esi');

/** RFC 7432 §7.1. */
function decodeAutoDiscovery(route: ByteReader): EvpnRouteFields {
  const rd = decodeRouteDistinguisher(route);
  const esi = decodeEsi(route);
  const ethernetTag = route.u32('ethernetTag');
  return { rd, esi, ethernetTag, ...decodeLabels(route, 1) };
}

/** RFC 7432 §7.2; a second label where the route is also one of IP. */
function decodeMacIp(route: ByteReader): EvpnRouteFields {
  const rd = decodeRouteDistinguisher(route);
  const esi = decodeEsi(route);
  const ethernetTag = route.u32('ethernetTag');
  const { offset } = route;
  const macLength = route.u8('macLength');
  if (macLength !== 48) throw new DecodeError('bgp.nlri', 'macLength', offset, `is ${macLength}, not 48`);
  const mac = decodeColons(route, 6, 'mac');
  const ip = decodeSizedAddress(route, 'ip');
  return { rd, esi, ethernetTag, mac, ip, ...decodeLabels(route, route.remaining > 3 ? 2 : 1) };
}

/** RFC 7432 §7.4. */
function decodeEthernetSegment(route: ByteReader): EvpnRouteFields {
  const rd = decodeRouteDistinguisher(route);
  const esi = decodeEsi(route);
  return { rd, esi, originatingRouterIp: decodeSizedAddress(route, 'originatingRouterIp') };
}

const IPV4_PREFIX_ROUTE = 34; // octets; 58 of IPv6

/** RFC 9136 §3.1: prefix and gateway have the width of an address, whatever the prefix's length. */
function decodeIpPrefix(route: ByteReader): EvpnRouteFields {
  const octets = route.remaining === IPV4_PREFIX_ROUTE ? 4 : 16;
  const rd = decodeRouteDistinguisher(route);
  const esi = decodeEsi(route);
  const ethernetTag = route.u32('ethernetTag');
  const prefix = decodeSizedPrefix(route, octets === 4 ? Afi.IPv4 : Afi.IPv6, octets);
  const gatewayIp = decodeAddress(route, octets, 'gatewayIp');
  return { rd, esi, ethernetTag, prefix, gatewayIp, ...decodeLabels(route, 1) };
}

function decodeLabels(route: ByteReader, count: number): Pick<EvpnRouteFields, 'labels' | 'vnis'> {
  const vnis = Array.from({ length: count }, () => decodeLabelField(route));
  return { labels: vnis.map(labelOf), vnis };
}
