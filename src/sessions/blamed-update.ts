/** Which UPDATE a NOTIFICATION 3/x complains about. */
import type { BgpNotification } from '../decoders/bgp/message.ts';
import { ErrorCode } from '../decoders/bgp/registry/notifications.ts';
import { type Half, lastUpdateOf } from './connection.ts';
import type { BlamedUpdate } from './update-copies.ts';

/** Flags, type and length: fewer octets are no attribute. */
const ATTRIBUTE_HEAD = 3;

/** The UPDATE of `half` that a NOTIFICATION of its peer refuses; null where it is about something else, or there was none. */
export function findBlamed(half: Half, { code, subcode, data }: BgpNotification): BlamedUpdate | null {
  const last = lastUpdateOf(half);
  if (code !== ErrorCode.UpdateMessageError || last === null) return null;
  const quoted =
    data.length < ATTRIBUTE_HEAD ? undefined : half.copies.copies.findLast(({ octets }) => holds(octets, data));
  if (quoted !== undefined) return { stamp: quoted.stamp, by: 'quoted' };
  const malformed = half.malformed.findLast(({ type, fault }) => type === 'UPDATE' && fault.answer.subcode === subcode);
  if (malformed !== undefined) return { stamp: malformed.stamp, by: 'malformed' };
  return { stamp: last, by: 'last' };
}

function holds(octets: Uint8Array, part: Uint8Array): boolean {
  const last = octets.length - part.length;
  for (let at = 0; at <= last; at++) if (part.every((octet, index) => octets[at + index] === octet)) return true;
  return false;
}
