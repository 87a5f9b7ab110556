/**
 * ATTR_SET (RFC 6368 §5): the attributes of a customer's route, carried through a provider's network.
 *
 *   +-----------+--------------------------------------------------+
 *   | Origin AS | Path attributes as in an UPDATE, their AS        |
 *   | 4 octets  | numbers always of 4 octets                       |
 *   +-----------+--------------------------------------------------+
 */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { flagsOf, JUDGED_FLAGS, lengthFits, lengthRule } from '../attribute-rules.ts';
import { toHex } from '../hex.ts';
import type { DecodeContext, PathAttribute } from '../message.ts';
import { AttributeFlag, AttributeType, attributeName } from '../registry/attributes.ts';

export interface AttrSet {
  readonly originAs: number;
  readonly attributes: readonly PathAttribute[];
}

const INNER: DecodeContext = { fourOctetAs: true, addPath: new Set() };

/** Attributes that break their format make the whole malformed. One ATTR_SET within another is kept raw. */
export function decodeAttrSet(
  reader: ByteReader,
  decodeValue: (type: number, reader: ByteReader, context: DecodeContext) => unknown,
): AttrSet {
  const originAs = reader.u32('originAs');
  const attributes: PathAttribute[] = [];
  while (reader.remaining > 0) {
    const { offset } = reader;
    const flags = reader.u8('attributeFlags');
    const type = reader.u8('attributeType');
    const extended = (flags & AttributeFlag.EXTENDED_LENGTH) !== 0;
    const length = extended ? reader.u16('attributeLength') : reader.u8('attributeLength');
    const name = attributeName(type);
    judge(type, name, flags, length, offset);
    const inner = reader.sub(length, name);
    const value =
      type === AttributeType.ATTR_SET ? toHex(inner.bytes(length, 'value')) : decodeValue(type, inner, INNER);
    attributes.push({ type, name, flags, value });
  }
  return { originAs, attributes };
}

function judge(type: number, name: string, flags: number, length: number, offset: number): void {
  if (type === AttributeType.MP_REACH_NLRI || type === AttributeType.MP_UNREACH_NLRI) {
    throw new DecodeError('bgp.attrSet', name, offset, 'has no place in an ATTR_SET');
  }
  const known = flagsOf(type);
  if (known !== 0 && (flags & JUDGED_FLAGS) !== known) {
    throw new DecodeError(
      'bgp.attrSet',
      name,
      offset,
      `has flags 0x${flags.toString(16)}, not 0x${known.toString(16)}`,
    );
  }
  if (!lengthFits(type, length)) {
    throw new DecodeError('bgp.attrSet', name, offset, `has ${length} octets, not ${lengthRule(type)}`);
  }
}
