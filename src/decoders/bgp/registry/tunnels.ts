/** https://www.iana.org/assignments/bgp-tunnel-encapsulation */

export const TunnelType = { L2TPV3: 1, GRE: 2, VXLAN: 8, NVGRE: 9, MPLS_IN_GRE: 11, SR_POLICY: 15 } as const;

export const TUNNEL_TYPES: Readonly<Record<number, string>> = {
  1: 'L2TPv3 over IP',
  2: 'GRE',
  3: 'Transmit tunnel endpoint (deprecated)',
  4: 'IPsec in Tunnel-mode (deprecated)',
  5: 'IP in IP tunnel with IPsec Transport Mode (deprecated)',
  6: 'MPLS-in-IP tunnel with IPsec Transport Mode (deprecated)',
  7: 'IP in IP',
  8: 'VXLAN Encapsulation',
  9: 'NVGRE Encapsulation',
  10: 'MPLS Encapsulation',
  11: 'MPLS in GRE Encapsulation',
  12: 'VXLAN GPE Encapsulation',
  13: 'MPLS in UDP Encapsulation',
  14: 'IPv6 Tunnel',
  15: 'SR Policy',
  16: 'Bare',
  17: 'SR Tunnel (deprecated)',
  18: 'Cloud Security',
  19: 'Geneve Encapsulation',
  20: 'Any-Encapsulation',
  21: 'GTP Tunnel Type',
  22: 'Dynamic Path Selection (DPS) Tunnel Encapsulation',
};

export const SubTlv = { TUNNEL_EGRESS_ENDPOINT: 6, PREFERENCE: 12 } as const;

export const TUNNEL_SUB_TLVS: Readonly<Record<number, string>> = {
  1: 'Encapsulation',
  2: 'Protocol Type',
  3: 'IPsec Tunnel Authenticator (deprecated)',
  4: 'Color',
  5: 'Load-Balancing Block',
  6: 'Tunnel Egress Endpoint',
  7: 'DS Field',
  8: 'UDP Destination Port',
  9: 'Embedded Label Handling',
  10: 'MPLS Label Stack',
  11: 'Prefix-SID',
  12: 'Preference',
  13: 'Binding SID',
  14: 'ENLP',
  15: 'Priority',
  16: 'SPI/SI Representation',
  20: 'SRv6 Binding SID',
  128: 'Segment List',
  129: 'SR Policy Candidate Path Name',
  130: 'SR Policy Name',
};

export const SEGMENT_LIST_SUB_TLVS: Readonly<Record<number, string>> = {
  1: 'Segment Type A',
  2: 'deprecated (2)',
  3: 'Segment Type C',
  4: 'Segment Type D',
  5: 'Segment Type E',
  6: 'Segment Type F',
  7: 'Segment Type G',
  8: 'Segment Type H',
  9: 'Weight',
  10: 'deprecated (10)',
  11: 'deprecated (11)',
  12: 'deprecated (12)',
  13: 'Segment Type B',
  14: 'Segment Type I',
  15: 'Segment Type J',
  16: 'Segment Type K',
};
