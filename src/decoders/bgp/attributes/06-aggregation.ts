import type { ByteReader } from '../../../bytes/reader.ts';
import type { Aggregator, DecodeContext } from '../message.ts';
import { decodeIpv4Address } from './03-next-hop.ts';

/** ATOMIC_AGGREGATE (RFC 4271 §5.1.6): it is there or it isn't, and has no octets. */
export function decodeAtomicAggregate(): null {
  return null;
}

/** AGGREGATOR (RFC 4271 §5.1.7), 7: the AS has 2 or 4 octets by the session (RFC 6793 §3). */
export function decodeAggregator(reader: ByteReader, { fourOctetAs }: DecodeContext): Aggregator {
  const as = fourOctetAs ? reader.u32('as') : reader.u16('as');
  return { as, address: decodeIpv4Address(reader) };
}

/** AS4_AGGREGATOR (RFC 6793 §3), 18. */
export function decodeAs4Aggregator(reader: ByteReader): Aggregator {
  return { as: reader.u32('as'), address: decodeIpv4Address(reader) };
}
