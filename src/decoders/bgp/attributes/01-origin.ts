import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';

export const ORIGINS: readonly string[] = ['IGP', 'EGP', 'INCOMPLETE'];

/** ORIGIN (RFC 4271 §5.1.1): one octet. */
export function decodeOrigin(reader: ByteReader): string {
  const { offset } = reader;
  const code = reader.u8('origin');
  const origin = ORIGINS[code];
  if (origin === undefined) throw new DecodeError('bgp.origin', 'origin', offset, `is ${code}, maximum 2`);
  return reader.note(origin);
}
