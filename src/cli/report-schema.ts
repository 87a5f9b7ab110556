import { readFileSync } from 'node:fs';

/** Properties whose values we draw and count by: of others a later version may have more. */
const CLOSED: ReadonlySet<string> = new Set(['severity', 'state', 'from', 'outcome']);

/** docs/json-schema/report-v1.json, two folders up as package.json is, with room for what later versions of v1 add. */
export function readReportSchema(): object {
  return JSON.parse(
    readFileSync(new URL('../../docs/json-schema/report-v1.json', import.meta.url), 'utf8'),
    function loosen(this: unknown, key, value: unknown) {
      if (CLOSED.has(key) || !isObject(value)) return value;
      const { enum: _, ...open } = value;
      return 'enum' in value && Array.isArray(value['enum']) ? open : value;
    },
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
