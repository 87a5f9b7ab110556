import type { ByteReader } from '../../../bytes/reader.ts';
import { decodeIpv4Address } from './03-next-hop.ts';

/** CLUSTER_LIST (RFC 4456 §8): identifiers of four octets, written as addresses. */
export function decodeClusterList(reader: ByteReader): readonly string[] {
  const clusters: string[] = [];
  while (reader.remaining > 0) clusters.push(decodeIpv4Address(reader));
  return clusters;
}
