/** TLVs of the BGP-LS Attribute about segment routing, by type: MPLS RFC 9085 §2, BGP peers RFC 9086 §5, SRv6 RFC 9514. */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { readAll, readIpv4, readIpv6, readNumber } from '../read-fields.ts';
import { LINK_STATE_TLVS } from '../registry/link-state.ts';
import { endpointBehaviorName } from '../registry/srv6.ts';
import { decodeRaw, decodeTlvs, type Tlv, type TlvTable, type ValueDecoder, type2Length2 } from '../tlv.ts';
import { systemId } from './descriptor-values.ts';

/** Sub-TLVs have types of the same registry; none of these holds further ones. */
const SUB_TLVS: TlvTable = {
  header: type2Length2,
  names: LINK_STATE_TLVS,
  values: { 1161: sidOrLabel, 1252: sidStructure },
};

export const SEGMENT_ROUTING_VALUES: Readonly<Record<number, ValueDecoder>> = {
  1034: labelRanges,
  1035: (reader) => readAll(reader, () => reader.u8('algorithm')),
  1036: labelRanges,
  1037: (reader) => reader.u8('preference'),
  1038: (reader) => ({ flags: reader.u16('flags'), ...reserved(reader, 2), ...subTlvs(reader) }),
  1099: (reader) => ({ ...flagsAndWeight(reader), sid: sidOrLabel(reader) }),
  1100: (reader) => ({ ...flagsAndWeight(reader), neighbor: neighborId(reader), sid: sidOrLabel(reader) }),
  1101: (reader) => ({ ...flagsAndWeight(reader), sid: sidOrLabel(reader) }),
  1102: (reader) => ({ ...flagsAndWeight(reader), sid: sidOrLabel(reader) }),
  1103: (reader) => ({ ...flagsAndWeight(reader), sid: sidOrLabel(reader) }),
  1106: (reader) => endX(reader, () => ({})),
  1107: (reader) => endX(reader, () => ({ neighbor: systemId(reader.bytes(6, 'neighbor')) })),
  1108: (reader) => endX(reader, () => ({ neighbor: readIpv4(reader, 'neighbor') })),
  1158: prefixSid,
  1161: sidOrLabel,
  1162: locator,
  1170: decodeRaw,
  1250: endpointBehavior,
  1251: peerNodeSid,
  1252: sidStructure,
};

interface SubTlvs {
  readonly subTlvs?: readonly Tlv[];
}

function subTlvs(reader: ByteReader): SubTlvs {
  return reader.remaining === 0 ? {} : { subTlvs: decodeTlvs(reader, SUB_TLVS) };
}

function reserved(reader: ByteReader, octets: number): object {
  reader.bytes(octets, 'reserved');
  return {};
}

function flagsAndWeight(reader: ByteReader): object {
  return { flags: reader.u8('flags'), weight: reader.u8('weight'), ...reserved(reader, 2) };
}

const LABEL = 0x0f_ffff;

/** RFC 9085 §2.1.1: three octets are a label, four an index. */
function sidOrLabel(reader: ByteReader): unknown {
  switch (reader.remaining) {
    case 3:
      return { label: readNumber(reader, 3, 'label') & LABEL };
    case 4:
      return { index: reader.u32('index') };
    default:
      throw new DecodeError('bgp.linkState', 'sid', reader.offset, `of ${reader.remaining} octets, not 3 or 4`);
  }
}

/** RFC 9085 §2.1.2 SR Capabilities, §2.1.4 SR Local Block: flags, and ranges of labels. */
function labelRanges(reader: ByteReader): unknown {
  const flags = reader.u8('flags');
  reader.u8('reserved');
  const ranges = readAll(reader, () => {
    const size = readNumber(reader, 3, 'rangeSize');
    reader.u16('type');
    return { size, first: sidOrLabel(reader.sub(reader.u16('length'), 'sidOrLabel')) };
  });
  return { flags, ranges };
}

/** RFC 9085 §2.2.2: the system of IS-IS in six octets, the router of OSPF in four. The SID behind it has three or four. */
function neighborId(reader: ByteReader): string {
  return reader.remaining >= 9 ? systemId(reader.bytes(6, 'neighbor')) : readIpv4(reader, 'neighbor');
}

/** RFC 9085 §2.3.1. */
function prefixSid(reader: ByteReader): unknown {
  const flags = reader.u8('flags');
  const algorithm = reader.u8('algorithm');
  reader.u16('reserved');
  return { flags, algorithm, sid: sidOrLabel(reader) };
}

function behavior(reader: ByteReader): object {
  const code = reader.u16('endpointBehavior');
  return { endpointBehavior: code, endpointBehaviorName: reader.note(endpointBehaviorName(code)) };
}

/** RFC 9514 §4.1, §4.2. */
function endX(reader: ByteReader, neighbor: () => object): unknown {
  return {
    ...behavior(reader),
    flags: reader.u8('flags'),
    algorithm: reader.u8('algorithm'),
    weight: reader.u8('weight'),
    ...reserved(reader, 1),
    ...neighbor(),
    sid: readIpv6(reader, 'sid'),
    ...subTlvs(reader),
  };
}

/** RFC 9514 §5.1. */
function locator(reader: ByteReader): unknown {
  const flags = reader.u8('flags');
  const algorithm = reader.u8('algorithm');
  reader.u16('reserved');
  return { flags, algorithm, metric: reader.u32('metric'), ...subTlvs(reader) };
}

/** RFC 9514 §7.1. */
function endpointBehavior(reader: ByteReader): unknown {
  return { ...behavior(reader), flags: reader.u8('flags'), algorithm: reader.u8('algorithm') };
}

/** RFC 9514 §7.2. */
function peerNodeSid(reader: ByteReader): unknown {
  return {
    ...flagsAndWeight(reader),
    peerAs: reader.u32('peerAs'),
    peerBgpId: readIpv4(reader, 'peerBgpIdentifier'),
    ...subTlvs(reader),
  };
}

/** RFC 9514 §8, in bits. */
function sidStructure(reader: ByteReader): unknown {
  return {
    locatorBlockLength: reader.u8('locatorBlockLength'),
    locatorNodeLength: reader.u8('locatorNodeLength'),
    functionLength: reader.u8('functionLength'),
    argumentLength: reader.u8('argumentLength'),
  };
}
