/** MRT (RFC 6396): octets in, what the records hold out. */
import { ByteReader } from '../../bytes/reader.ts';
import { toHex } from '../bgp/hex.ts';
import { faultIn } from '../records/attempt.ts';
import { createRecordCutter, type RecordReader } from '../records/cutter.ts';
import type { Content, Exported, RecordFault, RibPeer } from '../records/exported.ts';
import { decodeBgp4mp } from './bgp4mp.ts';
import { decodeHeader, headerFields, MRT_FORMAT, type MrtHeader } from './header.ts';
import { decodePeerIndexTable } from './peer-index-table.ts';
import { MrtType, TableDumpV2Subtype } from './registry.ts';
import { decodeRib } from './rib.ts';
import { decodeTableDump } from './table-dump.ts';

type Body = Pick<Exported, 'between' | 'wrapper'> & { readonly contents: readonly Content[] };

/** Hands out all that a record holds as soon as its last octet came. What is wrong with the octets is a `fault`, never thrown. */
export function createMrtReader(onExported: (exported: Exported) => void): RecordReader {
  /** Of the last PEER_INDEX_TABLE: the routes behind it name them. */
  let peers: readonly RibPeer[] = [];

  function decodeBody(reader: ByteReader, { type, subtype }: MrtHeader): Body | null {
    switch (type) {
      case MrtType.BGP4MP:
      case MrtType.BGP4MP_ET: {
        const found = decodeBgp4mp(reader, subtype);
        return found === null ? null : { ...found, contents: [found.content] };
      }
      case MrtType.TABLE_DUMP_V2: {
        if (subtype === TableDumpV2Subtype.PEER_INDEX_TABLE) {
          const found: RibPeer[] = [];
          peers = found;
          return { between: null, wrapper: {}, contents: [decodePeerIndexTable(reader, found)] };
        }
        const rib = decodeRib(reader, subtype, peers);
        return rib === null ? null : { between: null, ...rib };
      }
      case MrtType.TABLE_DUMP: {
        const rib = decodeTableDump(reader, subtype);
        return rib === null ? null : { between: null, ...rib };
      }
      default:
        return null;
    }
  }

  function decodeRecord(bytes: Uint8Array, record: number): void {
    const reader = new ByteReader(bytes, 'mrt');
    const read: { header: MrtHeader; body: Body | null } = { header: NO_HEADER, body: null };
    const fault = faultIn(() => {
      read.header = decodeHeader(reader);
      read.body = decodeBody(reader, read.header);
    });
    const { type, subtype, time } = read.header;
    const { between, wrapper, contents } = read.body ?? { between: null, wrapper: {}, contents: [raw(bytes, fault)] };
    const fields = { ...headerFields(type, subtype), ...wrapper };
    for (const content of contents) {
      onExported({ record, time, between: between ?? sidesOf(content), format: 'mrt', wrapper: fields, content });
    }
  }

  return createRecordCutter(MRT_FORMAT, decodeRecord);
}

/** Until it is read. */
const NO_HEADER: MrtHeader = { type: 0, subtype: 0, time: { seconds: 0, nanoseconds: 0, digits: 0 } };

/** A record that is not read: all of it, from its first octet. */
function raw(bytes: Uint8Array, fault: RecordFault | null): Content {
  return { kind: 'event', type: 'UNKNOWN', fields: { value: toHex(bytes) }, text: `${bytes.length} octets`, fault };
}

/** A table says from whom a route is, not to whom it went. */
function sidesOf(content: Content): Exported['between'] {
  return content.kind === 'rib' ? { source: content.rib.peer?.address ?? null, destination: null } : null;
}
