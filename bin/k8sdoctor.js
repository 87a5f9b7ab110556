#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';

module.enableCompileCache?.();

const entry = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(entry)) {
  const { main } = await import(entry.href);
  process.exitCode = await main(process.argv.slice(2), process);
} else {
  process.stderr.write('k8sdoctor: it has not been built yet\n  run: npm run build\n');
  process.exitCode = 2;
}
