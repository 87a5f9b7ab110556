import type { ByteReader } from '../../../bytes/reader.ts';
import { ATTRIBUTE_VALUES } from '../link-state/attribute-values.ts';
import { SEGMENT_ROUTING_VALUES } from '../link-state/segment-routing-values.ts';
import { LINK_STATE_TLVS } from '../registry/link-state.ts';
import { decodeTlvs, type Tlv, type TlvTable, type2Length2 } from '../tlv.ts';

const TLVS: TlvTable = {
  header: type2Length2,
  names: LINK_STATE_TLVS,
  values: { ...ATTRIBUTE_VALUES, ...SEGMENT_ROUTING_VALUES },
};

/** BGP-LS Attribute (RFC 9552 §5.3): TLVs, a type and a length of two octets each, about the nodes, links and prefixes of MP_REACH_NLRI. */
export function decodeBgpLs(reader: ByteReader): readonly Tlv[] {
  return decodeTlvs(reader, TLVS);
}
