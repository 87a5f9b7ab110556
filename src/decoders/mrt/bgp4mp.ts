/**
 * BGP4MP and BGP4MP_ET (RFC 6396 §4.4, RFC 8050 §3): a BGP message or a change of state, as a session has them.
 *
 *   +----------------+----------------+-----------------+----------------+------------+-------------+
 *   | Peer AS Number | Local AS Number| Interface Index | Address Family | Peer IP    | Local IP    |
 *   | 2 or 4 octets  | 2 or 4 octets  | 2 octets        | 2 octets       | 4 or 16    | 4 or 16     |
 *   +----------------+----------------+-----------------+----------------+------------+-------------+
 *   | the BGP message, or Old State (2 octets) and New State (2 octets)                             |
 *   +-----------------------------------------------------------------------------------------------+
 */
import type { ByteReader } from '../../bytes/reader.ts';
import type { DecodeContext } from '../bgp/message.ts';
import { EVERY_FAMILY } from '../bgp/families.ts';
import { unknownName } from '../bgp/registry/unknown.ts';
import { type Content, type Exported, messageContent } from '../records/exported.ts';
import { decodeAddress, decodeAddressFamily } from './address.ts';
import { STATE_NAMES } from './registry.ts';

interface Layout {
  readonly content: 'message' | 'state change';
  readonly fourOctetAs?: true;
  /** Sent by the router that wrote the file, not by its peer. */
  readonly local?: true;
  readonly addPath?: true;
}

/** By subtype. */
const LAYOUTS: Readonly<Record<number, Layout>> = {
  0: { content: 'state change' },
  1: { content: 'message' },
  4: { content: 'message', fourOctetAs: true },
  5: { content: 'state change', fourOctetAs: true },
  6: { content: 'message', local: true },
  7: { content: 'message', fourOctetAs: true, local: true },
  8: { content: 'message', addPath: true },
  9: { content: 'message', fourOctetAs: true, addPath: true },
  10: { content: 'message', local: true, addPath: true },
  11: { content: 'message', fourOctetAs: true, local: true, addPath: true },
};

export type Bgp4mp = Pick<Exported, 'between' | 'wrapper' | 'content'>;

/** Null if `subtype` is not known. */
export function decodeBgp4mp(reader: ByteReader, subtype: number): Bgp4mp | null {
  const layout = LAYOUTS[subtype];
  if (layout === undefined) return null;
  const as = (field: string): number => (layout.fourOctetAs === true ? reader.u32(field) : reader.u16(field));
  const peerAs = as('peerAsNumber');
  const localAs = as('localAsNumber');
  const interfaceIndex = reader.u16('interfaceIndex');
  const afi = decodeAddressFamily(reader);
  const peer = decodeAddress(reader, afi, 'peerIpAddress');
  const local = decodeAddress(reader, afi, 'localIpAddress');
  return {
    between: layout.local === true ? { source: local, destination: peer } : { source: peer, destination: local },
    wrapper: { peerAs, localAs, interfaceIndex, peerAddress: peer, localAddress: local },
    content: layout.content === 'message' ? decodeContent(reader, layout) : decodeStateChange(reader),
  };
}

function decodeContent(reader: ByteReader, { fourOctetAs, addPath }: Layout): Content {
  const context: DecodeContext = {
    fourOctetAs: fourOctetAs === true,
    // The subtype says that the message has path identifiers, not in which family: it has NLRI of one, as a rule.
    addPath: addPath === true ? EVERY_FAMILY : new Set(),
  };
  return messageContent(reader.bytes(reader.remaining, 'bgpMessage'), context);
}

function decodeStateChange(reader: ByteReader): Content {
  const oldState = stateName(reader.u16('oldState'));
  const newState = stateName(reader.u16('newState'));
  return {
    kind: 'event',
    type: 'STATE_CHANGE',
    fields: { stateChange: { oldState, newState } },
    text: `${oldState} to ${newState}`,
    fault: null,
  };
}

const stateName = (state: number): string => STATE_NAMES[state] ?? unknownName(state);
