import { type BgpMessage, MessageType } from '../../decoders/bgp/message.ts';
import { AttributeType } from '../../decoders/bgp/registry/attributes.ts';
import type { Content, Exported } from '../../decoders/records/exported.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import type { MessageFilter, Sent } from './message-filter.ts';

/** Whether the filters of `decode` keep a record of BMP or MRT. A route of a table counts as an UPDATE that announces it. */
export function exportedFilter(filter: MessageFilter, exported: Exported, start: Timestamp | null): boolean {
  const { time, between, content } = exported;
  const sent = { time, source: side(between?.source ?? null), destination: side(between?.destination ?? null) };
  return filter.wants(sent, typeOf(content), start) && filter.keeps(sent, messageOf(content));
}

const side = (address: string | null): Sent['source'] => (address === null ? null : { address, port: null });

function typeOf(content: Content): number | null {
  if (content.kind !== 'message') return content.kind === 'rib' ? MessageType.UPDATE : null;
  const { message } = content;
  return message.type === 'UNKNOWN'
    ? message.typeCode
    : MessageType[message.type === 'ROUTE-REFRESH' ? 'ROUTE_REFRESH' : message.type];
}

function messageOf(content: Content): BgpMessage | null {
  if (content.kind === 'message') return content.message;
  if (content.kind === 'event') return null;
  const { nlri, attributes, asPath, aggregator } = content.rib;
  const merged = { ...(asPath !== undefined && { asPath }), ...(aggregator !== undefined && { aggregator }) };
  // NLRI of any family stand where an UPDATE has those of MP_REACH_NLRI.
  const route = { type: AttributeType.MP_REACH_NLRI, name: 'MP_REACH_NLRI', flags: 0, value: { nlri: [nlri] } };
  return {
    type: 'UPDATE',
    length: 0,
    fault: null,
    update: { withdrawn: [], nlri: [], attributes: [...attributes, route], ...merged },
  };
}
