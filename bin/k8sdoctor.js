#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { load } from './load.js';

const bundle = fileURLToPath(new URL('../dist/cli/main.cjs', import.meta.url));
if (existsSync(bundle)) {
  const { main } = load(bundle);
  const code = await main(process.argv.slice(2), process);
  // The result is written by now, and so are messages once this is. Without `exit` Node would wait until V8 has optimised
  // functions that nobody calls any more.
  process.stderr.write('', () => process.exit(code));
} else {
  process.stderr.write('k8sdoctor: it has not been built yet\n  run: npm run build\n');
  process.exitCode = 2;
}
