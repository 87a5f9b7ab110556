import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { Report } from '../../model/report.ts';
import { SourceError } from '../../sources/source-error.ts';
import { sourceName } from '../../reporters/source-name.ts';
import type { Context } from '../command.ts';
import { readReportSchema } from '../report-schema.ts';
import { UserError } from '../user-error.ts';
import { readText } from './read-text.ts';

const SCHEMA = 'k8sdoctor/report/v1';
const HINT = 'It reads what --format json wrote: k8sdoctor bgp --pcap FILE --format json -o RESULT.json';

/**
 * A saved result, with all fields that a later version may have added.
 * @throws UserError where it is none
 */
export async function readReport({ io }: Pick<Context, 'io'>, name: string): Promise<Report> {
  const shown = sourceName(name);
  const { text, fault } = await readText(name, io).catch((error: unknown) => {
    throw error instanceof SourceError ? new UserError(error.message, error.hint ?? HINT) : error;
  });
  if (fault !== null) throw new UserError(`${shown}: ${fault}`, HINT);
  const value = parseJson(text.replace(/^\ufeff/, ''), shown);
  const schema = schemaOf(value);
  if (schema !== SCHEMA) throw otherFormat(shown, schema);
  const validate = (compiled ??= await compileSchema());
  if (validate(value)) return value;
  const [error] = validate.errors ?? [];
  const place = error === undefined || error.instancePath === '' ? '' : `${error.instancePath} `;
  throw new UserError(`${shown}: no result of k8sdoctor: ${place}${error?.message ?? 'it breaks the schema'}`, HINT);
}

let compiled: ValidateFunction<Report> | null = null;

async function compileSchema(): Promise<ValidateFunction<Report>> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  return new Ajv2020({ allowUnionTypes: true }).compile<Report>(readReportSchema());
}

function parseJson(text: string, shown: string): unknown {
  if (text.trim() === '') throw new UserError(`${shown}: it is empty`, HINT);
  try {
    return JSON.parse(text);
  } catch (error) {
    const isCut = error instanceof SyntaxError && /end of JSON|Unterminated/.test(error.message);
    throw new UserError(`${shown}: ${isCut ? 'cut off: the JSON ends before its end' : 'no JSON'}`, HINT);
  }
}

function schemaOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('schema' in value)) return null;
  return typeof value.schema === 'string' ? value.schema : null;
}

function otherFormat(shown: string, schema: string | null): UserError {
  return schema?.startsWith('k8sdoctor/report/') === true
    ? new UserError(`${shown} is ${schema}; this version reads ${SCHEMA}`, 'A newer k8sdoctor reads it.')
    : new UserError(`${shown}: JSON, but no result of k8sdoctor`, HINT);
}
