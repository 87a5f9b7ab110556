/**
 * Routes of TABLE_DUMP_V2 (RFC 6396 §4.3.2 to §4.3.4, RFC 8050 §4): one prefix, and what each peer says of it.
 *
 *   +-----------------+---------------------------------------------+-------------+-------------------------------------+
 *   | Sequence Number | Prefix Length 1, Prefix; of RIB_GENERIC     | Entry Count | for each: Peer Index 2,             |
 *   | 4 octets        | AFI 2, SAFI 1 and one NLRI of that family   | 2 octets    | Originated Time 4, [Path Id 4],     |
 *   |                 |                                             |             | Attribute Length 2, Path Attributes |
 *   +-----------------+---------------------------------------------+-------------+-------------------------------------+
 */
import { ByteReader } from '../../bytes/reader.ts';
import { familyCode, familyName } from '../bgp/families.ts';
import { toHex } from '../bgp/hex.ts';
import type { MpNlri } from '../bgp/message.ts';
import { decodeMpNlri } from '../bgp/nlri/decode-nlri.ts';
import type { JsonFields } from '../bgp/to-json.ts';
import { faultIn } from '../records/attempt.ts';
import type { Content, RecordFault, RibPeer } from '../records/exported.ts';
import { nlriLength } from './nlri-length.ts';
import { decodeRibAttributes } from './rib-attributes.ts';

interface Layout {
  /** RIB_GENERIC says them itself. */
  readonly family: { readonly afi: number; readonly safi: number } | null;
  readonly addPath: boolean;
}

const family = (afi: number, safi: number, addPath: boolean): Layout => ({ family: { afi, safi }, addPath });

/** By subtype. */
const LAYOUTS: Readonly<Record<number, Layout>> = {
  2: family(1, 1, false),
  3: family(1, 2, false),
  4: family(2, 1, false),
  5: family(2, 2, false),
  6: { family: null, addPath: false },
  8: family(1, 1, true),
  9: family(1, 2, true),
  10: family(2, 1, true),
  11: family(2, 2, true),
  12: { family: null, addPath: true },
};

export interface Rib {
  readonly wrapper: JsonFields;
  readonly contents: readonly Content[];
}

/** Null if `subtype` is not one of routes. */
export function decodeRib(reader: ByteReader, subtype: number, peers: readonly RibPeer[]): Rib | null {
  const layout = LAYOUTS[subtype];
  if (layout === undefined) return null;
  const sequenceNumber = reader.u32('sequenceNumber');
  const { afi, safi } = layout.family ?? {
    afi: reader.u16('addressFamily'),
    safi: reader.u8('subsequentAddressFamily'),
  };
  const [form, ...others] = formsOf(layout);
  const { offset } = reader;
  const octets = reader.bytes(reader.remaining, 'rib');
  const readAs = (next: Form): Routes => decodeRoutes(octets, offset, { afi, safi, peers, ...next });
  const first = readAs(form);
  const routes = first.fault === null ? first : (others.map(readAs).find(({ fault }) => fault === null) ?? first);
  return { wrapper: { sequenceNumber, family: familyName(afi, safi) }, contents: contentsOf(routes) };
}

/** Where the path identifier stands. */
interface Form {
  readonly inNlri: boolean;
  readonly inEntry: boolean;
}
const PLAIN: Form = { inNlri: false, inEntry: false };
const IN_ENTRY: Form = { inNlri: false, inEntry: true };
const IN_NLRI: Form = { inNlri: true, inEntry: false };

/** RFC 8050 §4.3 has it in the NLRI of RIB_GENERIC_ADDPATH; GoBGP and OpenBGPD write it into the entries. */
function formsOf({ family: known, addPath }: Layout): readonly [Form, ...Form[]] {
  if (!addPath) return [PLAIN];
  return known === null ? [IN_NLRI, IN_ENTRY] : [IN_ENTRY];
}

interface Reading extends Form {
  readonly afi: number;
  readonly safi: number;
  readonly peers: readonly RibPeer[];
}
interface Prefix {
  readonly nlri: MpNlri;
  readonly fault: RecordFault | null;
}
interface Routes {
  readonly entries: readonly Content[];
  readonly fault: RecordFault | null;
}

/** `offset` is where `octets` begin in the record. */
function decodeRoutes(octets: Uint8Array, offset: number, reading: Reading): Routes {
  const reader = new ByteReader(octets, 'mrt.rib', offset);
  const entries: Content[] = [];
  const fault = faultIn(() => {
    const length = nlriLength(new ByteReader(octets, 'mrt.nlri', offset), reading.safi, reading.inNlri);
    const prefix = decodeOneNlri(reader.sub(length, 'mrt.nlri'), reading);
    const count = reader.u16('entryCount');
    for (let index = 0; index < count; index++) entries.push(decodeEntry(reader, prefix, reading));
  });
  if (fault === null && reader.remaining > 0) {
    return { entries, fault: { offset: reader.offset, reason: `${reader.remaining} octets after the last entry` } };
  }
  return { entries, fault };
}

/** One that breaks its format is kept raw: the routes behind it can be read all the same. */
function decodeOneNlri(reader: ByteReader, { afi, safi, inNlri }: Reading): Prefix {
  const addPath = new Set(inNlri ? [familyCode(afi, safi)] : []);
  const found: MpNlri[] = [];
  const fault = faultIn(() => {
    found.push(...decodeMpNlri(reader, { afi, safi, withdrawn: false }, { fourOctetAs: true, addPath }));
  });
  return { nlri: found[0] ?? { kind: 'raw', value: toHex(reader.octets) }, fault };
}

function decodeEntry(reader: ByteReader, prefix: Prefix, reading: Reading): Content {
  const { offset } = reader;
  const index = reader.u16('peerIndex');
  const originated = reader.u32('originatedTime');
  const pathId = reading.inEntry ? { pathId: reader.u32('pathIdentifier') } : {};
  const octets = reader.sub(reader.u16('attributeLength'), 'mrt.pathAttributes');
  const { fault, ...attributes } = decodeRibAttributes(octets, reading, true);
  const peer = reading.peers[index] ?? null;
  const unknownPeer = { offset, reason: `peerIndex: is ${index}, the table of peers has ${reading.peers.length}` };
  return {
    kind: 'rib',
    rib: { nlri: prefix.nlri, ...pathId, peer, originated, ...attributes },
    fault: prefix.fault ?? fault ?? (peer === null ? unknownPeer : null),
  };
}

/** What was read, and a word about the rest or about a prefix without routes. */
function contentsOf({ entries, fault }: Routes): readonly Content[] {
  if (fault === null && entries.length > 0) return entries;
  return [...entries, { kind: 'event', type: 'RIB', fields: {}, text: `${entries.length} routes`, fault }];
}
