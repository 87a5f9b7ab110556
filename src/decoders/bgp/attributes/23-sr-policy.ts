/** Sub-TLVs of an SR Policy in the Tunnel Encapsulation attribute (RFC 9830 §2.4), by type. */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { readIpv6, readLabelEntry, readText } from '../read-fields.ts';
import { SEGMENT_LIST_SUB_TLVS } from '../registry/tunnels.ts';
import { decodeTlvs, type TlvTable, type ValueDecoder, type1Length1 } from '../tlv.ts';
import { readBehaviorAndStructure, SEGMENTS } from './23-segments.ts';

export const SR_POLICY_VALUES: Readonly<Record<number, ValueDecoder>> = {
  12: (reader) => ({ ...flags(reader), preference: reader.u32('preference') }),
  13: bindingSid,
  14: (reader) => ({ ...flags(reader), enlp: reader.u8('enlp') }),
  15: priority,
  20: srv6BindingSid,
  128: segmentList,
  129: name,
  130: name,
};

function flags(reader: ByteReader): { readonly flags: number } {
  const value = reader.u8('flags');
  reader.u8('reserved');
  return { flags: value };
}

/** §2.4.2: no SID, an MPLS label or an SRv6 SID. */
function bindingSid(reader: ByteReader): unknown {
  const head = flags(reader);
  switch (reader.remaining) {
    case 0:
      return { ...head, sid: null };
    case 4:
      return { ...head, sid: readLabelEntry(reader, 'sid').label };
    case 16:
      return { ...head, sid: readIpv6(reader, 'sid') };
    default:
      throw new DecodeError('bgp.bindingSid', 'sid', reader.offset, `of ${reader.remaining} octets, not 0, 4 or 16`);
  }
}

/** §2.4.6. */
function priority(reader: ByteReader): unknown {
  const value = reader.u8('priority');
  reader.u8('reserved');
  return { priority: value };
}

/** §2.4.3. */
function srv6BindingSid(reader: ByteReader): unknown {
  return { ...flags(reader), sid: readIpv6(reader, 'sid'), ...readBehaviorAndStructure(reader) };
}

/** §2.4.7, §2.4.8: a name to show to people. */
function name(reader: ByteReader): unknown {
  reader.u8('reserved');
  return { name: readText(reader, 'name') };
}

const SEGMENT_LIST: TlvTable = {
  header: type1Length1,
  names: SEGMENT_LIST_SUB_TLVS,
  values: { ...SEGMENTS, 9: (reader) => ({ ...flags(reader), weight: reader.u32('weight') }) },
};

/** §2.4.4. */
function segmentList(reader: ByteReader): unknown {
  reader.u8('reserved');
  return decodeTlvs(reader, SEGMENT_LIST);
}
