import type { ByteReader } from '../../../bytes/reader.ts';

/** MULTI_EXIT_DISC (RFC 4271 §5.1.4), and LOCAL_PREF (§5.1.5), 5: one number of four octets. */
export function decodeMetric(reader: ByteReader): number {
  return reader.u32('metric');
}
