import type { BgpMessage } from '../message.ts';

/** Whether one of the AS numbers stands in an OPEN, or in a path or an aggregator of an UPDATE, of 2 octets or of 4. */
export function mentionsAs(message: BgpMessage, wanted: ReadonlySet<number>): boolean {
  if (message.type === 'OPEN')
    return message.open !== null && (wanted.has(message.open.as) || wanted.has(message.open.myAs));
  return message.type === 'UPDATE' && message.update.attributes.some(({ value }) => isOrHas(value, wanted));
}

/** Attributes that hold AS numbers have them as `as`, or as `asns` of their segments. */
function isOrHas(value: unknown, wanted: ReadonlySet<number>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((one) => isOrHas(one, wanted));
  if ('as' in value && typeof value.as === 'number' && wanted.has(value.as)) return true;
  return 'asns' in value && Array.isArray(value.asns) && value.asns.some((as) => wanted.has(as));
}
