/** BMP (RFC 7854): the octets of a stream in, what its messages hold out. */
import { ByteReader } from '../../bytes/reader.ts';
import { lengthField } from '../bgp/header.ts';
import { toHex } from '../bgp/hex.ts';
import { HEADER_LENGTH as MESSAGE_HEADER_LENGTH } from '../bgp/message.ts';
import { unknownName } from '../bgp/registry/unknown.ts';
import type { JsonFields } from '../bgp/to-json.ts';
import { faultIn } from '../records/attempt.ts';
import { createRecordCutter, type RecordReader } from '../records/cutter.ts';
import type { Content, Exported } from '../records/exported.ts';
import { BMP_FORMAT, HEADER_LENGTH } from './header.ts';
import { decodePeerDown } from './peer-down.ts';
import { decodePeerUp } from './peer-up.ts';
import { createPeers } from './peers.ts';
import { decodePerPeerHeader, type PerPeerHeader } from './per-peer-header.ts';
import { BmpType, INITIATION_TLVS, TERMINATION_TLVS, TYPE_NAMES } from './registry.ts';
import { decodeMirroring } from './route-mirroring.ts';
import { decodeStatistics } from './statistics.ts';
import { decodeInformation, type Information, informationText } from './tlvs.ts';

type Emit = (content: Content, header?: PerPeerHeader, fromPeer?: boolean, more?: JsonFields) => void;

/** Hands out all that a message holds as soon as its last octet came. What is wrong with the octets is a `fault`, never thrown. */
export function createBmpReader(onExported: (exported: Exported) => void): RecordReader {
  const peers = createPeers();

  function decodeBody(reader: ByteReader, type: number, emit: Emit): void {
    if (type === BmpType.INITIATION_MESSAGE) return emit(decodeTlvs(reader, 'INITIATION', INITIATION_TLVS));
    if (type === BmpType.TERMINATION_MESSAGE) return emit(decodeTlvs(reader, 'TERMINATION', TERMINATION_TLVS));
    if (!(type in TYPE_NAMES)) return emit(raw(reader));
    decodeAboutPeer(reader, type, decodePerPeerHeader(reader), emit);
  }

  function decodeAboutPeer(reader: ByteReader, type: number, header: PerPeerHeader, emit: Emit): void {
    const emitMessage = (bytes: Uint8Array, fromPeer = !header.isOut, more: JsonFields = {}): void => {
      emit(peers.decode(header, bytes), header, fromPeer, more);
    };
    /** Some routers of the field put TLVs of a draft behind it (draft-ietf-grow-bmp-tlv). */
    const emitUpdate = (bytes: Uint8Array): void => {
      const length = lengthField(bytes);
      if (length < MESSAGE_HEADER_LENGTH || length >= bytes.length) return emitMessage(bytes);
      emitMessage(bytes.subarray(0, length), !header.isOut, { trailing: toHex(bytes.subarray(length)) });
    };
    switch (type) {
      case BmpType.ROUTE_MONITORING:
        return emitUpdate(reader.bytes(reader.remaining, 'bgpUpdate'));
      case BmpType.STATISTICS_REPORT:
        return emit(decodeStatistics(reader), header);
      case BmpType.PEER_UP_NOTIFICATION: {
        const { event, sent, received } = decodePeerUp(reader, header, peers);
        emit(event, header);
        if (sent !== null) emit(sent, header, false);
        if (received !== null) emit(received, header, true);
        return undefined;
      }
      case BmpType.PEER_DOWN_NOTIFICATION: {
        const { event, notification } = decodePeerDown(reader);
        emit(event, header);
        if (notification !== null) emitMessage(notification.bytes, notification.fromPeer);
        peers.down(header);
        return undefined;
      }
      case BmpType.ROUTE_MIRRORING_MESSAGE: {
        const { event, messages } = decodeMirroring(reader);
        if (event !== null) emit(event, header);
        for (const bytes of messages) emitMessage(bytes);
        return undefined;
      }
      default:
        return undefined;
    }
  }

  function decodeRecord(bytes: Uint8Array, record: number): void {
    const reader = new ByteReader(bytes, 'bmp');
    reader.bytes(HEADER_LENGTH - 1, 'commonHeader');
    const type = reader.u8('messageType');
    const emit: Emit = (content, header, fromPeer = true, more = {}) =>
      onExported({
        record,
        time: header?.time ?? null,
        between: header === undefined ? null : between(header, fromPeer),
        format: 'bmp',
        wrapper: { type: TYPE_NAMES[type] ?? unknownName(type), ...header?.fields, ...more },
        content,
      });
    const fault = faultIn(() => decodeBody(reader, type, emit));
    if (fault !== null) emit({ ...raw(new ByteReader(bytes, 'bmp')), fault });
  }

  function between(header: PerPeerHeader, fromPeer: boolean): Exported['between'] {
    if (header.address === null) return null;
    const local = peers.localAddress(header);
    return fromPeer ? { source: header.address, destination: local } : { source: local, destination: header.address };
  }

  return createRecordCutter(BMP_FORMAT, decodeRecord);
}

function decodeTlvs(reader: ByteReader, type: string, names: Readonly<Record<number, string>>): Content {
  const information: Information[] = [];
  const fault = faultIn(() => decodeInformation(reader, names, information));
  return { kind: 'event', type, fields: { information }, text: informationText(information), fault };
}

/** What is not read, to its end. */
function raw(reader: ByteReader): Extract<Content, { readonly kind: 'event' }> {
  const value = toHex(reader.bytes(reader.remaining, 'value'));
  return { kind: 'event', type: 'UNKNOWN', fields: { value }, text: `${value.length / 2} octets`, fault: null };
}
