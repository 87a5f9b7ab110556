import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scenario } from './scenario.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));

export function writeFixture({ group, name, about, expect }: Scenario, capture: string, made: readonly string[]): void {
  const base = `${FIXTURES}${group}/${name}`;
  mkdirSync(`${FIXTURES}${group}`, { recursive: true });
  copyFileSync(capture, `${base}${extname(capture)}`);
  writeFileSync(`${base}.json`, `${JSON.stringify({ about, made: made.toSorted(), expect }, null, 2)}\n`);
}
