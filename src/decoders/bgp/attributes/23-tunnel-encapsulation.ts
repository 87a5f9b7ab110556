/**
 * Tunnel Encapsulation (RFC 9012 §2): tunnels, each a list of sub-TLVs.
 *
 *   +--------------+--------------+   of:  +--------------+----------------------------+-------+
 *   | Tunnel Type  | Length       |        | Sub-TLV Type | Sub-TLV Length, 1 octet    | Value |
 *   | 2 octets     | 2 octets     |        | 1 octet      | of types to 127, else 2    |       |
 *   +--------------+--------------+        +--------------+----------------------------+-------+
 */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { SubTlv, TUNNEL_SUB_TLVS, TUNNEL_TYPES, TunnelType } from '../registry/tunnels.ts';
import { unknownName } from '../registry/unknown.ts';
import { decodeTlvs, type Tlv, type TlvTable } from '../tlv.ts';
import { SR_POLICY_VALUES } from './23-sr-policy.ts';
import { ENCAPSULATIONS, TUNNEL_VALUES } from './23-tunnel-values.ts';

interface Tunnel {
  readonly type: number;
  readonly name: string;
  readonly subTlvs: readonly Tlv[];
}

const FIRST_LONG = 128;

const SUB_TLV_HEADER: TlvTable['header'] = (reader) => {
  const type = reader.u8('subTlvType');
  return { type, length: type < FIRST_LONG ? reader.u8('subTlvLength') : reader.u16('subTlvLength') };
};

/** Throws DecodeError where RFC 9012 §13 or RFC 9830 §5 has the route treated as withdrawn. */
export function decodeTunnelEncapsulation(reader: ByteReader): readonly Tunnel[] {
  const { offset } = reader;
  const tunnels: Tunnel[] = [];
  while (reader.remaining > 0) {
    const at = reader.offset;
    const type = reader.u16('tunnelType');
    if (type === TunnelType.SR_POLICY && tunnels.some((tunnel) => tunnel.type === type))
      throw new DecodeError('bgp.tunnelEncapsulation', 'tunnelType', at, 'SR Policy a second time');
    const name = TUNNEL_TYPES[type] ?? unknownName(type);
    const subTlvs = decodeTlvs(reader.sub(reader.u16('tunnelLength'), name), subTlvsOf(type));
    tunnels.push({ type, name, subTlvs });
  }
  if (tunnels.every(hasBadEndpoint))
    throw new DecodeError('bgp.tunnelEncapsulation', 'tunnels', offset, 'none is valid');
  return tunnels;
}

/** A malformed sub-TLV is as good as an unknown one, but for those of an SR Policy, which is of no use without them. */
function subTlvsOf(tunnelType: number): TlvTable {
  const encapsulation = ENCAPSULATIONS[tunnelType];
  const isPolicy = tunnelType === TunnelType.SR_POLICY;
  return {
    header: SUB_TLV_HEADER,
    names: TUNNEL_SUB_TLVS,
    values: { ...TUNNEL_VALUES, ...SR_POLICY_VALUES, ...(encapsulation !== undefined && { 1: encapsulation }) },
    keepsBad: (type) => !isPolicy || type < SubTlv.PREFERENCE,
  };
}

/** Such a tunnel is ignored. Which families need an endpoint in each (RFC 9012 §6) is not judged here. */
const hasBadEndpoint = ({ type, subTlvs }: Tunnel): boolean =>
  type !== TunnelType.SR_POLICY &&
  subTlvs.some((subTlv) => subTlv.type === SubTlv.TUNNEL_EGRESS_ENDPOINT && subTlv.error !== undefined);
