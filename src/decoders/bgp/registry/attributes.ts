/** Path attributes. https://www.iana.org/assignments/bgp-parameters (BGP Path Attributes) */
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
  TUNNEL_ENCAPSULATION: 23,
  LARGE_COMMUNITY: 32,
  BGPSEC_PATH: 33,
  PREFIX_SID: 40,
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
  39: 'BGP Next Hop Dependent Characteristics (NHC)',
  40: 'BGP Prefix-SID',
  41: 'BIER',
  128: 'ATTR_SET',
};

export const isRegistered = (type: number): boolean => type in NAMES;
export const attributeName = (type: number): string => NAMES[type] ?? unknownName(type);
