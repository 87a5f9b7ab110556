/** The list of docs/decoders.md, which `npm run generate` writes from the explanations. */
import { EXPLANATIONS } from './explanations.ts';

export function renderExplanations(): string {
  const rows = EXPLANATIONS.map(
    ({ what, section, right }) => `| ${what.replaceAll('|', '\\|')} | ${section} | ${right} |`,
  );
  return ['| difference | decided by | right |', '|---|---|---|', ...rows].join('\n');
}
