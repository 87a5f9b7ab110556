import type { Report } from '../../model/report.ts';
import { renderStatus } from '../../reporters/status.ts';
import { renderText } from '../../reporters/text.ts';
import type { Context } from '../command.ts';
import { type FailOn, exitCode } from '../exit-code.ts';
import { openResult } from '../result.ts';
import { UserError } from '../user-error.ts';
import type { PublishOptions } from './publish.ts';
import { readReport } from './read-report.ts';
import { renderReport } from './render-report.ts';
import type { ResultOptions, TextForm } from './result-options.ts';

export interface ReportCommandOptions extends ResultOptions, PublishOptions {
  readonly failOn: FailOn;
}

/** Renders a saved result again, or publishes it. */
export async function runReport(
  context: Context,
  [name = '']: readonly string[],
  options: ReportCommandOptions,
): Promise<number> {
  if (options.issue !== undefined || options.new !== undefined) {
    const { runPublish } = await import('./publish.ts');
    return runPublish(context, await readReport(context, name), name, options);
  }
  const result = await openResult(context.io, options.output, [name]);
  const report = await readReport(context, name);
  await result.write(await renderReport(context, report, options, formOf(report)).catch(tooDeep));
  const { failOn } = options;
  const partial = failOn !== 'never' && report.incomplete.length > 0;
  return exitCode({ ran: true, interrupted: null, summary: report.summary, failOn, partial });
}

/** What `status` wrote is a table. */
function formOf({ peers, sessions }: Report): TextForm {
  return peers !== undefined && sessions.length === 0 ? { render: renderStatus, widest: 200 } : { render: renderText };
}

/** Fields that we do not know are written as they were read, and JSON may nest without end. */
function tooDeep(error: unknown): never {
  if (error instanceof RangeError) throw new UserError('the result nests too deeply to be written', null);
  throw error;
}
