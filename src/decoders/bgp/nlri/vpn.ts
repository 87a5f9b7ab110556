/**
 * Prefixes of a VPN (RFC 4364 §4.3.4, RFC 4659 §3.2), unicast and multicast; the length counts the bits of all three.
 *
 *   +----------+---------------------+----------+--------------------------------+
 *   | Length   | Labels              | RD       | Prefix, in as few octets       |
 *   | 1 octet  | 3 octets each       | 8 octets | as hold the bits               |
 *   +----------+---------------------+----------+--------------------------------+
 */
import type { ByteReader } from '../../../bytes/reader.ts';
import { type LabeledNlri, lastPrefix } from './labeled.ts';
import { decodeLabelStack } from './labels.ts';
import type { NlriFamily } from './nlri-decoder.ts';
import { decodeRouteDistinguisher } from './route-distinguisher.ts';

export interface VpnNlri extends LabeledNlri {
  readonly rd: string;
}

const RD_BITS = 64;

export function decodeVpnPrefix(reader: ByteReader, { afi, withdrawn }: NlriFamily): VpnNlri {
  const { offset } = reader;
  const length = reader.u8('length');
  const octets = (length + 7) >> 3;
  const body = reader.sub(octets, 'vpnPrefix');
  const labels = decodeLabelStack(body, length - RD_BITS, withdrawn);
  const rd = decodeRouteDistinguisher(body);
  return { prefix: lastPrefix(body, octets, length, offset, afi), rd, labels };
}
