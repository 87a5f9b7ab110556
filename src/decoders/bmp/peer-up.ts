/**
 * Peer Up (RFC 7854 §4.10), behind the per-peer header.
 *
 *   +---------------+------------+-------------+-------------------+-----------------------+-------------------+
 *   | Local Address | Local Port | Remote Port | Sent OPEN Message | Received OPEN Message | Information TLVs  |
 *   | 16 octets     | 2 octets   | 2 octets    | variable          | variable              | variable          |
 *   +---------------+------------+-------------+-------------------+-----------------------+-------------------+
 */
import type { ByteReader } from '../../bytes/reader.ts';
import { formatAddress } from '../../net/address.ts';
import type { BgpOpen } from '../bgp/message.ts';
import { faultIn } from '../records/attempt.ts';
import { type Content, type MessageContent, messageContent } from '../records/exported.ts';
import { readBgpMessage } from './bgp-message.ts';
import type { Peers } from './peers.ts';
import type { PerPeerHeader } from './per-peer-header.ts';
import { PEER_UP_TLVS } from './registry.ts';
import { decodeInformation, type Information, informationText } from './tlvs.ts';

const IPV4_AT = 12;
/** An OPEN is read alike whatever was negotiated. */
const ANY_CONTEXT = { fourOctetAs: true, addPath: new Set<number>() };

export interface PeerUp {
  readonly event: Content;
  /** The OPEN of the router that is monitored, and that of its peer. */
  readonly sent: MessageContent | null;
  readonly received: MessageContent | null;
}

/** What it says of the peer is told to `peers`. */
export function decodePeerUp(reader: ByteReader, header: PerPeerHeader, peers: Peers): PeerUp {
  const octets = reader.bytes(16, 'localAddress');
  const localAddress = header.isIpv6 ? formatAddress(octets, 0, 16) : formatAddress(octets, IPV4_AT, 4);
  const localPort = reader.u16('localPort');
  const remotePort = reader.u16('remotePort');
  const opens: { sent: MessageContent | null; received: MessageContent | null } = { sent: null, received: null };
  const information: Information[] = [];
  const fault = faultIn(() => {
    opens.sent = messageContent(readBgpMessage(reader, 'sentOpenMessage'), ANY_CONTEXT);
    opens.received = messageContent(readBgpMessage(reader, 'receivedOpenMessage'), ANY_CONTEXT);
    decodeInformation(reader, PEER_UP_TLVS, information);
  });
  const ends = header.isLocRib ? {} : { localAddress, localPort, remotePort };
  peers.up(header, header.isLocRib ? null : localAddress, openOf(opens.sent), openOf(opens.received));
  const ports = header.isLocRib ? [] : [`local port ${localPort}, remote port ${remotePort}`];
  return {
    event: {
      kind: 'event',
      type: 'PEER_UP',
      fields: { peerUp: { ...ends, information } },
      text: [...ports, ...(information.length > 0 ? [informationText(information)] : [])].join(', '),
      fault,
    },
    ...opens,
  };
}

const openOf = (content: MessageContent | null): BgpOpen | null =>
  content?.message.type === 'OPEN' ? content.message.open : null;
