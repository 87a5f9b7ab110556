import { familyCode } from '../families.ts';
import { Afi, Safi } from '../registry/address-families.ts';
import { decodeEvpn, type EvpnNlri } from './evpn.ts';
import { decodeFlowspec, type FlowspecNlri } from './flowspec.ts';
import { decodeLabeledPrefix, type LabeledNlri } from './labeled.ts';
import { decodeLinkState, type LinkStateNlri } from './link-state.ts';
import { decodeMcastVpn, type McastVpnNlri } from './mcast-vpn.ts';
import { decodeMup, type MupNlri } from './mup.ts';
import type { NlriDecoder } from './nlri-decoder.ts';
import { decodeRouteTarget, type RouteTargetNlri } from './route-target.ts';
import { decodeSrPolicy, type SrPolicyNlri } from './sr-policy.ts';
import { decodeVpls, type VplsNlri } from './vpls.ts';
import { decodeVpnPrefix, type VpnNlri } from './vpn.ts';

/** One NLRI of a family that has a decoder below; a family's own file says what is in it. */
export type FamilyNlri =
  | LabeledNlri
  | VpnNlri
  | McastVpnNlri
  | VplsNlri
  | EvpnNlri
  | MupNlri
  | RouteTargetNlri
  | LinkStateNlri
  | SrPolicyNlri
  | FlowspecNlri;

/** By family. Bare prefixes (prefixes.ts) are not here, and families that are in neither are kept raw. */
export const FAMILY_DECODERS: Readonly<Record<number, NlriDecoder<FamilyNlri>>> = {
  [familyCode(Afi.IPV4, Safi.LABELED_UNICAST)]: decodeLabeledPrefix,
  [familyCode(Afi.IPV6, Safi.LABELED_UNICAST)]: decodeLabeledPrefix,
  [familyCode(Afi.IPV4, Safi.MCAST_VPN)]: decodeMcastVpn,
  [familyCode(Afi.IPV6, Safi.MCAST_VPN)]: decodeMcastVpn,
  [familyCode(Afi.L2VPN, Safi.VPLS)]: decodeVpls,
  [familyCode(Afi.L2VPN, Safi.EVPN)]: decodeEvpn,
  [familyCode(Afi.IPV4, Safi.MUP)]: decodeMup,
  [familyCode(Afi.IPV6, Safi.MUP)]: decodeMup,
  [familyCode(Afi.IPV4, Safi.VPN)]: decodeVpnPrefix,
  [familyCode(Afi.IPV6, Safi.VPN)]: decodeVpnPrefix,
  [familyCode(Afi.IPV4, Safi.VPN_MULTICAST)]: decodeVpnPrefix,
  [familyCode(Afi.IPV6, Safi.VPN_MULTICAST)]: decodeVpnPrefix,
  [familyCode(Afi.IPV4, Safi.ROUTE_TARGET)]: decodeRouteTarget,
  [familyCode(Afi.BGP_LS, Safi.LINK_STATE)]: decodeLinkState,
  [familyCode(Afi.BGP_LS, Safi.LINK_STATE_VPN)]: decodeLinkState,
  [familyCode(Afi.IPV4, Safi.SR_POLICY)]: decodeSrPolicy,
  [familyCode(Afi.IPV6, Safi.SR_POLICY)]: decodeSrPolicy,
  [familyCode(Afi.IPV4, Safi.FLOWSPEC)]: decodeFlowspec,
  [familyCode(Afi.IPV6, Safi.FLOWSPEC)]: decodeFlowspec,
  [familyCode(Afi.IPV4, Safi.FLOWSPEC_VPN)]: decodeFlowspec,
  [familyCode(Afi.IPV6, Safi.FLOWSPEC_VPN)]: decodeFlowspec,
};
