/** What FRR, BIRD, GoBGP and OpenBGPD wrote in the lab. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { found, linesOf } from './exports.ts';

const FIXTURES = new URL('../../../fixtures/exports/', import.meta.url);
const files = readdirSync(FIXTURES).filter((name) => !name.endsWith('.json'));

test('there are exports of each', () => {
  expect(files.length).toBeGreaterThan(5);
});

test.each(files)('%s holds what was done', (file) => {
  const [name = '', format = ''] = file.split('.');
  const { expect: expected } = JSON.parse(readFileSync(new URL(`${name}.json`, FIXTURES), 'utf8'));
  expect(found(linesOf(format, readFileSync(new URL(file, FIXTURES))), expected)).toEqual(expected);
});
