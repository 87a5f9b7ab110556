/** Types and codes of BMP. https://www.iana.org/assignments/bmp-parameters */

export const BmpType = {
  ROUTE_MONITORING: 0,
  STATISTICS_REPORT: 1,
  PEER_DOWN_NOTIFICATION: 2,
  PEER_UP_NOTIFICATION: 3,
  INITIATION_MESSAGE: 4,
  TERMINATION_MESSAGE: 5,
  ROUTE_MIRRORING_MESSAGE: 6,
} as const;

export const TYPE_NAMES: Readonly<Record<number, string>> = {
  0: 'Route Monitoring',
  1: 'Statistics Report',
  2: 'Peer Down Notification',
  3: 'Peer Up Notification',
  4: 'Initiation Message',
  5: 'Termination Message',
  6: 'Route Mirroring Message',
};

/** RFC 7854 §4.2, RFC 9069 §4.1. */
export const PeerType = { RD_INSTANCE: 1, LOC_RIB_INSTANCE: 3 } as const;

export const PEER_TYPE_NAMES: Readonly<Record<number, string>> = {
  0: 'Global Instance Peer',
  1: 'RD Instance Peer',
  2: 'Local Instance Peer',
  3: 'Loc-RIB Instance Peer',
};

export const INITIATION_TLVS: Readonly<Record<number, string>> = { 0: 'String', 1: 'sysDescr', 2: 'sysName' };
/** RFC 9736 §3.3. */
export const PEER_UP_TLVS: Readonly<Record<number, string>> = { 0: 'String', 3: 'VRF/Table Name', 4: 'Admin Label' };
export const TERMINATION_TLVS: Readonly<Record<number, string>> = { 0: 'String', 1: 'Reason' };

export const TERMINATION_REASONS: Readonly<Record<number, string>> = {
  0: 'Administratively closed',
  1: 'Unspecified reason',
  2: 'Out of resources',
  3: 'Redundant connection',
  4: 'Permanently administratively closed',
};

/** RFC 7854 §4.9, RFC 9069 §5.3. */
export const PeerDownReason = {
  LOCAL_NOTIFICATION: 1,
  LOCAL_FSM_EVENT: 2,
  REMOTE_NOTIFICATION: 3,
  LOCAL_TLV_DATA: 6,
} as const;

export const PEER_DOWN_REASONS: Readonly<Record<number, string>> = {
  1: 'Local system closed, NOTIFICATION PDU follows',
  2: 'Local system closed, FSM Event follows',
  3: 'Remote system closed, NOTIFICATION PDU follows',
  4: 'Remote system closed, no data',
  5: 'Peer de-configured',
  6: 'Local system closed, TLV data follows',
};

/** RFC 7854 §4.8, RFC 8671 §6.2. */
export const STATISTICS: Readonly<Record<number, string>> = {
  0: 'Number of prefixes rejected by inbound policy',
  1: 'Number of (known) duplicate prefix advertisements',
  2: 'Number of (known) duplicate withdraws',
  3: 'Number of updates invalidated due to CLUSTER_LIST loop',
  4: 'Number of updates invalidated due to AS_PATH loop',
  5: 'Number of updates invalidated due to ORIGINATOR_ID',
  6: 'Number of updates invalidated due to AS_CONFED loop',
  7: 'Number of routes in Adj-RIBs-In',
  8: 'Number of routes in Loc-RIB',
  9: 'Number of routes in per-AFI/SAFI Adj-RIB-In',
  10: 'Number of routes in per-AFI/SAFI Loc-RIB',
  11: 'Number of updates subjected to treat-as-withdraw',
  12: 'Number of prefixes subjected to treat-as-withdraw',
  13: 'Number of duplicate update messages received',
  14: 'Number of routes in pre-policy Adj-RIBs-Out',
  15: 'Number of routes in post-policy Adj-RIBs-Out',
  16: 'Number of routes in per-AFI/SAFI pre-policy Adj-RIB-Out',
  17: 'Number of routes in per-AFI/SAFI post-policy Adj-RIB-Out',
};

/** Of route mirroring (RFC 7854 §4.7). */
export const MirroringTlv = { BGP_MESSAGE: 0, INFORMATION: 1 } as const;
export const MIRRORING_INFORMATION: Readonly<Record<number, string>> = { 0: 'Errored PDU', 1: 'Messages Lost' };
