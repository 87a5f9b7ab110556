import type { Incomplete } from '../../model/report.ts';
import type { Paste } from '../../parsers/recognise.ts';

/** Of rows in `incomplete` for one source. */
const MOST_GAPS = 10;

/** Lines that could not be read in outputs that are known. */
export function lineGaps({ found }: Paste, source: string): readonly Incomplete[] {
  const gaps = found.flatMap(({ format, output }) =>
    (output.gaps ?? []).map(({ line, why }) => ({ source, what: `line ${line} (${format})`, why })),
  );
  const more = gaps.length - MOST_GAPS;
  const rest = more > 0 ? [{ source, what: 'text', why: `${more} more lines were not understood` }] : [];
  return [...gaps.slice(0, MOST_GAPS), ...rest];
}
