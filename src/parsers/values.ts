import { formatAddress } from '../net/address.ts';
import { isIpv4Prefix, parseAddress, parsePrefix } from '../net/parse.ts';
import { FSM_STATES, type FsmState, type Since } from '../model/peer-status.ts';

const DAY = 86_400;
const UNITS: Readonly<Record<string, number>> = { y: 365 * DAY, w: 7 * DAY, d: DAY, h: 3600, m: 60, s: 1, ms: 0.001 };

/** In canonical form where it is an address, so that two ends compare; else as printed. `10.0.0.1%eth0` keeps its zone. */
export function toAddress(text: string): string {
  if (!text.includes(':')) return text; // IPv4 has one form only
  const octets = parseAddress(text);
  if (octets === null) return text;
  return formatAddress(octets, 0, octets.length === 4 ? 4 : 16);
}

export const isAddress = (text: string): boolean => parseAddress(text) !== null;

/** An address and its port: `10.0.0.1:179`, `[2001:db8::1]:179`, or an address alone. */
export function withoutPort(text: string): string {
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(text) ?? [];
  if (bracketed !== undefined) return toAddress(bracketed);
  const [, dotted] = /^([\d.]+):\d+$/.exec(text) ?? [];
  return toAddress(dotted ?? text);
}

/** `65001`, or `1.10` (RFC 5396). Null of anything else. */
export function toAs(text: string | undefined): number | null {
  const [, high, low] = /^(?:(\d{1,5})\.)?(\d{1,10})$/.exec(text ?? '') ?? [];
  if (low === undefined) return null;
  const as = Number(high ?? 0) * 0x1_0000 + Number(low);
  return as <= 0xffff_ffff ? as : null;
}

export function toCount(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Seconds of `00:00:44`, `9d 22:45:00`, `1d02h03m`, `2w3d`, `4m13s`; null of a time of day with a date, or no duration. */
export function toSeconds(text: string): number | null {
  const [whole, days, hours, minutes, seconds] =
    /^(?:(\d{1,6})d[ ,]*)?(\d{1,6}):(\d\d):(\d\d)(?:\.\d{1,9})?$/.exec(text) ?? [];
  if (whole !== undefined) {
    return Number(days ?? 0) * DAY + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  }
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|[ywdhms]) ?){1,7}$/.test(text)) return null;
  let sum = 0;
  for (const [, count, unit = ''] of text.matchAll(/([\d.]+)(ms|[ywdhms])/g)) sum += Number(count) * (UNITS[unit] ?? 0);
  return Math.floor(sum);
}

/** Since a duration ago. */
export const forDuration = (text: string | undefined): Since | null =>
  text === undefined || text === '' ? null : { text, seconds: toSeconds(text) };

/** Since a time or a date, as the speaker's clock shows it. */
export const sinceTime = (text: string | undefined): Since | null =>
  text === undefined || text === '' ? null : { text, seconds: null };

/** `open_sent`, `OPENSENT`, `BGP_FSM_OPENSENT`, `OpenSent`. Null of anything else. */
export function toState(text: string): FsmState | null {
  const plain = text
    .replace(/^(?:BGP_FSM|SESSION_STATE)_/i, '')
    .replaceAll(/[_\s-]/g, '')
    .toLowerCase();
  return FSM_STATES.find((state) => state.toLowerCase() === plain) ?? null;
}

/** `10.0.0.0/8`: with its length, and nothing else. */
export const isPrefix = (text: string): boolean =>
  isIpv4Prefix(text) || (text.includes('/') && parsePrefix(text) !== null);
