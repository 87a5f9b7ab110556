/** IP and MAC addresses, prefixes and AS numbers in texts: the same stand-ins that an anonymised capture has. */
import { formatAddress } from '../net/address.ts';
import { parseAddress } from '../net/parse.ts';
import type { Identities } from '../slice/anonymise/identities.ts';

export interface Numbers {
  /** `text` with stand-ins. */
  redact(text: string): string;
  as(as: number): number;
  /** An AS that occurs: a large number that stands alone is taken for it. */
  note(as: number): void;
  /** What stands for what: originals by their stand-ins. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly asNumbers: ReadonlyMap<number, number>;
}

/** Smaller numbers are AS numbers only where that is said: there are three of most things. */
const SMALLEST_ALONE = 1_000;
/** RFC 6996 §5. */
const SMALLEST_PRIVATE = 64_512;

const IPV4 = String.raw`\d{1,3}([._-])\d{1,3}\1\d{1,3}\1\d{1,3}(?!\d)`;
const BITS = String.raw`(?:\/\d{1,3}(?!\d))?`;
const IPV6 = String.raw`(?:[0-9a-fA-F]{0,4}:){2,8}[0-9a-fA-F.]{0,15}`;
/** As Calico names protocols of BIRD: `Mesh_fd00__1`. */
const NAMED_IPV6 = String.raw`(?<=(?:Mesh|Node|Global)_)[0-9a-f]{0,4}(?:_[0-9a-f]{0,4}){2,7}`;
const AS_PATH = String.raw`(?<![A-Za-z])as[-_ ]?path["']?[:= ]{0,3}[\d ,(){}[\]]{1,512}`;
const AS = String.raw`(?<![A-Za-z])(?:[A-Za-z]{1,20}[-_]|peer|local|remote|my)?asn?["']?(?: number)?\s{0,3}[:=]?\s{0,3}["']?\d{1,10}(?!\d|[.:]\d)`;
const COMMUNITY = String.raw`(?<![\w.:])\d{1,10}:\d{1,10}(?::\d{1,10})?(?![\w:])`;
const NUMBER = String.raw`(?<![\w.:-])\d{4,10}(?!\w|[.:]\d)`;
const TOKEN = new RegExp(
  `(?<![\\d.])${IPV4}${BITS}|(?<![0-9A-Za-z.])${IPV6}${BITS}|${NAMED_IPV6}|${AS_PATH}|${AS}|${COMMUNITY}|${NUMBER}`,
  'gi',
);

export function createNumbers(identities: Identities): Numbers {
  const addresses = new Map<string, string>();
  const asNumbers = new Map<number, number>();
  const known = new Set<number>();

  function as(original: number): number {
    const standIn = identities.as(original);
    if (standIn !== original) asNumbers.set(standIn, original);
    return standIn;
  }

  /** Null of what is no address. */
  function address(text: string): string | null {
    const [host = '', length] = text.split('/', 2);
    const octets = parseAddress(host);
    if (octets === null) return null;
    const width = octets.length === 4 ? 4 : 16;
    const bits = length === undefined ? 8 * width : Math.min(Number(length), 8 * width);
    // `10.1.0.0/16` is a prefix, `10.1.2.3/16` an address of one.
    identities.address(octets, 0, width, isPrefix(octets, bits) ? bits : 8 * width);
    const standIn = formatAddress(octets, 0, width) + (length === undefined ? '' : `/${length}`);
    if (standIn !== text) addresses.set(standIn, text);
    return standIn;
  }

  /** `10_0_0_1` and `10-0-0-1` of names. */
  function ipv4(token: string, separator: string): string {
    if (separator === '.') return address(token) ?? token;
    const [host = '', bits] = token.split('/', 2);
    const replaced = address(host.replaceAll(separator, '.'));
    if (replaced === null) return token;
    return replaced.replaceAll('.', separator) + (bits === undefined ? '' : `/${bits}`);
  }

  /** Or a MAC address, a large community, a time of day. What follows it may look like a part of it. */
  function ipv6(token: string): string {
    for (const host of [token, token.replace(/[:.]$/, ''), token.replace(/\..*$/, '')]) {
      const standIn = address(host);
      if (standIn !== null) return standIn + token.slice(host.length);
    }
    if (/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(token)) return mac(token);
    return LARGE_COMMUNITY.test(token) ? community(token) : token;
  }

  function mac(text: string): string {
    const octets = Uint8Array.from(text.split(':'), (octet) => Number.parseInt(octet, 16));
    identities.mac(octets, 0);
    const standIn = Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join(':');
    if (standIn !== text) addresses.set(standIn, text);
    return standIn;
  }

  /** The AS that defines it stands first; another may stand behind it. */
  const community = (text: string): string =>
    text
      .split(':')
      .map((part, index) =>
        (index === 0 && Number(part) >= SMALLEST_ALONE) || isKnown(part) ? `${as(Number(part))}` : part,
      )
      .join(':');

  const isKnown = (digits: string): boolean => Number(digits) >= SMALLEST_ALONE && known.has(Number(digits));
  const every = (text: string): string => text.replace(/\d{1,10}/g, (digits) => `${as(Number(digits))}`);

  /** `as 3 of them` is English, `AS 3`, `as=3` and `remote-as 3` are not. */
  function afterWord(text: string): string {
    const digits = /\d+$/.exec(text)?.[0] ?? '';
    const head = text.slice(0, -digits.length);
    const isSaid = !/^as\s/.test(head) || isKnown(digits) || Number(digits) >= SMALLEST_PRIVATE;
    return isSaid ? head + every(digits) : text;
  }

  function replaceToken(text: string, separator: string | undefined): string {
    if (separator !== undefined) return ipv4(text, separator);
    if (/^as[-_ ]?path/i.test(text)) return every(text);
    if (/^[^\d:]*as/i.test(text) && !text.includes('::')) return afterWord(text);
    if (/^\d+$/.test(text)) return isKnown(text) ? every(text) : text;
    if (!text.includes(':')) return address(text.replaceAll('_', ':'))?.replaceAll(':', '_') ?? text;
    return /^\d+:\d+$/.test(text) ? community(text) : ipv6(text);
  }

  return {
    redact: (text) => text.replace(TOKEN, replaceToken),
    as,
    note: (each) => void known.add(each),
    addresses,
    asNumbers,
  };
}

const LARGE_COMMUNITY = /^\d{1,10}:\d{1,10}:\d{1,10}$/;

function isPrefix(octets: Uint8Array, bits: number): boolean {
  return octets.every((octet, index) => (octet & (0xff >> Math.max(0, Math.min(8, bits - 8 * index)))) === 0);
}
