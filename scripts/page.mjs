/** Bundles what the HTML report brings along into dist/page.json: its script and its style, with the hashes that its policy names. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

async function bundlePage() {
  const [script, style] = await Promise.all([bundle('src/page/main.ts'), bundle('src/page/style.css')]);
  // Neither holds what would end its element: esbuild writes `<\/script` in scripts and `<\/style` in style sheets.
  return { script, scriptHash: hashOf(script), style, styleHash: hashOf(style) };
}

export async function writePage(path) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(await bundlePage()));
}

async function bundle(entry) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  });
  return outputFiles[0].text.trim();
}

const hashOf = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
