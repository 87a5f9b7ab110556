/**
 * BFD Discriminator (RFC 9026 §3.1.6).
 *
 *   +----------+--------------------+------------------------------------+
 *   | BFD Mode | BFD Discriminator  | TLVs: type, length (1 octet each), |
 *   | 1 octet  | 4 octets           | value; type 1 is the Source IP     |
 *   +----------+--------------------+------------------------------------+
 */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { formatAddress } from '../../../net/address.ts';
import { toHex } from '../hex.ts';

export interface BfdDiscriminator {
  readonly mode: number;
  readonly discriminator: number;
  /** Null where no TLV names it. */
  readonly sourceAddress: string | null;
  /** All other TLVs, their values in hex; absent where there are none. */
  readonly otherTlvs?: readonly { readonly type: number; readonly value: string }[];
}

const P2MP = 1;
const SOURCE_IP = 1;

export function decodeBfdDiscriminator(reader: ByteReader): BfdDiscriminator {
  const { offset } = reader;
  const mode = reader.u8('bfdMode');
  const discriminator = reader.u32('bfdDiscriminator');
  let sourceAddress: string | null = null;
  const otherTlvs: { type: number; value: string }[] = [];
  while (reader.remaining > 0) {
    const type = reader.u8('type');
    const value = reader.sub(reader.u8('length'), 'tlv');
    if (type === SOURCE_IP) sourceAddress = decodeSource(value);
    else otherTlvs.push({ type, value: toHex(value.bytes(value.remaining, 'value')) });
  }
  if (mode === P2MP && sourceAddress === null) {
    throw new DecodeError('bgp.bfdDiscriminator', 'bfdMode', offset, 'P2MP without the Source IP Address TLV');
  }
  return { mode, discriminator, sourceAddress, ...(otherTlvs.length > 0 && { otherTlvs }) };
}

function decodeSource(reader: ByteReader): string {
  const { offset, remaining } = reader;
  if (remaining !== 4 && remaining !== 16) {
    throw new DecodeError('bgp.bfdDiscriminator', 'length', offset - 1, `of the Source IP Address is ${remaining}`);
  }
  return formatAddress(reader.bytes(remaining, 'sourceIpAddress'), 0, remaining);
}
