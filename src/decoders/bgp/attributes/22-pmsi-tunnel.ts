/**
 * PMSI Tunnel (RFC 6514 §5): how multicast of a VPN, or BUM traffic of an EVPN, is carried.
 *
 *   +----------+-------------+------------+---------------------+
 *   | Flags    | Tunnel Type | MPLS Label | Tunnel Identifier   |
 *   | 1 octet  | 1 octet     | 3 octets   | by the type         |
 *   +----------+-------------+------------+---------------------+
 */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { formatAddress } from '../../../net/address.ts';
import { toHex } from '../hex.ts';
import { decodeLabelField, labelOf } from '../nlri/labels.ts';
import { unknownName } from '../registry/unknown.ts';
import { decodeIpv4Address } from './03-next-hop.ts';

export interface PmsiTunnel {
  readonly flags: number;
  readonly tunnelType: string;
  /** The field's upper 20 bits. */
  readonly label: number;
  /** All 24 bits: what the label is where the routes ride on VXLAN (RFC 8365 §5.1.3). */
  readonly vni: number;
  /** An address, addresses and numbers by the type, hex where it is kept raw; null where there is none. */
  readonly tunnelIdentifier: unknown;
}

/** https://www.iana.org/assignments/bgp-parameters (PMSI Tunnel Types, RFC 7385). */
const TUNNEL_TYPES: Readonly<Record<number, string>> = {
  0: 'none',
  1: 'rsvp-te-p2mp',
  2: 'mldp-p2mp',
  3: 'pim-ssm',
  4: 'pim-sm',
  5: 'bidir-pim',
  6: 'ingress-replication',
  7: 'mldp-mp2mp',
  8: 'transport-tunnel',
  10: 'assisted-replication',
  11: 'bier',
  12: 'sr-mpls-p2mp',
  13: 'srv6-p2mp',
};

export function decodePmsiTunnel(reader: ByteReader): PmsiTunnel {
  const flags = reader.u8('flags');
  const type = reader.u8('tunnelType');
  const field = decodeLabelField(reader);
  const tunnelType = TUNNEL_TYPES[type] ?? unknownName(type);
  const identifier = reader.sub(reader.remaining, 'tunnelIdentifier');
  return { flags, tunnelType, label: labelOf(field), vni: field, tunnelIdentifier: decodeIdentifier(type, identifier) };
}

function decodeIdentifier(type: number, reader: ByteReader): unknown {
  switch (type) {
    case 0:
      return reader.remaining === 0 ? null : malformed(reader);
    case 1: // RFC 4875 §19.1: the P2MP SESSION object
      return { p2mpId: reader.u32('p2mpId'), tunnelId: tunnelId(reader), extendedTunnelId: decodeIpv4Address(reader) };
    case 3:
    case 4:
    case 5: {
      const length = reader.remaining / 2;
      if (length !== 4 && length !== 16) return malformed(reader);
      const source = formatAddress(reader.bytes(length, 'source'), 0, length);
      return { source, group: formatAddress(reader.bytes(length, 'group'), 0, length) };
    }
    case 6: {
      const { remaining } = reader;
      if (remaining !== 4 && remaining !== 16) return malformed(reader);
      return formatAddress(reader.bytes(remaining, 'unicastTunnelEndpoint'), 0, remaining);
    }
    default:
      return toHex(reader.bytes(reader.remaining, 'tunnelIdentifier'));
  }
}

function tunnelId(reader: ByteReader): number {
  reader.u16('reserved');
  return reader.u16('tunnelId');
}

function malformed({ offset, remaining }: ByteReader): never {
  throw new DecodeError('bgp.pmsiTunnel', 'tunnelIdentifier', offset, `has ${remaining} octets`);
}
