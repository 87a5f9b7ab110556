/** The values of the filters of `decode`, from text. Each throws InvalidArgumentError, which says what would do. */
import { InvalidArgumentError } from 'commander';
import { MessageType } from '../decoders/bgp/message.ts';
import { WELL_KNOWN_COMMUNITIES } from '../decoders/bgp/registry/communities.ts';
import { parseCommunity } from '../decoders/bgp/select/parse-community.ts';
import { type IpPrefix, parsePrefix } from '../net/parse.ts';
import { parsePort } from './option.ts';
import type { Peer, TimeBound } from './run/message-filter.ts';

const TYPES: Readonly<Record<string, number>> = {
  open: MessageType.OPEN,
  update: MessageType.UPDATE,
  notification: MessageType.NOTIFICATION,
  keepalive: MessageType.KEEPALIVE,
  'route-refresh': MessageType.ROUTE_REFRESH,
  unknown: 0,
};

export const TYPE_NAMES: readonly string[] = Object.keys(TYPES);

export function parseType(text: string): number {
  const type = TYPES[text.trim().toLowerCase()];
  if (type === undefined) throw new InvalidArgumentError(`It is one of ${TYPE_NAMES.join(', ')}.`);
  return type;
}

/** `10.0.0.1`, `10.0.0.1:179`, `10.0.0.0/24`, `2001:db8::1`, `[2001:db8::1]:179`, `2001:db8::/32`. */
export function parsePeer(text: string): Peer {
  const [, bracketed, dotted, port] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d+))?$/.exec(text) ?? [];
  const addresses = parsePrefix(bracketed ?? dotted ?? text);
  if (addresses === null || (port !== undefined && (bracketed ?? dotted ?? '').includes('/'))) {
    throw new InvalidArgumentError('A peer is 10.0.0.1, 10.0.0.1:179, 10.0.0.0/24, 2001:db8::1 or [2001:db8::1]:179.');
  }
  return { addresses, port: port === undefined ? null : parsePort(port) };
}

export function parseRoute(text: string): IpPrefix {
  const prefix = parsePrefix(text);
  if (prefix === null) throw new InvalidArgumentError('A prefix is 10.0.0.0/8, 2001:db8::/32, or an address.');
  return prefix;
}

/** `64512`, `AS64512`, `1.10` (RFC 5396). */
export function parseAs(text: string): number {
  const [, high, low] = /^(?:as)?(?:(\d+)\.)?(\d+)$/i.exec(text) ?? [];
  const fits = Number(high ?? 0) <= 0xffff && (high === undefined || Number(low) <= 0xffff);
  const as = Number(high ?? 0) * 0x1_0000 + Number(low ?? Number.NaN);
  if (fits && as <= 0xffff_ffff) return as;
  throw new InvalidArgumentError('An AS number is 64512, AS64512 or 1.10, and 4294967295 at most.');
}

export function parseCommunityOption(text: string): string {
  const community = parseCommunity(text);
  if (community !== null) return community;
  const names = WELL_KNOWN_COMMUNITIES.map((name) => name.toLowerCase()).join(', ');
  throw new InvalidArgumentError(
    `A community is 64512:100, 64512:1:2, route-target:64512:100 or the name of a well-known one: ${names}.`,
  );
}

const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6 };

/** ISO 8601 (UTC if it says no zone), or `+1m30s` after the first packet. */
export function parseTime(text: string): TimeBound {
  const time = text.startsWith('+') ? parseAfter(text) : parseIso(text);
  if (time !== null) return time;
  throw new InvalidArgumentError(
    'A time is 2026-01-31T12:00:00.5Z, 2026-01-31, or since the first packet +90s, +1m30s or +250ms.',
  );
}

function parseAfter(text: string): TimeBound | null {
  if (!/^\+(?:\d+(?:\.\d+)?(?:h|ms|us|m|s))+$/.test(text)) return null;
  let nanoseconds = 0;
  for (const [, number, unit = ''] of text.matchAll(/([\d.]+)(h|ms|us|m|s)/g)) {
    nanoseconds += Math.round(Number(number) * (UNITS[unit] ?? 0) * 1e9);
  }
  return { seconds: Math.floor(nanoseconds / 1e9), nanoseconds: nanoseconds % 1e9, relative: true };
}

function parseIso(text: string): TimeBound | null {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?)?$/i.exec(text);
  if (match === null) return null;
  const [, date, time = '00:00', fraction = '', zone = 'Z'] = match;
  const milliseconds = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  if (Number.isNaN(milliseconds)) return null;
  return { seconds: milliseconds / 1000, nanoseconds: Number(fraction.padEnd(9, '0')), relative: false };
}
