/** LAB_ONLY='^exports/' plays them, LAB_WRITE=1 writes fixtures/exports/. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { found, linesOf } from '../decoders/records/exports.ts';
import { play } from './exports/play.ts';
import { exportScenarios } from './exports/scenarios.ts';
import { createLab } from './namespaces.ts';
import { missing } from './programs.ts';

const { env } = process;
const only = new RegExp(env['LAB_ONLY'] ?? '');
const FIXTURES = new URL('../../fixtures/exports/', import.meta.url);

test('no two exports have one name', () => {
  const names = exportScenarios.map(({ name, format }) => `${name}.${format}`);
  expect(new Set(names).size).toBe(names.length);
});

for (const scenario of exportScenarios.filter(({ name }) => only.test(`exports/${name}`))) {
  const { name, format, about, expect: expected } = scenario;
  test.skipIf(missing.length > 0)(`exports/${name}.${format}`, { concurrent: true, timeout: 180_000 }, async () => {
    const lab = createLab();
    try {
      const shown = (path: string): readonly object[] => found(linesOf(format, readFileSync(path)), expected);
      const file = await play(lab, scenario, (path) => shown(path).length === expected.length);
      expect(shown(file)).toEqual(expected);
      if (env['LAB_WRITE'] !== '1') return;
      mkdirSync(FIXTURES, { recursive: true });
      copyFileSync(file, new URL(`${name}.${format}`, FIXTURES));
      const told = { about, made: [...lab.made].toSorted(), expect: expected };
      writeFileSync(new URL(`${name}.json`, FIXTURES), `${JSON.stringify(told, null, 2)}\n`);
    } finally {
      lab.close();
    }
  });
}
