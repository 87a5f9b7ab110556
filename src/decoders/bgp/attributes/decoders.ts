import type { ByteReader } from '../../../bytes/reader.ts';
import { toHex } from '../hex.ts';
import type { DecodeContext } from '../message.ts';
import { AttributeType } from '../registry/attributes.ts';
import { decodeWhole } from '../tlv.ts';
import { decodeOrigin } from './01-origin.ts';
import { decodeAs4Path, decodeAsPath } from './02-as-path.ts';
import { decodeIpv4Address } from './03-next-hop.ts';
import { decodeMetric } from './04-metrics.ts';
import { decodeAggregator, decodeAs4Aggregator, decodeAtomicAggregate } from './06-aggregation.ts';
import { decodeCommunities, decodeLargeCommunities } from './08-communities.ts';
import { decodeClusterList } from './10-cluster-list.ts';
import { decodeMpReach, decodeMpUnreach } from './14-mp-nlri.ts';
import { decodeExtendedCommunities } from './16-extended-communities.ts';
import { decodePmsiTunnel } from './22-pmsi-tunnel.ts';
import { decodeTunnelEncapsulation } from './23-tunnel-encapsulation.ts';
import { decodeIpv6ExtendedCommunities } from './25-ipv6-extended-communities.ts';
import { decodeAigp } from './26-aigp.ts';
import { decodeBgpLs } from './29-bgp-ls.ts';
import { decodeBgpsecPath } from './33-bgpsec-path.ts';
import { decodeOnlyToCustomer } from './35-only-to-customer.ts';
import { decodeDPath } from './36-d-path.ts';
import { decodeBfdDiscriminator } from './38-bfd-discriminator.ts';
import { decodePrefixSid } from './40-prefix-sid.ts';
import { decodeAttrSet } from './128-attr-set.ts';

/** Reads a value; throws DecodeError at what it cannot read. */
type AttributeDecoder = (reader: ByteReader, context: DecodeContext) => unknown;

/** By type. Those that are not here are kept raw. */
const ATTRIBUTE_DECODERS: Readonly<Record<number, AttributeDecoder>> = {
  [AttributeType.ORIGIN]: decodeOrigin,
  [AttributeType.AS_PATH]: decodeAsPath,
  [AttributeType.NEXT_HOP]: decodeIpv4Address,
  [AttributeType.MULTI_EXIT_DISC]: decodeMetric,
  [AttributeType.LOCAL_PREF]: decodeMetric,
  [AttributeType.ATOMIC_AGGREGATE]: decodeAtomicAggregate,
  [AttributeType.AGGREGATOR]: decodeAggregator,
  [AttributeType.COMMUNITIES]: decodeCommunities,
  [AttributeType.ORIGINATOR_ID]: decodeIpv4Address,
  [AttributeType.CLUSTER_LIST]: decodeClusterList,
  [AttributeType.MP_REACH_NLRI]: decodeMpReach,
  [AttributeType.MP_UNREACH_NLRI]: decodeMpUnreach,
  [AttributeType.EXTENDED_COMMUNITIES]: decodeExtendedCommunities,
  [AttributeType.AS4_PATH]: decodeAs4Path,
  [AttributeType.AS4_AGGREGATOR]: decodeAs4Aggregator,
  [AttributeType.PMSI_TUNNEL]: decodePmsiTunnel,
  [AttributeType.TUNNEL_ENCAPSULATION]: decodeTunnelEncapsulation,
  [AttributeType.IPV6_EXTENDED_COMMUNITIES]: decodeIpv6ExtendedCommunities,
  [AttributeType.AIGP]: decodeAigp,
  [AttributeType.BGP_LS]: decodeBgpLs,
  [AttributeType.LARGE_COMMUNITY]: decodeLargeCommunities,
  [AttributeType.BGPSEC_PATH]: decodeBgpsecPath,
  [AttributeType.ONLY_TO_CUSTOMER]: decodeOnlyToCustomer,
  [AttributeType.D_PATH]: decodeDPath,
  [AttributeType.BFD_DISCRIMINATOR]: decodeBfdDiscriminator,
  [AttributeType.PREFIX_SID]: decodePrefixSid,
  [AttributeType.ATTR_SET]: (reader) => decodeAttrSet(reader, decodeAttributeValue),
};

/** The value to the end of `reader`, lower-case hex where the type is kept raw. Throws DecodeError at what breaks the format. */
export function decodeAttributeValue(type: number, reader: ByteReader, context: DecodeContext): unknown {
  const decode = ATTRIBUTE_DECODERS[type];
  if (decode === undefined) return toHex(reader.octets);
  return decodeWhole(reader, (whole) => decode(whole, context));
}
