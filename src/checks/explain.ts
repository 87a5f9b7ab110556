import type { CheckId } from '../model/report.ts';
import type { CheckMeta } from './define-check.ts';
import { type Action, WORDS } from './remedies/actions.ts';
import { commandsOf } from './remedies/describe.ts';

/** A check's page, as Markdown: for `k8sdoctor explain ID` and docs/findings. The words live beside the check. */
export function explainCheck({ id, severity, explains, docs }: CheckMeta): string {
  return [
    `# ${id}`,
    `Severity: ${severity}, unless its finding says otherwise; info on a session that has recovered.`,
    `**Holds when:** ${docs.what}`,
    `## What it means, and how it is proven\n\n${docs.why}`,
    `## What to do\n\nWords in capitals stand for addresses and values; SIDE is the one that the finding names first.\n\n${docs.remedy.map((action, index) => step(action, index + 1)).join('\n')}`,
    ...(explains.length === 0 ? [] : [`## What follows from it\n\n${consequences(explains)}`]),
    `## References\n\n${docs.references.map(({ title, url }) => `- [${title}](${url})`).join('\n')}\n`,
  ].join('\n\n');
}

function step(action: Action, number: number): string {
  const commands = commandsOf(action).map(({ name, command }) =>
    command === null ? `   - ${name}: not possible` : `   - ${name}: \`${command}\``,
  );
  return [`${number}. ${WORDS[action.id](action)}`, ...commands].join('\n');
}

const consequences = (explains: readonly CheckId[]): string =>
  `On the same subject these are shown as its evidence, not as faults of their own: ${explains.toSorted().join(', ')}.`;
