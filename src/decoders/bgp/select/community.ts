import { describeCommunity } from '../describe/attribute.ts';
import type { BgpMessage } from '../message.ts';
import { AttributeType } from '../registry/attributes.ts';
import { canonical } from './parse-community.ts';

const HOLDERS: ReadonlySet<number> = new Set([
  AttributeType.COMMUNITIES,
  AttributeType.EXTENDED_COMMUNITIES,
  AttributeType.IPV6_EXTENDED_COMMUNITIES,
  AttributeType.LARGE_COMMUNITY,
]);

/** Whether an UPDATE has one of the communities; `wanted` are made by `parseCommunity`. */
export function hasCommunity(message: BgpMessage, wanted: ReadonlySet<string>): boolean {
  if (message.type !== 'UPDATE') return false;
  return message.update.attributes.some(
    ({ type, value }) =>
      HOLDERS.has(type) &&
      Array.isArray(value) &&
      value.some(
        (one) => (typeof one === 'string' && wanted.has(one)) || wanted.has(canonical(describeCommunity(one))),
      ),
  );
}
