/**
 * Link-state NLRI (RFC 9552 §5.2, RFC 9514 §6), with a route distinguisher in SAFI 72.
 *
 *   +-----------+--------------------+---------------+-------------+------------+--------------------+
 *   | NLRI Type | Total NLRI Length, | RD, 8 octets, | Protocol-ID | Identifier | Node descriptors,  |
 *   | 2 octets  | 2 octets           | or none       | 1 octet     | 8 octets   | then other TLVs    |
 *   +-----------+--------------------+---------------+-------------+------------+--------------------+
 */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { Afi } from '../../../net/prefix.ts';
import { TreatedError } from '../fault.ts';
import { DESCRIPTOR_VALUES, ipReachability } from '../link-state/descriptor-values.ts';
import { readU64 } from '../read-fields.ts';
import { Safi } from '../registry/address-families.ts';
import { DescriptorTlv, LINK_STATE_TLVS, NLRI_TYPES, NlriType, PROTOCOLS } from '../registry/link-state.ts';
import { unknownName } from '../registry/unknown.ts';
import { decodeRaw, decodeTlvs, type Tlv, type TlvTable, type2Length2 } from '../tlv.ts';
import type { NlriFamily } from './nlri-decoder.ts';
import { decodeRouteDistinguisher } from './route-distinguisher.ts';

export interface LinkStateNlri {
  readonly kind: 'link-state';
  readonly type: number;
  readonly name: string;
  readonly rd?: string;
  readonly protocolId?: number;
  readonly protocol?: string;
  /** Decimal: which of several instances of the protocol. */
  readonly identifier?: string;
  /** In their order: those of the nodes, each a list of its own, before those of the link, prefix or SID. */
  readonly descriptors?: readonly Tlv[];
  /** Hex, of an unknown type. */
  readonly value?: string;
}

export function decodeLinkState(reader: ByteReader, { safi }: NlriFamily): LinkStateNlri {
  const type = reader.u16('nlriType');
  const name = reader.note(NLRI_TYPES[type] ?? unknownName(type));
  const body = reader.sub(reader.u16('totalNlriLength'), name);
  try {
    return { kind: 'link-state', type, name, ...decodeBody(body, type, safi === Safi.LINK_STATE_VPN) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new TreatedError(error, 'nlri-discard'); // RFC 9552 §8.2.2: where it ends is known
  }
}

function decodeBody(reader: ByteReader, type: number, isVpn: boolean): Partial<LinkStateNlri> {
  const rd = isVpn ? { rd: reader.note(decodeRouteDistinguisher(reader)) } : {};
  if (NLRI_TYPES[type] === undefined) return { ...rd, value: decodeRaw(reader) };
  const protocolId = reader.u8('protocolId');
  const protocol = reader.note(PROTOCOLS[protocolId] ?? unknownName(protocolId));
  const identifier = readU64(reader, 'identifier');
  const { offset } = reader;
  const descriptors = decodeTlvs(reader, type === NlriType.IPV6_PREFIX ? IPV6_DESCRIPTORS : DESCRIPTORS);
  judgeOrder(descriptors, offset);
  return { ...rd, protocolId, protocol, identifier, descriptors };
}

const NODE_DESCRIPTORS: TlvTable = { header: type2Length2, names: LINK_STATE_TLVS, values: DESCRIPTOR_VALUES };

/** §5.2.1: one of a kind in each node. */
function decodeNode(reader: ByteReader): readonly Tlv[] {
  const { offset } = reader;
  const tlvs = decodeTlvs(reader, NODE_DESCRIPTORS);
  judgeOrder(tlvs, offset);
  const again = tlvs.find(({ type }, index) => tlvs[index - 1]?.type === type);
  if (again !== undefined) throw new DecodeError('bgp.linkState', 'nodeDescriptors', offset, `${again.name} twice`);
  return tlvs;
}

function descriptorsOf(afi: Afi): TlvTable {
  return {
    ...NODE_DESCRIPTORS,
    values: {
      ...DESCRIPTOR_VALUES,
      [DescriptorTlv.LOCAL_NODE]: decodeNode,
      [DescriptorTlv.REMOTE_NODE]: decodeNode,
      265: ipReachability(afi),
    },
  };
}
const DESCRIPTORS = descriptorsOf(Afi.IPv4);
const IPV6_DESCRIPTORS = descriptorsOf(Afi.IPv6);

/** §5.1: by ascending type, so that two descriptions of one object are equal octet by octet. */
function judgeOrder(tlvs: readonly Tlv[], offset: number): void {
  const late = tlvs.find(({ type }, index) => (tlvs[index - 1]?.type ?? 0) > type);
  if (late !== undefined)
    throw new DecodeError('bgp.linkState', 'descriptors', offset, `${late.name} (${late.type}) is not in order`);
}
