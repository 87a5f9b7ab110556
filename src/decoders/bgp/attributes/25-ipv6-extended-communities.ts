/**
 * IPv6 address specific extended communities (RFC 5701 §2): 20 octets each.
 *
 *   +-----------+----------+-----------------------+---------------------+
 *   | 0x00/0x40 | Sub-Type | Global Administrator  | Local Administrator |
 *   | 1 octet   | 1 octet  | 16 octets             | 2 octets            |
 *   +-----------+----------+-----------------------+---------------------+
 */
import type { ByteReader } from '../../../bytes/reader.ts';
import { toHex } from '../hex.ts';
import { readIpv6 } from '../read-fields.ts';
import type { ExtendedCommunity } from './16-extended-communities.ts';

const NON_TRANSITIVE = 0x40;
const LENGTH = 20;

/** By Type and Sub-Type. https://www.iana.org/assignments/bgp-extended-communities (IPv6-Address-Specific) */
const TYPES: Readonly<Record<number, string>> = {
  0x00_02: 'route-target',
  0x00_03: 'route-origin',
  0x00_0b: 'vrf-route-import', // RFC 6515
  0x00_0c: 'redirect-to-ip', // draft-ietf-idr-flowspec-redirect-ip
  0x00_0d: 'redirect', // RFC 8956 §6.1
  0x80_0b: 'redirect', // as its drafts had it, and GoBGP 3 sends it
  0x00_10: 'vpn-distinguisher',
  0x00_12: 'inter-area-p2mp-next-hop', // RFC 7524
};

export function decodeIpv6ExtendedCommunities(reader: ByteReader): readonly ExtendedCommunity[] {
  const communities: ExtendedCommunity[] = [];
  while (reader.remaining > 0) communities.push(decodeOne(reader.sub(LENGTH, 'ipv6ExtendedCommunity')));
  return communities;
}

/** `[2001:db8::1]:100`. */
function decodeOne(reader: ByteReader): ExtendedCommunity {
  const high = reader.u8('type');
  const low = reader.u8('subType');
  const transitive = (high & NON_TRANSITIVE) === 0;
  const type = TYPES[(high << 8) | low];
  if (type === undefined) {
    const value = toHex(Uint8Array.of(high, low)) + toHex(reader.bytes(LENGTH - 2, 'value'));
    return { type: 'unknown', transitive, value };
  }
  const address = readIpv6(reader, 'globalAdministrator');
  return { type, transitive, value: `[${address}]:${reader.u16('localAdministrator')}` };
}
