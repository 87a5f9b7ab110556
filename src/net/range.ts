/** Ranges of addresses. */
import { parseAddress, parsePrefix } from './parse.ts';

/** Both ends belong to it; 4 or 16 octets each. */
export interface AddressRange {
  readonly first: Uint8Array;
  readonly last: Uint8Array;
}

/** `10.0.0.0/8`, `10.0.0.1-10.0.0.9`, or an address. Null of anything else. */
export function parseRange(text: string): AddressRange | null {
  const [from = '', to] = text.split('-', 2).map((part) => part.trim());
  if (to !== undefined) {
    const [first, last] = [parseAddress(from), parseAddress(to)];
    return first === null || last === null || first.length !== last.length || compare(first, last) > 0
      ? null
      : { first, last };
  }
  const prefix = parsePrefix(from);
  if (prefix === null) return null;
  const first = prefix.octets.slice();
  const last = prefix.octets.slice();
  for (let bit = prefix.bits; bit < first.length * 8; bit++) {
    const mask = 0x80 >> (bit & 7);
    first[bit >> 3] = (first[bit >> 3] ?? 0) & ~mask;
    last[bit >> 3] = (last[bit >> 3] ?? 0) | mask;
  }
  return { first, last };
}

export const overlaps = (a: AddressRange, b: AddressRange): boolean =>
  a.first.length === b.first.length && compare(a.first, b.last) <= 0 && compare(b.first, a.last) <= 0;

/** Whether every address of `inner` is one of `outer`. */
export const encloses = (outer: AddressRange, inner: AddressRange): boolean =>
  outer.first.length === inner.first.length &&
  compare(outer.first, inner.first) <= 0 &&
  compare(inner.last, outer.last) <= 0;

function compare(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < a.length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
