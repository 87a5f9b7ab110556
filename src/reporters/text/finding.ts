import type { EvidenceRef, Finding, Reference } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { cells, padEnd, wrap } from '../cells.ts';
import { sourceName } from '../source-name.ts';
import { type Pen, hang } from './pen.ts';
import { mark, whoChanges } from './verdict.ts';

const INDENT = 12;

/** Observed, inferred, who changes what; then what proves it, so that a reader can go and look. */
export function renderFinding(pen: Pen, finding: Finding, session: Session | null): string[] {
  const { id, severity, title, cause, impact, remedy, evidence, references, subject } = finding;
  const where = session === null ? `, ${subject.kind} ${pen.show(subject.id)}` : '';
  return [
    ...hang(pen, 2, mark(pen, severity), `${severity}: ${pen.show(id)}${where}`, pen.paint[severity]),
    ...labelled(pen, 'Observed', [title]),
    ...labelled(pen, 'Cause', [cause]),
    ...(impact === null ? [] : labelled(pen, 'Impact', [impact])),
    ...evidence.flatMap((ref, index) => proof(pen, ref, evidence[index - 1] ?? null)),
    ...(session === null
      ? []
      : hang(pen, INDENT, label(pen, 'To do'), whoChanges(pen, finding, session), pen.paint.strong)),
    ...remedy.flatMap((step, index) =>
      steps(pen, index === 0 && session === null ? 'To do' : '', `${index + 1}. `, step),
    ),
    ...references.flatMap((reference, index) => refer(pen, index === 0 ? 'See' : '', reference)),
  ];
}

/** One line for what is only worth knowing. */
export function renderNote(pen: Pen, { id, severity, title }: Finding): string[] {
  return hang(pen, 2, mark(pen, severity), `${pen.show(title)} [${pen.show(id)}]`);
}

function labelled(pen: Pen, name: string, texts: readonly string[]): string[] {
  return texts.flatMap((text) => hang(pen, INDENT, label(pen, name), pen.show(text)));
}

/** Commands and configuration may take several lines. */
function steps(pen: Pen, name: string, number: string, step: string): string[] {
  return step
    .split('\n')
    .flatMap((line, index) =>
      hang(
        pen,
        INDENT + number.length,
        index === 0 ? label(pen, name) + number : ' '.repeat(INDENT + number.length),
        pen.show(line),
      ),
    );
}

/** The source stands once above all that comes from it. */
function proof(pen: Pen, { source, frame, line, time, text }: EvidenceRef, before: EvidenceRef | null): string[] {
  const place = [
    ...(frame === undefined ? [] : [`frame ${frame}`]),
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(time === undefined ? [] : [pen.show(time)]),
  ].join(', ');
  return [
    ...(source === before?.source
      ? []
      : hang(
          pen,
          INDENT,
          label(pen, before === null ? 'Evidence' : ''),
          pen.show(sourceName(source)),
          pen.paint.faint,
        )),
    ...(place === '' ? [] : hang(pen, INDENT, ' '.repeat(INDENT), place)),
    ...hang(pen, INDENT + 2, ' '.repeat(INDENT + 2), pen.show(text)),
  ];
}

/** An address is never cut, so that it can be copied: one that is too long for its line gets one of its own. */
function refer(pen: Pen, name: string, { title, url }: Reference): string[] {
  const both = `${pen.show(title)}: ${pen.show(url)}`;
  const lines =
    INDENT + cells(both) <= pen.width ? [both] : [...wrap(pen.show(title), pen.width - INDENT), pen.show(url)];
  return lines.map((line, index) => (index === 0 ? label(pen, name) : ' '.repeat(INDENT)) + pen.paint.faint(line));
}

const label = (pen: Pen, name: string): string => `  ${pen.paint.faint(padEnd(name, INDENT - 2))}`;
