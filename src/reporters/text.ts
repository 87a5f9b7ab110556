import type { Report } from '../model/report.ts';
import { describeRedaction } from './redaction-note.ts';
import { renderFinding, renderNote } from './text/finding.ts';
import { renderGaps } from './text/gaps.ts';
import { type Pen, type TextOptions, createPen, hang } from './text/pen.ts';
import { heading, renderHealthy, renderSession } from './text/session.ts';
import { type Case, type Triage, isTrouble, triage } from './text/triage.ts';
import { renderVerdict } from './text/verdict.ts';

/** The report for a person: the verdict, then each session with its findings, worst first, then what is not known. */
export function renderText(report: Report, options: TextOptions): string {
  const pen = createPen(options);
  const sorted = triage(report);
  const verdict = renderVerdict(pen, report, sorted);
  const rest = pen.verbosity === 'quiet' ? renderGaps(pen, report) : ['', ...details(pen, report, sorted)];
  return `${[...verdict, ...rest].join('\n').trimEnd()}\n`;
}

function details(pen: Pen, report: Report, { cases, others }: Triage): string[] {
  const isFull = (one: Case): boolean => one.ill || one.session.state === 'recovered' || pen.verbosity === 'verbose';
  const healthy = cases.filter((one) => !isFull(one));
  return [
    ...cases.filter(isFull).flatMap((one) => renderSession(pen, one)),
    ...section(
      pen,
      cases.some(isFull) ? 'Other findings' : 'Findings',
      others.flatMap((finding) =>
        isTrouble(finding) || pen.verbosity === 'verbose'
          ? [...renderFinding(pen, finding, null), '']
          : renderNote(pen, finding),
      ),
    ),
    ...section(
      pen,
      'Sessions that need nothing',
      healthy.flatMap((one) => renderHealthy(pen, one)),
    ),
    ...section(pen, 'Not known', renderGaps(pen, report)),
    ...renderRedaction(pen, report),
  ];
}

function renderRedaction(pen: Pen, report: Report): string[] {
  const note = describeRedaction(report);
  return note === null ? [] : hang(pen, 0, '', note, pen.paint.faint);
}

function section(pen: Pen, title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [...heading(pen, title), ...lines, ...(lines.at(-1) === '' ? [] : [''])];
}
