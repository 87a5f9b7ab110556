/** IP addresses as text. */
import { u16, u8 } from './octets.ts';

const GROUPS = 8;

/** The address in `length` (4 or 16) octets from `at`: dotted decimal, or the canonical form of RFC 5952. */
export function formatAddress(bytes: Uint8Array, at: number, length: 4 | 16): string {
  if (length === 4) return formatIpv4(bytes, at);
  return isMapped(bytes, at) ? `::ffff:${formatIpv4(bytes, at + 12)}` : formatIpv6(bytes, at);
}

function formatIpv4(bytes: Uint8Array, at: number): string {
  return `${u8(bytes, at)}.${u8(bytes, at + 1)}.${u8(bytes, at + 2)}.${u8(bytes, at + 3)}`;
}

/** ::ffff:0:0/96 (RFC 4291 §2.5.5.2), which RFC 5952 §5 writes with a dotted end. */
function isMapped(bytes: Uint8Array, at: number): boolean {
  for (let group = 0; group < 5; group++) {
    if (u16(bytes, at + 2 * group) !== 0) return false;
  }
  return u16(bytes, at + 10) === 0xffff;
}

function formatIpv6(bytes: Uint8Array, at: number): string {
  const zeros = longestZeroRun(bytes, at);
  if (zeros.length < 2) return joinGroups(bytes, at, 0, GROUPS);
  return `${joinGroups(bytes, at, 0, zeros.start)}::${joinGroups(bytes, at, zeros.start + zeros.length, GROUPS)}`;
}

/** The first of the longest runs (RFC 5952 §4.2.3). */
function longestZeroRun(bytes: Uint8Array, at: number): { readonly start: number; readonly length: number } {
  let start = 0;
  let length = 0;
  let runStart = 0;
  for (let group = 0; group < GROUPS; group++) {
    if (u16(bytes, at + 2 * group) !== 0) runStart = group + 1;
    else if (group + 1 - runStart > length) {
      start = runStart;
      length = group + 1 - runStart;
    }
  }
  return { start, length };
}

function joinGroups(bytes: Uint8Array, at: number, from: number, to: number): string {
  let text = '';
  for (let group = from; group < to; group++) {
    text += (group === from ? '' : ':') + u16(bytes, at + 2 * group).toString(16);
  }
  return text;
}

/** The octets of an address as `formatAddress` writes it: 4 or 16. */
export function addressOctets(text: string): Uint8Array {
  if (!text.includes(':')) return Uint8Array.from(text.split('.'), Number);
  const [head = '', tail] = text.split('::');
  const front = groupsOf(head);
  const back = groupsOf(tail ?? '');
  const octets = new Uint8Array(16);
  octets.set(front);
  if (tail !== undefined) octets.set(back, 16 - back.length);
  return octets;
}

const groupsOf = (text: string): readonly number[] =>
  (text === '' ? [] : text.split(':')).flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
