import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const OUTDIR = join(root, 'dist');

/**
 * Holds the result in memory: nothing on disk changes where the source does not bundle. What several entries share stands
 * in chunks; one entry becomes one file, since finding ten files takes Node longer than reading one of their size, and
 * what it imports by `import()` is still evaluated only then. A script (`cjs`) rather than a module can be given back to
 * V8 as it compiled it (bin/load.js).
 */
export async function bundle(entryPoints, format = 'esm') {
  const isScript = format === 'cjs';
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints,
    outbase: 'src',
    outdir: OUTDIR,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: entryPoints.length > 1,
    write: false,
    format,
    ...(isScript && {
      outExtension: { '.js': '.cjs' },
      supported: { 'dynamic-import': false }, // require() takes modules too, and V8's scripts have no import() without a flag
      define: { 'import.meta.url': 'moduleUrl' },
      banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    }),
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    legalComments: 'none',
    logLevel: 'warning',
  });
  const files = outputFiles.map(({ path, text, contents }) => ({
    path: relative(OUTDIR, path),
    contents: isScript ? toAscii(text) : contents,
  }));
  return {
    files,
    write: (directory) => Promise.all(files.map(({ path, contents }) => writeOne(join(directory, path), contents))),
  };
}

/** bin/load.js reads a script as Latin-1, and esbuild leaves regular expressions, tagged templates and comments as they are. */
const toAscii = (text) =>
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Bundles a few lines of TypeScript, whose paths begin at the root, and imports the result. */
export async function importSource(contents) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
  });
  const [{ text }] = outputFiles;
  return import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
}

async function writeOne(path, contents) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}
