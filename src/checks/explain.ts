import type { CheckId } from '../model/report.ts';
import type { CheckMeta } from './define-check.ts';
import { type ActionId, WORDS } from './remedies/actions.ts';
import { commandsOf } from './remedies/describe.ts';

/** They stand for the two speakers in what is said of all cases. */
const PLACES = { on: 'NODE', peer: 'PEER' };

/** A check's page, as Markdown: for `k8sdoctor explain ID` and docs/findings. The words live beside the check. */
export function explainCheck({ id, severity, explains, docs }: CheckMeta): string {
  return [
    `# ${id}`,
    `Severity: ${severity}, unless its finding says otherwise; info on a session that has recovered.`,
    `**Holds when:** ${docs.what}`,
    `## What it means, and how it is proven\n\n${docs.why}`,
    `## What to do\n\n${docs.remedy.map((action, index) => step(action, index + 1)).join('\n')}`,
    ...(explains.length === 0 ? [] : [`## What follows from it\n\n${consequences(explains)}`]),
    `## References\n\n${docs.references.map(({ title, url }) => `- [${title}](${url})`).join('\n')}\n`,
  ].join('\n\n');
}

function step(action: ActionId, number: number): string {
  const commands = commandsOf(action, PLACES).map(({ name, command }) =>
    command === null ? `   - ${name}: not possible` : `   - ${name}: \`${command}\``,
  );
  return [`${number}. ${WORDS[action](PLACES)}`, ...commands].join('\n');
}

const consequences = (explains: readonly CheckId[]): string =>
  `On the same subject these are shown as its evidence, not as faults of their own: ${explains.toSorted().join(', ')}.`;
