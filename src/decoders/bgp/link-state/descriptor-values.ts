/** TLVs that stand in link-state NLRI, by type: RFC 9552 §5.2; 516 and 517 RFC 9086 §4.1, 518 RFC 9514 §6.1. */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { formatAddress } from '../../../net/address.ts';
import { Afi, formatPrefix } from '../../../net/prefix.ts';
import { toHex } from '../hex.ts';
import { readAll, readIpv4, readIpv6 } from '../read-fields.ts';
import { unknownName } from '../registry/unknown.ts';
import type { ValueDecoder } from '../tlv.ts';

export const DESCRIPTOR_VALUES: Readonly<Record<number, ValueDecoder>> = {
  258: (reader) => ({ local: reader.u32('localIdentifier'), remote: reader.u32('remoteIdentifier') }),
  259: (reader) => readIpv4(reader, 'address'),
  260: (reader) => readIpv4(reader, 'address'),
  261: (reader) => readIpv6(reader, 'address'),
  262: (reader) => readIpv6(reader, 'address'),
  263: (reader) => readAll(reader, () => reader.u16('mtId') & 0x0fff),
  264: ospfRouteType,
  512: (reader) => reader.u32('as'),
  513: (reader) => readIpv4(reader, 'bgpLsIdentifier'),
  514: (reader) => readIpv4(reader, 'areaId'),
  515: igpRouterId,
  516: (reader) => readIpv4(reader, 'bgpRouterId'),
  517: (reader) => reader.u32('memberAs'),
  518: (reader) => readIpv6(reader, 'sid'),
};

const ROUTE_TYPES = ['', 'Intra-Area', 'Inter-Area', 'External 1', 'External 2', 'NSSA 1', 'NSSA 2'];

/** RFC 9552 §5.2.3. */
function ospfRouteType(reader: ByteReader): unknown {
  const routeType = reader.u8('routeType');
  return { routeType, routeTypeName: reader.note(ROUTE_TYPES[routeType] || unknownName(routeType)) };
}

/**
 * RFC 9552 §5.2.1.4, by its length: a node of IS-IS (`0000.0000.0001`), its pseudonode (`0000.0000.0001-02`), a node of OSPF
 * (`10.0.0.1`), its pseudonode (`10.0.0.1:10.0.0.2`: the designated router's interface behind the colon).
 */
function igpRouterId(reader: ByteReader): string {
  const { offset } = reader;
  const octets = reader.bytes(reader.remaining, 'igpRouterId');
  switch (octets.length) {
    case 4:
      return formatAddress(octets, 0, 4);
    case 6:
      return systemId(octets);
    case 7:
      return `${systemId(octets)}-${toHex(octets.subarray(6))}`;
    case 8:
      return `${formatAddress(octets, 0, 4)}:${formatAddress(octets, 4, 4)}`;
    default:
      throw new DecodeError('bgp.linkState', 'igpRouterId', offset, `of ${octets.length} octets, not 4, 6, 7 or 8`);
  }
}

/** Of IS-IS, six octets. */
export function systemId(octets: Uint8Array): string {
  const digits = toHex(octets.subarray(0, 6));
  return `${digits.slice(0, 4)}.${digits.slice(4, 8)}.${digits.slice(8)}`;
}

/** TLV 265 (RFC 9552 §5.2.3.2): a length in bits and as few octets as hold them. */
export function ipReachability(afi: Afi): ValueDecoder {
  const max = afi === Afi.IPv4 ? 32 : 128;
  return (reader) => {
    const { offset } = reader;
    const bits = reader.u8('prefixLength');
    if (bits > max) throw new DecodeError('bgp.linkState', 'prefixLength', offset, `is ${bits}, maximum ${max}`);
    return reader.note(formatPrefix(reader.bytes((bits + 7) >> 3, 'prefix'), 0, bits, afi));
  };
}
