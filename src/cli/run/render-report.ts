import { compareReports } from '../../compare/compare-reports.ts';
import type { Report } from '../../model/report.ts';
import { loadRender } from '../../reporters/formats.ts';
import { renderChanges } from '../../reporters/changes.ts';
import type { TextOptions } from '../../reporters/text/pen.ts';
import type { Context } from '../command.ts';
import type { Baseline } from './baseline.ts';
import { openRedaction, type Redaction } from '../redact/open-redaction.ts';
import { type Screen, createPaint, isColoured, isUnicode, widthOf } from '../terminal.ts';
import type { ResultOptions, TextForm } from './result-options.ts';
import { renderMarkdown, RULES } from './rules.ts';

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
