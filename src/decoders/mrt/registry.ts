/** MRT types and subtypes. https://www.iana.org/assignments/mrt */

export const MrtType = { TABLE_DUMP: 12, TABLE_DUMP_V2: 13, BGP4MP: 16, BGP4MP_ET: 17 } as const;

export const TYPE_NAMES: Readonly<Record<number, string>> = {
  0: 'NULL (deprecated)',
  1: 'START (deprecated)',
  2: 'DIE (deprecated)',
  3: 'I_AM_DEAD (deprecated)',
  4: 'PEER_DOWN (deprecated)',
  5: 'BGP (deprecated)',
  6: 'RIP (deprecated)',
  7: 'IDRP (deprecated)',
  8: 'RIPNG (deprecated)',
  9: 'BGP4PLUS (deprecated)',
  10: 'BGP4PLUS_01 (deprecated)',
  11: 'OSPFv2',
  12: 'TABLE_DUMP',
  13: 'TABLE_DUMP_V2',
  16: 'BGP4MP',
  17: 'BGP4MP_ET',
  32: 'ISIS',
  33: 'ISIS_ET',
  48: 'OSPFv3',
  49: 'OSPFv3_ET',
};

/** Of TABLE_DUMP (RFC 6396 §4.2): the address family. */
const TABLE_DUMP_NAMES: Readonly<Record<number, string>> = { 1: 'AFI_IPv4', 2: 'AFI_IPv6' };

/** Of TABLE_DUMP_V2 (RFC 6396 §4.3, RFC 6397 §4, RFC 8050 §4). */
export const TableDumpV2Subtype = { PEER_INDEX_TABLE: 1 } as const;

const TABLE_DUMP_V2_NAMES: Readonly<Record<number, string>> = {
  1: 'PEER_INDEX_TABLE',
  2: 'RIB_IPV4_UNICAST',
  3: 'RIB_IPV4_MULTICAST',
  4: 'RIB_IPV6_UNICAST',
  5: 'RIB_IPV6_MULTICAST',
  6: 'RIB_GENERIC',
  7: 'GEO_PEER_TABLE',
  8: 'RIB_IPV4_UNICAST_ADDPATH',
  9: 'RIB_IPV4_MULTICAST_ADDPATH',
  10: 'RIB_IPV6_UNICAST_ADDPATH',
  11: 'RIB_IPV6_MULTICAST_ADDPATH',
  12: 'RIB_GENERIC_ADDPATH',
};

/** Of BGP4MP and BGP4MP_ET (RFC 6396 §4.4, RFC 8050 §3). */
const BGP4MP_NAMES: Readonly<Record<number, string>> = {
  0: 'BGP4MP_STATE_CHANGE',
  1: 'BGP4MP_MESSAGE',
  2: 'BGP4MP_ENTRY (deprecated)',
  3: 'BGP4MP_SNAPSHOT (deprecated)',
  4: 'BGP4MP_MESSAGE_AS4',
  5: 'BGP4MP_STATE_CHANGE_AS4',
  6: 'BGP4MP_MESSAGE_LOCAL',
  7: 'BGP4MP_MESSAGE_AS4_LOCAL',
  8: 'BGP4MP_MESSAGE_ADDPATH',
  9: 'BGP4MP_MESSAGE_AS4_ADDPATH',
  10: 'BGP4MP_MESSAGE_LOCAL_ADDPATH',
  11: 'BGP4MP_MESSAGE_AS4_LOCAL_ADDPATH',
};

/** By type; types that are not here have subtypes that are not read. */
export const SUBTYPE_NAMES: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  [MrtType.TABLE_DUMP]: TABLE_DUMP_NAMES,
  [MrtType.TABLE_DUMP_V2]: TABLE_DUMP_V2_NAMES,
  [MrtType.BGP4MP]: BGP4MP_NAMES,
  [MrtType.BGP4MP_ET]: BGP4MP_NAMES,
};

/** States of the session (RFC 4271 §8.2.2), as BGP4MP_STATE_CHANGE numbers them from 1 (RFC 6396 §4.4.1). */
export const STATE_NAMES: Readonly<Record<number, string>> = {
  1: 'Idle',
  2: 'Connect',
  3: 'Active',
  4: 'OpenSent',
  5: 'OpenConfirm',
  6: 'Established',
  // Beyond the RFC, of FRR and Quagga.
  7: 'Clearing',
  8: 'Deleted',
};
