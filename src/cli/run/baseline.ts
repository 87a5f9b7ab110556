import type { Report } from '../../model/report.ts';
import type { Context } from '../command.ts';
import { UserError } from '../user-error.ts';
import type { ResultOptions } from './result-options.ts';
import { readReport } from './read-report.ts';

export interface Baseline {
  readonly name: string;
  readonly report: Report;
}

/**
 * The earlier result, read before anything is gathered; null where none is asked for.
 * @throws UserError where it is none of ours
 */
export async function readBaseline(
  context: Context,
  { baseline: name, format, redact }: Pick<ResultOptions, 'baseline' | 'format' | 'redact'>,
): Promise<Baseline | null> {
  if (name === undefined) return null;
  if (format !== 'text' && format !== 'json')
    throw new UserError(`--baseline has no format ${format}`, 'What changed is written as text or json.');
  if (redact !== undefined)
    throw new UserError('--baseline takes no --redact', 'Stand-ins cannot be compared with what they stand for.');
  return { name, report: await readReport(context, name) };
}
