import type { ByteReader } from '../../../bytes/reader.ts';

/** Only to Customer (RFC 9234 §5): the AS that marked the route as not to go up or sideways. */
export function decodeOnlyToCustomer(reader: ByteReader): number {
  return reader.u32('as');
}
