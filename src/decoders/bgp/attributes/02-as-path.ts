import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import type { AsPathSegment, DecodeContext } from '../message.ts';

/** RFC 4271 §4.3, RFC 5065 §3. The wire's type is the place in this list, from 1. */
export const SEGMENT_TYPES = ['AS_SET', 'AS_SEQUENCE', 'AS_CONFED_SEQUENCE', 'AS_CONFED_SET'] as const;

/** AS_PATH (RFC 4271 §5.1.2): numbers of 2 or 4 octets by the session (RFC 6793 §3). The picture is in scan-as-path.ts. */
export function decodeAsPath(reader: ByteReader, { fourOctetAs }: DecodeContext): readonly AsPathSegment[] {
  return decodeSegments(reader, fourOctetAs ? 4 : 2);
}

/** AS4_PATH (RFC 6793 §3), 17: as AS_PATH, but always of 4 octets. */
export function decodeAs4Path(reader: ByteReader): readonly AsPathSegment[] {
  return decodeSegments(reader, 4);
}

function decodeSegments(reader: ByteReader, width: 2 | 4): readonly AsPathSegment[] {
  const segments: AsPathSegment[] = [];
  while (reader.remaining > 0) segments.push(reader.group('segment', () => decodeSegment(reader, width)));
  return segments;
}

function decodeSegment(reader: ByteReader, width: 2 | 4): AsPathSegment {
  const { offset } = reader;
  const code = reader.u8('segmentType');
  const type = SEGMENT_TYPES[code - 1];
  if (type === undefined) throw new DecodeError('bgp.asPath', 'segmentType', offset, `is ${code}, known are 1 to 4`);
  reader.note(type);
  const count = reader.u8('segmentLength');
  if (count === 0) throw new DecodeError('bgp.asPath', 'segmentLength', offset + 1, 'is 0');
  const asns: number[] = [];
  for (let left = count; left > 0; left--) asns.push(width === 4 ? reader.u32('as') : reader.u16('as'));
  return { type, asns };
}
