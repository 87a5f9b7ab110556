/** What a format says of each check besides its findings. */
import { explainCheck } from '../../checks/explain.ts';
import { CHECKS } from '../../checks/registry.ts';
import type { Report } from '../../model/report.ts';
import { loadRender, type Rule } from '../../reporters/formats.ts';

export async function renderMarkdown(report: Report): Promise<string> {
  return (await loadRender('markdown'))(report, { rules: RULES });
}

export const RULES: readonly Rule[] = CHECKS.map((check) => {
  const { id, severity, docs } = check;
  const { what, why, references } = docs;
  return { id, severity, what, why, references, page: () => explainCheck(check) };
});
