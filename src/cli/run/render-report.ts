import { explainCheck } from '../../checks/explain.ts';
import { compareReports } from '../../compare/compare-reports.ts';
import { CHECKS } from '../../checks/registry.ts';
import type { Report } from '../../model/report.ts';
import { type Format, type Rule, loadRender } from '../../reporters/formats.ts';
import { renderChanges } from '../../reporters/changes.ts';
import type { TextOptions } from '../../reporters/text/pen.ts';
import type { Context } from '../command.ts';
import type { Baseline } from './baseline.ts';
import { openRedaction, type RedactOptions, type Redaction } from '../redact/open-redaction.ts';
import { type Screen, type Wishes, createPaint, isColoured, isUnicode, widthOf } from '../terminal.ts';

export interface ResultOptions extends Wishes, RedactOptions {
  readonly format: Format;
  /** The file of `-o`: no terminal shows it. */
  readonly output: string | undefined;
  /** An earlier result, to be compared with. */
  readonly baseline?: string | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Characters of Markdown. */
  readonly maxLength?: number | undefined;
}

/** The text of a command, and the cells that a line of it may take. */
export interface TextForm {
  readonly render: (report: Report, options: TextOptions) => string;
  readonly widest?: number;
}

/** What every command that makes a report writes. */
export async function renderReport(
  { io }: Pick<Context, 'io'>,
  found: Report,
  options: ResultOptions,
  text: TextForm,
  { redaction, baseline = null }: { readonly redaction?: Redaction; readonly baseline?: Baseline | null } = {},
): Promise<string> {
  const compared =
    baseline === null ? found : { ...found, changes: compareReports(baseline.report, found, baseline.name) };
  const report = await (redaction ?? (await openRedaction(options))).report(compared);
  const { format, output, color, ascii, quiet, verbose, maxLength } = options;
  if (format === 'html') return (await import('./html.ts')).renderPage(report, await renderMarkdown(report));
  if (format !== 'text') {
    const render = await loadRender(format);
    return render(report, { rules: RULES, ...(maxLength !== undefined && { maxLength }) });
  }
  const screen: Screen = output === undefined ? io.stdout : {};
  const form: TextOptions = {
    width: widthOf(screen, text.widest),
    unicode: isUnicode(io, ascii),
    paint: await createPaint(isColoured(io, screen, color)),
    verbosity: quiet ? 'quiet' : verbose ? 'verbose' : 'normal',
  };
  const { changes } = report;
  return `${text.render(report, form)}${changes === undefined || baseline === null ? '' : `\n${renderChanges(changes, form)}`}`;
}

export async function renderMarkdown(report: Report): Promise<string> {
  return (await loadRender('markdown'))(report, { rules: RULES });
}

const RULES: readonly Rule[] = CHECKS.map((check) => {
  const { id, severity, docs } = check;
  const { what, why, references } = docs;
  return { id, severity, what, why, references, page: () => explainCheck(check) };
});
