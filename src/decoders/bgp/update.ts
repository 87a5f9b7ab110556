/** UPDATE as values (RFC 4271 §4.3); the picture, and what breaks the format, are in scan-update.ts. */
import { type ByteReader, DecodeError } from '../../bytes/reader.ts';
import { Afi } from '../../net/prefix.ts';
import { decodeAttributeValue } from './attributes/decoders.ts';
import { communityNames } from './attributes/08-communities.ts';
import { IPV4_UNICAST } from './families.ts';
import { toHex } from './hex.ts';
import type { MessageFault } from './fault.ts';
import type { BgpUpdate, DecodeContext, Nlri, PathAttribute } from './message.ts';
import { mergeAs4 } from './merge-as4.ts';
import { decodePrefixes } from './nlri/prefixes.ts';
import { AttributeFlag, attributeName, flagsName, AttributeType } from './registry/attributes.ts';
import { createUpdateScan, scanUpdate } from './scan-update.ts';

const scan = createUpdateScan();

/** Reads from behind its header what can be read of an UPDATE, whatever its fault: an attribute that breaks its format is kept raw. */
export function decodeUpdate(
  reader: ByteReader,
  context: DecodeContext,
): { readonly update: BgpUpdate; readonly fault: MessageFault | null } {
  const message = reader.octets;
  scanUpdate(message, 0, message.length, context, scan);
  const withdrawn: Nlri[] = [];
  const attributes: PathAttribute[] = [];
  const nlri: Nlri[] = [];
  const pathIds = context.addPath.has(IPV4_UNICAST);
  untilFault(() => {
    const withdrawnRoutes = reader.sub(reader.u16('withdrawnRoutesLength'), 'withdrawnRoutes');
    untilFault(() => decodePrefixes(withdrawnRoutes, Afi.IPv4, pathIds, withdrawn));
    const totalLength = reader.u16('totalPathAttributeLength');
    const pathAttributes = reader.sub(Math.min(totalLength, reader.remaining), 'pathAttributes');
    untilFault(() => decodePathAttributes(pathAttributes, context, attributes));
    decodePrefixes(reader.sub(reader.remaining, 'nlri'), Afi.IPv4, pathIds, nlri);
  });
  const { endOfRib, fault } = scan;
  const merged = context.fourOctetAs ? null : mergeAs4(attributes);
  if (merged === null && endOfRib === -1) return { update: { withdrawn, attributes, nlri }, fault };
  return { update: { withdrawn, attributes, nlri, ...merged, ...(endOfRib !== -1 && { endOfRib }) }, fault };
}

/** What was read before stays; the scan says what is wrong. */
function untilFault(decode: () => void): void {
  try {
    decode();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
}

/** Reads path attributes to the end of `reader` into `into`, where those read so far remain if one runs over the end (DecodeError). */
export function decodePathAttributes(
  reader: ByteReader,
  context: DecodeContext,
  into: PathAttribute[],
  decode: typeof decodeAttributeValue = decodeAttributeValue,
): void {
  while (reader.remaining > 0) {
    const attribute = reader.group('pathAttribute', () => decodeAttribute(reader, context, decode));
    reader.note(attribute.name);
    into.push(attribute);
  }
}

function decodeAttribute(
  reader: ByteReader,
  context: DecodeContext,
  decode: typeof decodeAttributeValue,
): PathAttribute {
  const flags = reader.u8('attributeFlags');
  reader.note(flagsName(flags));
  const type = reader.u8('attributeType');
  const name = reader.note(attributeName(type));
  const extended = (flags & AttributeFlag.EXTENDED_LENGTH) !== 0;
  const length = extended ? reader.u16('attributeLength') : reader.u8('attributeLength');
  const value = rawIfMalformed(reader.sub(length, 'attributeValue'), (octets) => decode(type, octets, context));
  if (type !== AttributeType.COMMUNITIES) return { type, name, flags, value };
  return { type, name, flags, value, ...communityNames(value) };
}

function rawIfMalformed(reader: ByteReader, decode: (reader: ByteReader) => unknown): unknown {
  try {
    return decode(reader);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return toHex(reader.octets);
  }
}
