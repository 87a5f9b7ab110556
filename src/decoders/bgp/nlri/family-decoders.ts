import { familyCode } from '../families.ts';
import { Afi, Safi } from '../registry/address-families.ts';
import { decodeLabeledPrefix, type LabeledNlri } from './labeled.ts';
import type { NlriDecoder } from './nlri-decoder.ts';
import { decodeVpnPrefix, type VpnNlri } from './vpn.ts';

/** One NLRI of a family that has a decoder below; a family's own file says what is in it. */
export type FamilyNlri = LabeledNlri | VpnNlri;

/** By family. Bare prefixes (prefixes.ts) are not here, and families that are in neither are kept raw. */
export const FAMILY_DECODERS: Readonly<Record<number, NlriDecoder<FamilyNlri>>> = {
  [familyCode(Afi.IPV4, Safi.LABELED_UNICAST)]: decodeLabeledPrefix,
  [familyCode(Afi.IPV6, Safi.LABELED_UNICAST)]: decodeLabeledPrefix,
  [familyCode(Afi.IPV4, Safi.VPN)]: decodeVpnPrefix,
  [familyCode(Afi.IPV6, Safi.VPN)]: decodeVpnPrefix,
  [familyCode(Afi.IPV4, Safi.VPN_MULTICAST)]: decodeVpnPrefix,
  [familyCode(Afi.IPV6, Safi.VPN_MULTICAST)]: decodeVpnPrefix,
};
