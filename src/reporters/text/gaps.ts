import type { Report } from '../../model/report.ts';
import { foldGaps } from '../fold-gaps.ts';
import { type Pen, hang } from './pen.ts';
import { mark } from './verdict.ts';

/** What could not be had or judged: always told, since "nothing found" means nothing without it. */
export function renderGaps(pen: Pen, { incomplete, checks }: Report): string[] {
  const skipped = pen.verbosity === 'verbose' ? checks.filter(({ outcome }) => outcome === 'skipped') : [];
  return [
    ...foldGaps(incomplete, pen.verbosity === 'verbose' ? Infinity : undefined).flatMap((line) =>
      hang(pen, 2, mark(pen, 'warning'), pen.show(line)),
    ),
    ...skipped.flatMap(({ id, missing = [] }) =>
      hang(pen, 2, mark(pen, 'unknown'), pen.show(`${id} was not judged: no ${missing.join(', ')}`)),
    ),
  ];
}
