/** Path attributes. https://www.iana.org/assignments/bgp-parameters (BGP Path Attributes, 2026-08-18) */
import { unknownName } from './unknown.ts';

/** Those that the decoder or the scan acts on. */
export const AttributeType = {
  ORIGIN: 1,
  AS_PATH: 2,
  NEXT_HOP: 3,
  MULTI_EXIT_DISC: 4,
  LOCAL_PREF: 5,
  ATOMIC_AGGREGATE: 6,
  AGGREGATOR: 7,
  COMMUNITIES: 8,
  ORIGINATOR_ID: 9,
  CLUSTER_LIST: 10,
  MP_REACH_NLRI: 14,
  MP_UNREACH_NLRI: 15,
  EXTENDED_COMMUNITIES: 16,
  AS4_PATH: 17,
  AS4_AGGREGATOR: 18,
  PMSI_TUNNEL: 22,
  TUNNEL_ENCAPSULATION: 23,
  TRAFFIC_ENGINEERING: 24,
  IPV6_EXTENDED_COMMUNITIES: 25,
  AIGP: 26,
  PE_DISTINGUISHER_LABELS: 27,
  BGP_LS: 29,
  LARGE_COMMUNITY: 32,
  BGPSEC_PATH: 33,
  COMMUNITY_CONTAINER: 34,
  ONLY_TO_CUSTOMER: 35,
  D_PATH: 36,
  SFP: 37,
  BFD_DISCRIMINATOR: 38,
  NEXT_HOP_CHARACTERISTICS: 39,
  PREFIX_SID: 40,
  BIER: 41,
  EDGE_METADATA: 42,
  ATTR_SET: 128,
} as const;

/** Of the flags octet (RFC 4271 §4.3). */
export const AttributeFlag = { OPTIONAL: 0x80, TRANSITIVE: 0x40, PARTIAL: 0x20, EXTENDED_LENGTH: 0x10 } as const;

const NAMES: Readonly<Record<number, string>> = {
  1: 'ORIGIN',
  2: 'AS_PATH',
  3: 'NEXT_HOP',
  4: 'MULTI_EXIT_DISC',
  5: 'LOCAL_PREF',
  6: 'ATOMIC_AGGREGATE',
  7: 'AGGREGATOR',
  8: 'COMMUNITIES',
  9: 'ORIGINATOR_ID',
  10: 'CLUSTER_LIST',
  11: 'DPA (deprecated)',
  12: 'ADVERTISER (deprecated)',
  13: 'RCID_PATH / CLUSTER_ID (deprecated)',
  14: 'MP_REACH_NLRI',
  15: 'MP_UNREACH_NLRI',
  16: 'EXTENDED COMMUNITIES',
  17: 'AS4_PATH',
  18: 'AS4_AGGREGATOR',
  19: 'SAFI Specific Attribute (deprecated)',
  20: 'Connector Attribute (deprecated)',
  21: 'AS_PATHLIMIT (deprecated)',
  22: 'PMSI_TUNNEL',
  23: 'Tunnel Encapsulation',
  24: 'Traffic Engineering',
  25: 'IPv6 Address Specific Extended Community',
  26: 'AIGP',
  27: 'PE Distinguisher Labels',
  28: 'BGP Entropy Label Capability Attribute (deprecated)',
  29: 'BGP-LS Attribute',
  32: 'LARGE_COMMUNITY',
  33: 'BGPsec_Path',
  34: 'BGP Community Container Attribute',
  35: 'Only to Customer (OTC)',
  36: 'BGP Domain Path (D-PATH)',
  37: 'SFP attribute',
  38: 'BFD Discriminator',
  39: 'Next Hop Dependent Characteristic (NHC)',
  40: 'BGP Prefix-SID',
  41: 'BIER',
  42: 'Edge Metadata Path Attribute',
  128: 'ATTR_SET',
};

/** Code points that no document gives a meaning to; the deprecated ones were used without being assigned (RFC 8093). */
const MEANINGLESS: Readonly<Record<number, string>> = {
  0: 'reserved',
  30: 'deprecated (30)',
  31: 'deprecated (31)',
  129: 'deprecated (129)',
  241: 'deprecated (241)',
  242: 'deprecated (242)',
  243: 'deprecated (243)',
  255: 'reserved for development (255)',
};

/** `well-known`, `optional transitive partial`. */
function describeFlags(flags: number): string {
  const transitive = (flags & AttributeFlag.TRANSITIVE) !== 0;
  const kind = (flags & AttributeFlag.OPTIONAL) === 0 ? 'well-known' : 'optional';
  const scope = transitive ? (kind === 'optional' ? ' transitive' : '') : ' non-transitive';
  return `${kind}${scope}${(flags & AttributeFlag.PARTIAL) === 0 ? '' : ' partial'}`;
}
const FLAGS = Array.from({ length: 256 }, (_, flags) => describeFlags(flags));

export const flagsName = (flags: number): string => FLAGS[flags] ?? '';

export const isRegistered = (type: number): boolean => type in NAMES;
export const attributeName = (type: number): string => NAMES[type] ?? MEANINGLESS[type] ?? unknownName(type);
