/** Sub-TLVs of the Tunnel Encapsulation attribute (RFC 9012 §3), by type. */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { formatMac, readAll, readIpv4, readIpv6, readLabelEntry, readNumber } from '../read-fields.ts';
import { TunnelType } from '../registry/tunnels.ts';
import { decodeRaw, type ValueDecoder } from '../tlv.ts';
import { decodePrefixSid } from './40-prefix-sid.ts';

export const TUNNEL_VALUES: Readonly<Record<number, ValueDecoder>> = {
  2: (reader) => ({ protocolType: reader.u16('protocolType') }),
  4: color,
  5: (reader) => ({ size: reader.u16('size') }), // RFC 5640 §3.1, in octets
  6: tunnelEgressEndpoint,
  7: (reader) => ({ dsField: reader.u8('dsField') }),
  8: (reader) => ({ port: reader.u16('udpDestinationPort') }),
  9: (reader) => ({ embeddedLabelHandling: reader.u8('embeddedLabelHandling') }),
  10: (reader) => readAll(reader, () => readLabelEntry(reader, 'labelStackEntry')),
  11: decodePrefixSid,
};

/** Sub-TLV 1, Encapsulation (§3.2), by tunnel type. */
export const ENCAPSULATIONS: Readonly<Record<number, ValueDecoder>> = {
  [TunnelType.L2TPV3]: (reader) => ({ sessionId: reader.u32('sessionId'), cookie: decodeRaw(reader) }),
  [TunnelType.GRE]: greKey,
  [TunnelType.VXLAN]: virtualNetwork,
  [TunnelType.NVGRE]: virtualNetwork,
  [TunnelType.MPLS_IN_GRE]: greKey,
};

function greKey(reader: ByteReader): unknown {
  return { greKey: reader.u32('greKey') };
}

const HAS_ID = 0x80;
const HAS_MAC = 0x40;

/** §3.2.1 VXLAN, §3.2.2 NVGRE: an identifier and a MAC address, each only where its flag says so. */
function virtualNetwork(reader: ByteReader): unknown {
  const flags = reader.u8('flags');
  const id = readNumber(reader, 3, 'vnId');
  const mac = formatMac(reader.bytes(6, 'macAddress'));
  reader.u16('reserved');
  return { flags, ...((flags & HAS_ID) !== 0 && { vnId: id }), ...((flags & HAS_MAC) !== 0 && { mac }) };
}

const COLOR_COMMUNITY = 0x03_0b;

/** §3.4.2: a Color Extended Community (§4.3). */
function color(reader: ByteReader): unknown {
  const { offset } = reader;
  const community = reader.u16('type');
  if (community !== COLOR_COMMUNITY) throw new DecodeError('bgp.tunnelColor', 'type', offset, 'is not 0x030b');
  return { flags: reader.u16('flags'), color: reader.u32('color') };
}

/** §3.1. Family 0 stands for the next hop's address. */
function tunnelEgressEndpoint(reader: ByteReader): unknown {
  reader.u32('reserved');
  const { offset } = reader;
  const addressFamily = reader.u16('addressFamily');
  switch (addressFamily) {
    case 0:
      return { addressFamily, address: null };
    case 1:
      return { addressFamily, address: readIpv4(reader, 'address') };
    case 2:
      return { addressFamily, address: readIpv6(reader, 'address') };
    default:
      throw new DecodeError('bgp.tunnelEgressEndpoint', 'addressFamily', offset, `is ${addressFamily}, not 0, 1 or 2`);
  }
}
