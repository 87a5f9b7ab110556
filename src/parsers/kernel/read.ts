/** What the parsers of iproute2 have in common. */
import type { IpFamily } from '../../model/kernel.ts';
import { isIpv4Prefix, parseAddress, parsePrefix } from '../../net/parse.ts';
import type { Gap } from '../format.ts';

export type { Gap };

/** Where lines come from: `line` is that of the first one. */
export interface Origin {
  readonly source: string;
  readonly line: number;
}

export interface Read<T> {
  readonly values: readonly T[];
  readonly gaps: readonly Gap[];
}

/** `default`, an address or a prefix, as a prefix. Null of anything else. */
export function toPrefix(text: string, family: IpFamily): string | null {
  if (isIpv4Prefix(text)) return text;
  if (text === 'default' || text === 'all' || text === 'any') return family === 'ipv4' ? '0.0.0.0/0' : '::/0';
  const prefix = parsePrefix(text);
  if (prefix === null) return null;
  return text.includes('/') ? text : `${text}/${prefix.bits}`;
}

export const familyOf = (address: string): IpFamily => (address.includes(':') ? 'ipv6' : 'ipv4');

export const isAddress = (text: string | undefined): text is string =>
  text !== undefined && parseAddress(text) !== null;

export function toNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Fields of JSON, each of the type that it should have, or null. */
export type Fields = Readonly<Record<string, unknown>>;
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textsOf = (value: unknown): readonly string[] => listOf(value).filter((each) => typeof each === 'string');
