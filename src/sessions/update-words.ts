/** An UPDATE in a few words: made only where one is worth showing. */
import { describePath, isMpReach, isPath } from '../decoders/bgp/describe/attribute.ts';
import { decodeMessage } from '../decoders/bgp/decode-message.ts';
import { AttributeType } from '../decoders/bgp/registry/attributes.ts';
import type { BgpUpdate, DecodeContext } from '../decoders/bgp/message.ts';

/** `UPDATE announces 10.97.0.0/16, next hop 192.0.2.1, path 65001 64512`; `octets` hold the message alone. */
export function announcementWords(octets: Uint8Array, context: DecodeContext, prefix: string, more: number): string {
  const message = decodeMessage(octets, context);
  const others = more === 0 ? '' : ` and ${more} more`;
  const words = [`UPDATE announces ${prefix}${others}`];
  if (message.type !== 'UPDATE') return words.join(', ');
  const nextHop = nextHopOf(message.update, prefix);
  if (nextHop !== null) words.push(`next hop ${nextHop}`);
  const path = valueOf(message.update, AttributeType.AS_PATH);
  if (isPath(path)) words.push(path.length === 0 ? 'empty path' : `path ${describePath(path)}`);
  return words.join(', ');
}

function nextHopOf(update: BgpUpdate, prefix: string): string | null {
  const own = valueOf(update, AttributeType.NEXT_HOP);
  if (update.nlri.some((nlri) => nlri.prefix === prefix)) return typeof own === 'string' ? own : null;
  const reach = valueOf(update, AttributeType.MP_REACH_NLRI);
  return isMpReach(reach) ? reach.nextHop.join(' and ') : null;
}

const valueOf = ({ attributes }: BgpUpdate, wanted: number): unknown =>
  attributes.find(({ type }) => type === wanted)?.value;
