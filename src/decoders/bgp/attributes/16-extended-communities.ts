/**
 * Extended communities (RFC 4360 §2, RFC 7153): eight octets each.
 *
 *   +------------------+------------------+--------------------------------+
 *   | Type, 1 octet    | Sub-Type         | Value                          |
 *   | (0x40: not       | 1 octet          | 6 octets                       |
 *   | transitive)      |                  |                                |
 *   +------------------+------------------+--------------------------------+
 */
import type { ByteReader } from '../../../bytes/reader.ts';
import { toHex } from '../hex.ts';
import { administered2, administered4, administeredIpv4 } from './administered.ts';
import type { CommunityFields, CommunityKind } from './community-kind.ts';
import { EVPN_KINDS } from './evpn-communities.ts';
import { FLOWSPEC_KINDS } from './flowspec-actions.ts';
import { OPAQUE_KINDS } from './opaque-communities.ts';

/** With the fields of its own kind; most have a `value`. One that is not known has all its eight octets there, in hex. */
export interface ExtendedCommunity {
  readonly type: string;
  /** Whether it goes on to other ASes. */
  readonly transitive: boolean;
  readonly value?: string | number;
  readonly [field: string]: unknown;
}

const NON_TRANSITIVE = 0x40;

/** By Type and Sub-Type, as one number. https://www.iana.org/assignments/bgp-extended-communities (2026-05-27) */
const KINDS: Readonly<Record<number, CommunityKind>> = {
  0x00_02: { type: 'route-target', decode: administered2 },
  0x00_03: { type: 'route-origin', decode: administered2 },
  0x00_04: { type: 'link-bandwidth', decode: linkBandwidth },
  0x00_05: { type: 'ospf-domain-id', decode: administered2 },
  0x00_08: { type: 'bgp-data-collection', decode: administered2 },
  0x00_09: { type: 'source-as', decode: administered2 },
  0x00_0a: { type: 'l2vpn-id', decode: administered2 },
  0x00_10: { type: 'vpn-distinguisher', decode: administered2 },
  0x01_02: { type: 'route-target', decode: administeredIpv4 },
  0x01_03: { type: 'route-origin', decode: administeredIpv4 },
  0x01_05: { type: 'ospf-domain-id', decode: administeredIpv4 },
  0x01_07: { type: 'ospf-router-id', decode: administeredIpv4 },
  0x01_0a: { type: 'l2vpn-id', decode: administeredIpv4 },
  0x01_0b: { type: 'vrf-route-import', decode: administeredIpv4 },
  0x01_10: { type: 'vpn-distinguisher', decode: administeredIpv4 },
  0x01_12: { type: 'inter-area-p2mp-next-hop', decode: administeredIpv4 },
  0x02_02: { type: 'route-target', decode: administered4 },
  0x02_03: { type: 'route-origin', decode: administered4 },
  0x02_04: { type: 'generic', decode: administered4 },
  0x02_05: { type: 'ospf-domain-id', decode: administered4 },
  0x02_08: { type: 'bgp-data-collection', decode: administered4 },
  0x02_09: { type: 'source-as', decode: administered4 },
  0x02_10: { type: 'vpn-distinguisher', decode: administered4 },
  0x02_13: { type: 'route-target-record', decode: administered4 },
  0x40_04: { type: 'link-bandwidth', decode: linkBandwidth },
  0x42_04: { type: 'generic', decode: administered4 },
  ...OPAQUE_KINDS,
  ...EVPN_KINDS,
  ...FLOWSPEC_KINDS,
};

export function decodeExtendedCommunities(reader: ByteReader): readonly ExtendedCommunity[] {
  const communities: ExtendedCommunity[] = [];
  while (reader.remaining > 0) communities.push(decodeExtendedCommunity(reader.sub(8, 'extendedCommunity')));
  return communities;
}

/** One, of eight octets. */
export function decodeExtendedCommunity(reader: ByteReader): ExtendedCommunity {
  const high = reader.u8('type');
  const low = reader.u8('subType');
  const transitive = (high & NON_TRANSITIVE) === 0;
  const kind = KINDS[(high << 8) | low];
  if (kind !== undefined) return { type: kind.type, transitive, ...kind.decode(reader) };
  return { type: 'unknown', transitive, value: toHex(Uint8Array.of(high, low)) + toHex(reader.bytes(6, 'value')) };
}

/** draft-ietf-idr-link-bandwidth §2: bytes a second. */
function linkBandwidth(reader: ByteReader): CommunityFields {
  return { as: reader.u16('globalAdministrator'), bytesPerSecond: reader.f32('linkBandwidth') };
}
