/**
 * SRv6 L3 and L2 Service TLV of the BGP Prefix-SID attribute (RFC 9252 §2), its Sub-TLVs (§3.1) and their Sub-Sub-TLVs (§3.2).
 *
 *   +----------+------------------------------------------------------------+
 *   | Reserved | Sub-TLV 1, SRv6 SID Information:                           |
 *   | 1 octet  | reserved 1, SID 16, flags 1, endpoint behavior 2,          |
 *   |          | reserved 1, then Sub-Sub-TLVs: 1 is the SID's structure    |
 *   +----------+------------------------------------------------------------+
 */
import type { ByteReader } from '../../../bytes/reader.ts';
import { readIpv6 } from '../read-fields.ts';
import { endpointBehaviorName } from '../registry/srv6.ts';
import { decodeTlvs, type Tlv, type1Length2, type TlvTable } from '../tlv.ts';

const SUB_SUB_TLVS: TlvTable = {
  header: type1Length2,
  names: { 1: 'SRv6 SID Structure' },
  values: { 1: sidStructure },
};

const SUB_TLVS: TlvTable = {
  header: type1Length2,
  names: { 1: 'SRv6 SID Information' },
  values: { 1: sidInformation },
};

export function decodeSrv6Service(reader: ByteReader): readonly Tlv[] {
  reader.u8('reserved');
  return decodeTlvs(reader, SUB_TLVS);
}

function sidInformation(reader: ByteReader): unknown {
  reader.u8('reserved');
  const sid = readIpv6(reader, 'sid');
  const flags = reader.u8('flags');
  const endpointBehavior = reader.u16('endpointBehavior');
  reader.u8('reserved');
  return {
    sid,
    flags,
    endpointBehavior,
    endpointBehaviorName: endpointBehaviorName(endpointBehavior),
    subSubTlvs: decodeTlvs(reader, SUB_SUB_TLVS),
  };
}

/** RFC 9252 §3.2.1, in bits. */
function sidStructure(reader: ByteReader): unknown {
  return {
    locatorBlockLength: reader.u8('locatorBlockLength'),
    locatorNodeLength: reader.u8('locatorNodeLength'),
    functionLength: reader.u8('functionLength'),
    argumentLength: reader.u8('argumentLength'),
    transpositionLength: reader.u8('transpositionLength'),
    transpositionOffset: reader.u8('transpositionOffset'),
  };
}
