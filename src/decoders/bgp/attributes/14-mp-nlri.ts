import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { formatAddress } from '../../../net/address.ts';
import { familyName } from '../families.ts';
import { toHex } from '../hex.ts';
import type { DecodeContext, MpReach, MpUnreach } from '../message.ts';
import { decodeMpNlri } from '../nlri/decode-nlri.ts';
import { addressBits, nextHopFits } from '../scan-nlri.ts';

/**
 * MP_REACH_NLRI (RFC 4760 §3).
 *
 *   +----------+---------+------------------+-----------+-----------+-----------+
 *   | AFI      | SAFI    | Next Hop Length  | Next Hop  | Reserved  | NLRI      |
 *   | 2 octets | 1 octet | 1 octet          |           | 1 octet   |           |
 *   +----------+---------+------------------+-----------+-----------+-----------+
 */
export function decodeMpReach(reader: ByteReader, context: DecodeContext): MpReach {
  const afi = reader.u16('afi');
  const safi = reader.u8('safi');
  reader.note(familyName(afi, safi));
  const { offset } = reader;
  const length = reader.u8('nextHopLength');
  if (addressBits(afi, safi) > 0 && !nextHopFits(afi, length)) {
    throw new DecodeError('bgp.mpReach', 'nextHopLength', offset, `is ${length} in AFI ${afi}, SAFI ${safi}`);
  }
  const nextHop = nextHops(reader.bytes(length, 'nextHop'));
  reader.note(nextHop.join(' '));
  reader.u8('reserved');
  return { afi, safi, nextHop, nlri: decodeMpNlri(reader, { afi, safi, withdrawn: false }, context) };
}

/** MP_UNREACH_NLRI (RFC 4760 §4), 15: AFI, SAFI and NLRI. */
export function decodeMpUnreach(reader: ByteReader, context: DecodeContext): MpUnreach {
  const afi = reader.u16('afi');
  const safi = reader.u8('safi');
  reader.note(familyName(afi, safi));
  return { afi, safi, withdrawn: decodeMpNlri(reader, { afi, safi, withdrawn: true }, context) };
}

const RD_LENGTH = 8; // RFC 4364 §4.3.2: a route distinguisher, always 0 here

/** The length tells what it is: 32 octets are a global and a link-local address (RFC 2545 §3), 12, 24 and 48 those of a VPN. */
export function nextHops(octets: Uint8Array): readonly string[] {
  switch (octets.length) {
    case 0:
      return [];
    case 4:
      return [formatAddress(octets, 0, 4)];
    case 16:
      return [formatAddress(octets, 0, 16)];
    case 32:
      return [formatAddress(octets, 0, 16), formatAddress(octets, 16, 16)];
    case RD_LENGTH + 4:
      return [formatAddress(octets, RD_LENGTH, 4)];
    case RD_LENGTH + 16:
      return [formatAddress(octets, RD_LENGTH, 16)];
    case 2 * (RD_LENGTH + 16):
      return [formatAddress(octets, RD_LENGTH, 16), formatAddress(octets, 2 * RD_LENGTH + 16, 16)];
    default:
      return [toHex(octets)];
  }
}
