import type { Finding } from '../../src/model/report.ts';
import type { Check } from '../../src/checks/define-check.ts';
import { readPaste } from '../../src/parsers/recognise.ts';
import { createStatusAnalysis } from '../../src/evidence/statuses.ts';

/** What a check makes of pasted texts, each in a file of its own. */
export function judge(check: Check, ...texts: readonly string[]): readonly Finding[] {
  const analysis = createStatusAnalysis();
  for (const [index, text] of texts.entries())
    analysis.read(readPaste(text, `${index + 1}.txt`), {
      kind: 'text',
      name: `${index + 1}.txt`,
      format: null,
      bytes: null,
    });
  return check.evaluate(analysis.finish().evidence).findings;
}
