/**
 * Writes docs/findings from the checks: a page a finding, and the index; and into docs/decoders.md where tshark reads otherwise.
 * `--check` writes nothing, names what is out of date and exits 1: so CI holds the pages to the code.
 */
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importSource } from './bundle.mjs';

const FINDINGS = fileURLToPath(new URL('../docs/findings/', import.meta.url));
const DECODERS = fileURLToPath(new URL('../docs/decoders.md', import.meta.url));

const { CHECKS, explainCheck, renderExplanations } = await importSource(`
  export { CHECKS } from './src/checks/registry.ts';
  export { explainCheck } from './src/checks/explain.ts';
  export { renderExplanations } from './scripts/compare/render-explanations.ts';
`);
const pages = new Map([
  ['README.md', renderIndex(CHECKS)],
  ...CHECKS.map((check) => [`${check.id}.md`, explainCheck(check)]),
]);
const existing = await listPages();
const stale = existing.filter((path) => !pages.has(path));
const changed = [];
for (const [path, text] of pages) {
  const before = await readFile(join(FINDINGS, path), 'utf8').catch(() => null);
  if (before !== text) changed.push(path);
}

const decoders = await readFile(DECODERS, 'utf8');
const newDecoders = decoders.replace(
  /(<!-- generated: scripts\/compare\/explanations.ts -->\n)[^]*?(?=\n<!-- end -->)/,
  (_, mark) => mark + renderExplanations(),
);

if (process.argv.includes('--check')) {
  for (const path of [...changed, ...stale]) console.error(`docs/findings/${path} is out of date: npm run generate`);
  if (newDecoders !== decoders) console.error('docs/decoders.md is out of date: npm run generate');
  process.exitCode = changed.length + stale.length > 0 || newDecoders !== decoders ? 1 : 0;
} else {
  for (const path of stale) await rm(join(FINDINGS, path));
  for (const path of changed) {
    await mkdir(dirname(join(FINDINGS, path)), { recursive: true });
    await writeFile(join(FINDINGS, path), pages.get(path));
  }
  if (newDecoders !== decoders) await writeFile(DECODERS, newDecoders);
  console.log(`docs/findings: ${pages.size} pages, ${changed.length} written, ${stale.length} removed`);
}

function renderIndex(checks) {
  const rows = checks.map(
    ({ id, severity, docs }) => `| [${id}](${id}.md) | ${severity} | ${docs.what.replaceAll('|', '\\|')} |`,
  );
  return [
    '# Findings',
    '',
    'What `k8sdoctor` reports, by its stable id. `k8sdoctor explain ID` prints the same pages.',
    'Generated from the checks by `npm run generate`; the words live in `src/checks`.',
    '',
    '| id | severity | holds when |',
    '|---|---|---|',
    ...rows.toSorted(),
    '',
  ].join('\n');
}

async function listPages() {
  const entries = await readdir(FINDINGS, { recursive: true }).catch(() => []);
  return entries.filter((path) => path.endsWith('.md'));
}
