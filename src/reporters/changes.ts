/** What changed since an earlier result, as text. */
import type { Change, Changes, FindingRef } from '../model/changes.ts';
import { createPen, type Pen, type TextOptions } from './text/pen.ts';

const SHOWN = 20;

/** A part of its own, below what the command writes. */
export function renderChanges(changes: Changes, options: TextOptions): string {
  const pen = createPen(options);
  const { show, paint, sign } = pen;
  const { baseline, findings, notCompared } = changes;
  const head = paint.strong(`Since ${show(baseline.generatedAt)} (${show(baseline.name)})`);
  const parts = [
    ...group(pen, 'Findings', [
      ...findings.new.map((one) => refLine(pen, 'new', one)),
      ...findings.gone.map((one) => refLine(pen, 'gone', one)),
      ...findings.notJudged.map((one) => refLine(pen, 'not judged now', one)),
      ...(findings.still.length === 0
        ? []
        : [`still ${findings.still.length}: ${[...new Set(findings.still.map(({ id }) => show(id)))].join(', ')}`]),
    ]),
    ...group(
      pen,
      'Sessions',
      changes.sessions.map((one) => changeLine(pen, one)),
    ),
    ...group(
      pen,
      'Routes',
      changes.routes.map((one) => changeLine(pen, one)),
    ),
    ...group(
      pen,
      'Sysctls',
      changes.sysctls.map((one) => changeLine(pen, one)),
    ),
    ...group(
      pen,
      'Versions',
      changes.versions.map((one) => changeLine(pen, one)),
    ),
    ...group(pen, 'Not compared', notCompared.map(show)),
  ];
  const isSame = [
    changes.sessions,
    changes.routes,
    changes.sysctls,
    findings.new,
    findings.gone,
    findings.notJudged,
  ].every((list) => list.length === 0);
  return [head, ...(isSame ? [`${sign.good} Nothing changed.`] : []), ...parts].join('\n').concat('\n');
}

function group({ paint, sign }: Pen, title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length > SHOWN ? [`  ${sign.more} and ${lines.length - SHOWN} more (--format json has all)`] : [];
  return [paint.faint(title), ...lines.slice(0, SHOWN).map((line) => `  ${line}`), ...more];
}

const refLine = ({ show }: Pen, word: string, { id, title }: FindingRef): string =>
  `${word}: ${show(id)}  ${show(title)}`;

const changeLine = ({ show, sign }: Pen, { of, what, before, now }: Change): string =>
  `${show(of)}: ${show(what)}  ${before === null ? 'none' : show(before)} ${sign.right} ${now === null ? 'none' : show(now)}`;
