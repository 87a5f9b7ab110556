/** Path attributes of a table dump, which are those of an UPDATE but for MP_REACH_NLRI. */
import type { ByteReader } from '../../bytes/reader.ts';
import { decodeMpReach, nextHops } from '../bgp/attributes/14-mp-nlri.ts';
import { decodeAttributeValue } from '../bgp/attributes/decoders.ts';
import { mergeAs4 } from '../bgp/merge-as4.ts';
import type { DecodeContext, MpReach, PathAttribute } from '../bgp/message.ts';
import { AttributeType } from '../bgp/registry/attributes.ts';
import { decodeWhole } from '../bgp/tlv.ts';
import { decodePathAttributes } from '../bgp/update.ts';
import { faultIn } from '../records/attempt.ts';
import type { RecordFault, RibEntry } from '../records/exported.ts';

/**
 * RFC 6396 §4.3.4: since the record says family and NLRI already, MP_REACH_NLRI is cut down to Next Hop Length and Next
 * Hop. Some writers leave it whole; then its first octet is 0, of an AFI, as no length of a next hop is.
 */
function decodeRibMpReach(reader: ByteReader, context: DecodeContext, afi: number, safi: number): MpReach {
  if (reader.octets[0] === 0) return decodeMpReach(reader, context);
  const nextHop = nextHops(reader.bytes(reader.u8('nextHopLength'), 'nextHop'));
  reader.note(nextHop.join(' '));
  return { afi, safi, nextHop, nlri: [] };
}

/**
 * Reads the attributes of one route, which is of family `afi` and `safi`. The AS numbers of TABLE_DUMP_V2 have 4 octets,
 * whatever the session had (RFC 6396 §4.3.4); those of TABLE_DUMP have 2.
 */
export function decodeRibAttributes(
  reader: ByteReader,
  { afi, safi }: { readonly afi: number; readonly safi: number },
  fourOctetAs: boolean,
): Pick<RibEntry, 'attributes' | 'asPath' | 'aggregator'> & { readonly fault: RecordFault | null } {
  const attributes: PathAttribute[] = [];
  const context: DecodeContext = { fourOctetAs, addPath: new Set() };
  const fault = faultIn(() =>
    decodePathAttributes(reader, context, attributes, (type, value) =>
      type === AttributeType.MP_REACH_NLRI
        ? decodeWhole(value, (whole) => decodeRibMpReach(whole, context, afi, safi))
        : decodeAttributeValue(type, value, context),
    ),
  );
  return { attributes, ...(!fourOctetAs && mergeAs4(attributes)), fault };
}
