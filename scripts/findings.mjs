/** Pages of the findings, from the words that stand beside the checks. `findingPages()` gives them by their path. */
import { build } from 'esbuild';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = 'docs/findings';
const ENTRY = `
  export { CHECKS } from './src/checks/registry.ts';
  export { explainCheck } from './src/checks/explain.ts';
`;

/** @returns {Promise<Map<string, string>>} */
export async function findingPages() {
  const { CHECKS, explainCheck } = await load();
  const sorted = CHECKS.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const pages = sorted.map((check) => [`${FOLDER}/${check.id}.md`, explainCheck(check)]);
  const rows = sorted.map(({ id, severity, docs }) => `| [${id}](${id}.md) | ${severity} | ${cell(docs.what)} |`);
  const index = ['# Findings', '', '| id | severity | holds when |', '|---|---|---|', ...rows, ''].join('\n');
  return new Map([[`${FOLDER}/README.md`, index], ...pages]);
}

const cell = (text) => text.replaceAll('|', '\\|');

async function load() {
  const folder = await mkdtemp(join(tmpdir(), 'findings-'));
  const outfile = join(folder, 'checks.mjs');
  try {
    await build({
      stdin: { contents: ENTRY, resolveDir: ROOT, loader: 'ts' },
      bundle: true,
      format: 'esm',
      logLevel: 'warning',
      outfile,
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function written() {
  const names = await readdir(join(ROOT, FOLDER), { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.md')).map((name) => `${FOLDER}/${name}`);
}

async function main([option]) {
  const pages = await findingPages();
  const stale = (await written()).filter((path) => !pages.has(path));
  for (const [path, text] of pages) {
    const file = join(ROOT, path);
    const known = await readFile(file, 'utf8').catch(() => null);
    if (known === text) continue;
    stale.push(path);
    if (option === '--check') continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  if (option === '--check' && stale.length > 0) {
    console.error(`not as generated: ${stale.join(', ')}`);
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
