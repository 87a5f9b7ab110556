import { describeFields } from './value.ts';

/** `10.0.0.0/8`, `64512:100 10.0.0.0/8 (labels 16, path id 1)`; of a family without prefixes its kind and fields. */
export function describeNlri(nlri: object): string {
  const { prefix, rd, kind, value, ...rest }: Record<string, unknown> = { ...nlri };
  if (kind === 'raw' && typeof value === 'string') return `${value.length / 2} octets ${value}`;
  const fields = describeFields(Object.entries(value === undefined ? rest : { value, ...rest }));
  const names = [rd, kind, prefix].filter((part) => typeof part === 'string').join(' ');
  if (names === '') return fields;
  return fields === '' ? names : `${names} (${fields})`;
}
