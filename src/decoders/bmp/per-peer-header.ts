/**
 * What stands before the body of a message about a peer (RFC 7854 §4.2, RFC 8671 §4, RFC 9069 §4).
 *
 *   +-----------+------------+--------------------+--------------+---------+-------------+------------+--------------+
 *   | Peer Type | Peer Flags | Peer Distinguisher | Peer Address | Peer AS | Peer BGP ID | Timestamp  | Timestamp    |
 *   | 1 octet   | V L A O    | 8 octets           | 16 octets    | 4       | 4           | seconds, 4 | microsec., 4 |
 *   +-----------+------------+--------------------+--------------+---------+-------------+------------+--------------+
 */
import type { ByteReader } from '../../bytes/reader.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import { formatAddress } from '../../net/address.ts';
import { toHex } from '../bgp/hex.ts';
import { decodeRouteDistinguisher } from '../bgp/nlri/route-distinguisher.ts';
import { unknownName } from '../bgp/registry/unknown.ts';
import type { JsonFields } from '../bgp/to-json.ts';
import { PEER_TYPE_NAMES, PeerType } from './registry.ts';

const PeerFlag = { IPV6: 0x80, POST_POLICY: 0x40, TWO_OCTET_AS: 0x20, ADJ_RIB_OUT: 0x10 } as const;
/** Of a Loc-RIB, whose flags are its own (RFC 9069 §4.2): routes were filtered. */
const FILTERED = 0x80;

const IPV4_AT = 12;

export interface PerPeerHeader {
  readonly isLocRib: boolean;
  /** Routes that the router sends the peer, not those that it has from it. */
  readonly isOut: boolean;
  readonly twoOctetAs: boolean;
  readonly isIpv6: boolean;
  /** Null for a Loc-RIB, which has no peer. */
  readonly address: string | null;
  /** Tells one peer from another: addresses alone may overlap between VRFs (RFC 7854 §4.2). */
  readonly key: string;
  /** Null if the router gives none (RFC 7854 §4.2). */
  readonly time: Timestamp | null;
  /** `loc-rib`, `adj-rib-out post-policy` … */
  readonly rib: string;
  readonly fields: JsonFields;
}

export function decodePerPeerHeader(reader: ByteReader): PerPeerHeader {
  const type = reader.u8('peerType');
  const flags = reader.u8('peerFlags');
  const distinguisher = decodeDistinguisher(reader.sub(8, 'peerDistinguisher'), type);
  const octets = reader.bytes(16, 'peerAddress');
  const as = reader.u32('peerAs');
  const bgpId = formatAddress(reader.bytes(4, 'peerBgpId'), 0, 4);
  const seconds = reader.u32('timestampSeconds');
  const microseconds = reader.u32('timestampMicroseconds') % 1_000_000;

  const isLocRib = type === PeerType.LOC_RIB_INSTANCE;
  const isIpv6 = !isLocRib && (flags & PeerFlag.IPV6) !== 0;
  const address = isLocRib ? null : isIpv6 ? formatAddress(octets, 0, 16) : formatAddress(octets, IPV4_AT, 4);
  const rib = isLocRib ? 'loc-rib' : ribName(flags);
  return {
    isLocRib,
    isOut: !isLocRib && (flags & PeerFlag.ADJ_RIB_OUT) !== 0,
    twoOctetAs: !isLocRib && (flags & PeerFlag.TWO_OCTET_AS) !== 0,
    isIpv6,
    address,
    key: `${type} ${distinguisher ?? ''} ${address ?? ''}`,
    time: seconds === 0 ? null : { seconds, nanoseconds: microseconds * 1000, digits: 6 },
    rib,
    fields: {
      peerType: PEER_TYPE_NAMES[type] ?? unknownName(type),
      peerFlags: flags,
      rib,
      ...(isLocRib && (flags & FILTERED) !== 0 && { filtered: true }),
      ...(distinguisher !== null && { peerDistinguisher: distinguisher }),
      ...(address !== null && { peerAddress: address }),
      peerAs: as,
      peerBgpId: bgpId,
    },
  };
}

/** A route distinguisher where the type says so; octets of the router's own choice otherwise, null if all are 0. */
function decodeDistinguisher(reader: ByteReader, type: number): string | null {
  if (reader.octets.every((octet) => octet === 0)) return null;
  const isRd = type === PeerType.RD_INSTANCE || type === PeerType.LOC_RIB_INSTANCE;
  return isRd ? decodeRouteDistinguisher(reader) : toHex(reader.octets);
}

function ribName(flags: number): string {
  const rib = (flags & PeerFlag.ADJ_RIB_OUT) !== 0 ? 'adj-rib-out' : 'adj-rib-in';
  return `${rib} ${(flags & PeerFlag.POST_POLICY) !== 0 ? 'post-policy' : 'pre-policy'}`;
}
