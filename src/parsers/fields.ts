/** What stands in a JSON value, if it is of the kind that is asked for. */
import type { Lines } from './lines.ts';

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** Fields of an object that are objects themselves, as FRR keys neighbours by their address. */
export const children = (value: unknown): readonly (readonly [key: string, fields: Fields])[] =>
  Object.entries(fieldsOf(value)).flatMap(([key, child]) => (isFields(child) ? [[key, child] as const] : []));

/** Finds the lines on which texts stand that come in the order of the document: in one pass over all of it. */
export function createLineFinder(lines: Lines): (text: string) => number {
  let at = 0;
  return (text) => (at = lines.find(text, at) ?? at);
}
