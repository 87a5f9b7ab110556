/**
 * BGP Prefix-SID (RFC 8669 §3): a list of TLVs.
 *
 *   +----------+-----------+------------------------------------------+
 *   | Type     | Length    | Value: of most types a reserved octet,   |
 *   | 1 octet  | 2 octets  | then its fields                          |
 *   +----------+-----------+------------------------------------------+
 */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { readAll, readNumber } from '../read-fields.ts';
import { decodeTlvs, type Tlv, type1Length2, type TlvTable } from '../tlv.ts';
import { decodeSrv6Service } from './40-srv6-service.ts';

/** https://www.iana.org/assignments/bgp-parameters (BGP Prefix-SID TLV Types) */
const TLVS: TlvTable = {
  header: type1Length2,
  names: {
    1: 'Label-Index',
    2: 'deprecated (2)',
    3: 'Originator SRGB',
    4: 'deprecated (4)',
    5: 'SRv6 L3 Service',
    6: 'SRv6 L2 Service',
  },
  values: { 1: labelIndex, 3: originatorSrgb, 5: decodeSrv6Service, 6: decodeSrv6Service },
  // RFC 9252 §7. RFC 8669 §6 discards the attribute, but without its SIDs such a route would seem to be one of MPLS.
  treatments: { 5: 'treat-as-withdraw', 6: 'treat-as-withdraw' },
};

export function decodePrefixSid(reader: ByteReader): readonly Tlv[] {
  if (reader.remaining === 0) throw new DecodeError('bgp.prefixSid', 'length', reader.offset, 'is 0');
  return decodeTlvs(reader, TLVS);
}

/** RFC 8669 §3.1. */
function labelIndex(reader: ByteReader): unknown {
  reader.u8('reserved');
  return { flags: reader.u16('flags'), labelIndex: reader.u32('labelIndex') };
}

/** RFC 8669 §3.2: one or more ranges of labels, three octets for the first and three for how many. */
function originatorSrgb(reader: ByteReader): unknown {
  const flags = reader.u16('flags');
  const range = () => ({ base: readNumber(reader, 3, 'base'), range: readNumber(reader, 3, 'range') });
  return { flags, srgb: [range(), ...readAll(reader, range)] };
}
