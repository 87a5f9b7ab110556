import type { ByteReader } from '../../../bytes/reader.ts';
import type { DecodeContext } from '../message.ts';
import { AttributeType } from '../registry/attributes.ts';
import { decodeOrigin } from './01-origin.ts';
import { decodeAs4Path, decodeAsPath } from './02-as-path.ts';
import { decodeIpv4Address } from './03-next-hop.ts';
import { decodeMetric } from './04-metrics.ts';
import { decodeAggregator, decodeAs4Aggregator, decodeAtomicAggregate } from './06-aggregation.ts';
import { decodeCommunities, decodeLargeCommunities } from './08-communities.ts';
import { decodeClusterList } from './10-cluster-list.ts';
import { decodeMpReach, decodeMpUnreach } from './14-mp-nlri.ts';
import { decodeTunnelEncapsulation } from './23-tunnel-encapsulation.ts';
import { decodePrefixSid } from './40-prefix-sid.ts';

/** Reads a value; throws DecodeError at what it cannot read. */
type AttributeDecoder = (reader: ByteReader, context: DecodeContext) => unknown;

/** By type. Those that are not here are kept raw. */
export const ATTRIBUTE_DECODERS: Readonly<Record<number, AttributeDecoder>> = {
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
  [AttributeType.AS4_PATH]: decodeAs4Path,
  [AttributeType.AS4_AGGREGATOR]: decodeAs4Aggregator,
  [AttributeType.TUNNEL_ENCAPSULATION]: decodeTunnelEncapsulation,
  [AttributeType.LARGE_COMMUNITY]: decodeLargeCommunities,
  [AttributeType.PREFIX_SID]: decodePrefixSid,
};
