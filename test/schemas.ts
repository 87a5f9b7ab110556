import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const known = new Map<string, ValidateFunction>();

/** Judges by `docs/json-schema/NAME.json`, which is compiled once, since that takes longest. */
export function judgeBy(name: 'bundle-v1' | 'path-v1' | 'report-v1'): ValidateFunction {
  const schema = new URL(`../docs/json-schema/${name}.json`, import.meta.url);
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  const validate = known.get(name) ?? ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));
  known.set(name, validate);
  return validate;
}
