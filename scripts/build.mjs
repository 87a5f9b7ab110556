/** Bundles src/ into dist/ (esbuild: fast to load) and writes the declarations beside it (tsc: esbuild reads no types). */
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { writePage } from './page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

const bundles = await Promise.all([bundle(['src/cli/main.ts'], 'cjs'), bundle(['src/index.ts', 'src/node.ts'])]);
await rm(dist, { recursive: true, force: true });
await Promise.all([...bundles.map(({ write }) => write(dist)), writePage(join(dist, 'page.json'))]);

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
const run = (...argv) => spawnSync(process.execPath, argv, { cwd: root, stdio: 'inherit' }).status ?? 1;
process.exitCode = run('scripts/warm.mjs', join(dist, 'cli/main.cjs')) || run(tsc, '-p', 'tsconfig.build.json');
