/** Peer Down (RFC 7854 §4.9, RFC 9069 §5.3): a reason (1 octet), and what belongs to it. */
import type { ByteReader } from '../../bytes/reader.ts';
import { unknownName } from '../bgp/registry/unknown.ts';
import type { JsonFields } from '../bgp/to-json.ts';
import { faultIn } from '../records/attempt.ts';
import type { Content } from '../records/exported.ts';
import { toHex } from '../bgp/hex.ts';
import { PEER_DOWN_REASONS, PEER_UP_TLVS, PeerDownReason } from './registry.ts';
import { decodeInformation, type Information, informationText } from './tlvs.ts';

export interface PeerDown {
  readonly event: Content;
  /** The octets of the message that ended the session, and whether the peer sent it. */
  readonly notification: { readonly bytes: Uint8Array; readonly fromPeer: boolean } | null;
}

export function decodePeerDown(reader: ByteReader): PeerDown {
  const code = reader.u8('reason');
  const reason = PEER_DOWN_REASONS[code] ?? unknownName(code);
  const event = (fields: JsonFields, text: string, fault: ReturnType<typeof faultIn> = null): Content => ({
    kind: 'event',
    type: 'PEER_DOWN',
    fields: { peerDown: { reasonCode: code, reason, ...fields } },
    text: text === '' ? reason : `${reason}: ${text}`,
    fault,
  });
  switch (code) {
    case PeerDownReason.LOCAL_NOTIFICATION:
    case PeerDownReason.REMOTE_NOTIFICATION: {
      const bytes = reader.bytes(reader.remaining, 'notification');
      return { event: event({}, ''), notification: { bytes, fromPeer: code === PeerDownReason.REMOTE_NOTIFICATION } };
    }
    case PeerDownReason.LOCAL_FSM_EVENT: {
      const fsmEvent = reader.u16('fsmEvent');
      return { event: event({ fsmEvent }, `event ${fsmEvent}`), notification: null };
    }
    case PeerDownReason.LOCAL_TLV_DATA: {
      const information: Information[] = [];
      const fault = faultIn(() => decodeInformation(reader, PEER_UP_TLVS, information));
      return { event: event({ information }, informationText(information), fault), notification: null };
    }
    default: {
      if (reader.remaining === 0) return { event: event({}, ''), notification: null };
      const data = toHex(reader.bytes(reader.remaining, 'data'));
      return { event: event({ data }, data), notification: null };
    }
  }
}
