/**
 * PEER_INDEX_TABLE of TABLE_DUMP_V2 (RFC 6396 §4.3.1): the peers that the routes after it name by their place in it.
 *
 *   +------------------+------------------+-----------+------------+-----------------------------------------------+
 *   | Collector BGP ID | View Name Length | View Name | Peer Count | for each peer: Type 1, BGP ID 4,              |
 *   | 4 octets         | 2 octets         | variable  | 2 octets   | IP address 4 or 16, AS 2 or 4                 |
 *   +------------------+------------------+-----------+------------+-----------------------------------------------+
 */
import type { ByteReader } from '../../bytes/reader.ts';
import { formatAddress } from '../../net/address.ts';
import { Afi } from '../../net/prefix.ts';
import { faultIn } from '../records/attempt.ts';
import type { Content, RibPeer } from '../records/exported.ts';
import { decodeAddress } from './address.ts';

const PeerTypeBit = { IPV6: 0x01, AS4: 0x02 } as const;

/** A table that breaks off keeps the peers before that place, in `peers` too. */
export function decodePeerIndexTable(reader: ByteReader, peers: RibPeer[]): Content {
  const collectorBgpId = formatAddress(reader.bytes(4, 'collectorBgpId'), 0, 4);
  const viewName = new TextDecoder().decode(reader.bytes(reader.u16('viewNameLength'), 'viewName'));
  const fault = faultIn(() => {
    const count = reader.u16('peerCount');
    for (let index = 0; index < count; index++) peers.push(decodePeer(reader));
  });
  const view = viewName === '' ? '' : `view ${viewName}, `;
  return {
    kind: 'event',
    type: 'PEER_INDEX_TABLE',
    fields: { peerIndexTable: { collectorBgpId, viewName, peers: [...peers] } },
    text: `${view}collector ${collectorBgpId}, ${peers.length} ${peers.length === 1 ? 'peer' : 'peers'}`,
    fault,
  };
}

function decodePeer(reader: ByteReader): RibPeer {
  const type = reader.u8('peerType');
  const bgpId = formatAddress(reader.bytes(4, 'peerBgpId'), 0, 4);
  const address = decodeAddress(reader, (type & PeerTypeBit.IPV6) !== 0 ? Afi.IPv6 : Afi.IPv4, 'peerIpAddress');
  const as = (type & PeerTypeBit.AS4) !== 0 ? reader.u32('peerAs') : reader.u16('peerAs');
  return { address, as, bgpId };
}
