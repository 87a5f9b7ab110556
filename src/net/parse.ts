/** Addresses and prefixes from text. */

/** An address where `bits` is that of all its octets. */
export interface IpPrefix {
  /** 4 or 16; those bits that are not of the prefix may be set. */
  readonly octets: Uint8Array;
  readonly bits: number;
}

/** The 4 or 16 octets of `10.0.0.1` or `2001:db8::1` (RFC 4291 §2.2), null of anything else. */
export function parseAddress(text: string): Uint8Array | null {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** `10.0.0.0/8`; an address is the prefix of all its bits. Null of anything else. */
export function parsePrefix(text: string): IpPrefix | null {
  const slash = text.indexOf('/');
  const octets = parseAddress(slash === -1 ? text : text.slice(0, slash));
  if (octets === null) return null;
  const all = octets.length * 8;
  if (slash === -1) return { octets, bits: all };
  const length = text.slice(slash + 1);
  const bits = Number(length);
  return /^\d{1,3}$/.test(length) && bits <= all ? { octets, bits } : null;
}

/** `10.0.0.0/8`, told by one pattern. Tables have thousands, of which most need not be taken apart. */
export const isIpv4Prefix = (text: string): boolean => IPV4_PREFIX.test(text);
const IPV4_PREFIX = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!\/)|(?=\/))){4}\/(?:3[0-2]|[12]?\d)$/;

/** Whether every address of `inner` is one of `outer`. */
export function contains(outer: IpPrefix, inner: IpPrefix): boolean {
  if (outer.octets.length !== inner.octets.length || outer.bits > inner.bits) return false;
  const whole = outer.bits >> 3;
  for (let at = 0; at < whole; at++) if (outer.octets[at] !== inner.octets[at]) return false;
  const rest = outer.bits & 7;
  return rest === 0 || (((outer.octets[whole] ?? 0) ^ (inner.octets[whole] ?? 0)) & (0xff << (8 - rest))) === 0;
}

/** The first `bits` bits of an address, as a key: the same for all addresses of a prefix. */
export function prefixKey(octets: Uint8Array, bits: number): string {
  const whole = bits >> 3;
  const rest = bits & 7;
  let key = octets.length === 4 ? '4' : '6';
  for (let at = 0; at < whole; at++) key += String.fromCharCode(octets[at] ?? 0);
  return rest === 0 ? key : key + String.fromCharCode((octets[whole] ?? 0) & (0xff << (8 - rest)));
}

const [DOT, ZERO] = [0x2e, 0x30];

/** By hand, since tables have thousands: four numbers up to 255, without leading zeros. */
function parseIpv4(text: string): Uint8Array | null {
  let octets: Uint8Array | null = null;
  let octet = 0;
  let digits = 0;
  let at = 0;
  for (let index = 0; index <= text.length; index++) {
    const code = index === text.length ? DOT : text.charCodeAt(index);
    if (code === DOT) {
      if (digits === 0 || octet > 255 || at > 3) return null;
      octets ??= new Uint8Array(4); // names of nodes are asked, too
      octets[at++] = octet;
      octet = 0;
      digits = 0;
    } else {
      const digit = code - ZERO;
      if (digit < 0 || digit > 9 || digits === 3 || (digits > 0 && octet === 0)) return null;
      octet = octet * 10 + digit;
      digits += 1;
    }
  }
  return at === 4 ? octets : null;
}

function parseIpv6(text: string): Uint8Array | null {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const last = dotted === null ? null : parseIpv4(dotted[2] ?? '');
  if (dotted !== null && last === null) return null;
  const groups = last === null ? text : `${dotted?.[1]}${hexPair(last, 0)}:${hexPair(last, 2)}`;
  const [head = '', tail, ...more] = groups.split('::');
  if (more.length > 0) return null;
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = 8 - before.length - after.length;
  if (tail === undefined ? zeros !== 0 : zeros < 1) return null;
  const all = [...before, ...Array<string>(zeros).fill('0'), ...after];
  if (!all.every((group) => /^[\da-f]{1,4}$/i.test(group))) return null;
  return Uint8Array.from(all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]));
}

const hexPair = (octets: Uint8Array, at: number): string =>
  (((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0)).toString(16);
