/**
 * VPLS: a block of labels (RFC 4761 §3.2.2; RFC 6624 §2.2 appends TLVs), or auto-discovery alone (RFC 6074 §3.2.2.1).
 *
 *   +----------+----------+----------+-----------------+---------------+------------+
 *   | Length   | RD       | VE ID    | VE Block Offset | VE Block Size | Label Base |
 *   | 2 octets | 8 octets | 2 octets | 2 octets        | 2 octets      | 3 octets   |
 *   +----------+----------+----------+-----------------+---------------+------------+
 *   | Length   | RD       | PE_addr  |
 *   | 2 octets | 8 octets | 4 octets |
 *   +----------+----------+----------+
 */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { toHex } from '../hex.ts';
import { decodeAddress } from './fields.ts';
import { decodeLabelField, labelOf } from './labels.ts';
import { decodeRouteDistinguisher } from './route-distinguisher.ts';

export type VplsNlri =
  | {
      readonly kind: 'vpls';
      readonly rd: string;
      readonly veId: number;
      readonly veBlockOffset: number;
      readonly veBlockSize: number;
      readonly labelBase: number;
      /** As hex; absent where there are none. */
      readonly tlvs?: string;
      readonly pathId?: number;
    }
  | { readonly kind: 'vpls-ad'; readonly rd: string; readonly peAddress: string; readonly pathId?: number };

const AUTO_DISCOVERY_LENGTH = 12;
const LABEL_BLOCK_LENGTH = 17;

export function decodeVpls(reader: ByteReader): VplsNlri {
  const { offset } = reader;
  const length = decodeLength(reader);
  if (length !== AUTO_DISCOVERY_LENGTH && length < LABEL_BLOCK_LENGTH) {
    const reason = `is ${length}, neither ${AUTO_DISCOVERY_LENGTH} nor ${LABEL_BLOCK_LENGTH} and more`;
    throw new DecodeError('bgp.nlri', 'length', offset, reason);
  }
  const route = reader.sub(length, 'vplsRoute');
  const rd = decodeRouteDistinguisher(route);
  if (length === AUTO_DISCOVERY_LENGTH) return { kind: 'vpls-ad', rd, peAddress: decodeAddress(route, 4, 'peAddress') };
  const veId = route.u16('veId');
  const veBlockOffset = route.u16('veBlockOffset');
  const veBlockSize = route.u16('veBlockSize');
  const labelBase = labelOf(decodeLabelField(route));
  const tlvs = route.remaining > 0 ? { tlvs: toHex(route.bytes(route.remaining, 'tlvs')) } : {};
  return { kind: 'vpls', rd, veId, veBlockOffset, veBlockSize, labelBase, ...tlvs };
}

/** Some routers write the length of auto-discovery as RFC 6074 §7 tells of: in bits, in one octet, 0x60. No route is that long otherwise. */
function decodeLength(reader: ByteReader): number {
  const first = reader.u8('length');
  return first === 8 * AUTO_DISCOVERY_LENGTH ? AUTO_DISCOVERY_LENGTH : first * 256 + reader.u8('length');
}
