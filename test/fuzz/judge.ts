/** What must hold of every run, whatever was read. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

export interface Ran {
  readonly argv: readonly string[];
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const schema = new URL('../../docs/json-schema/report-v1.json', import.meta.url);
const isReport = new Ajv2020({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(schema, 'utf8')),
);
/** Besides line ends: a terminal would act on them. */
const CONTROLS = /(?!\n)[\p{Cc}\u{202a}-\u{202e}\u{2066}-\u{2069}]/u;

/** What is wrong; nothing, if all is well. */
export function troubles({ argv, code, out, err }: Ran): readonly string[] {
  const format = argv.includes('--format') ? argv[argv.indexOf('--format') + 1] : 'text';
  const found: string[] = [];
  if (![0, 1, 2, 3].includes(code)) found.push(`exit code ${code}`);
  if (err.includes('fault of k8sdoctor itself')) found.push(err);
  if (code === 2 && !/^k8sdoctor: .+\n/.test(err)) found.push(`exit code 2, and it says “${err}”`);
  if (CONTROLS.test(out)) found.push(`${JSON.stringify(CONTROLS.exec(out)?.[0])} in ${format}`);
  if (CONTROLS.test(err)) found.push(`${JSON.stringify(CONTROLS.exec(err)?.[0])} on standard error`);
  if (/crashed: /.test(out)) found.push(/.{0,200}crashed: .{0,200}/.exec(out)?.[0] ?? '');
  if (out !== '' && argv[0] !== 'decode' && format === 'json') found.push(...ofReport(JSON.parse(out)));
  if (format === 'jsonl') for (const line of out.split('\n')) if (line !== '') JSON.parse(line);
  return found;
}

const ofReport = (report: unknown): readonly string[] =>
  isReport(report)
    ? []
    : (isReport.errors ?? []).map(({ instancePath, message }) => `not by the schema: ${instancePath} ${message}`);
