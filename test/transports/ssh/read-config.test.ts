import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfig } from '../../../src/transports/ssh/read-config.ts';

const home = mkdtempSync(join(tmpdir(), 'k8sdoctor-config-'));
const folder = join(home, '.ssh');
mkdirSync(join(folder, 'conf.d'), { recursive: true });
afterAll(() => rmSync(home, { recursive: true }));

test('what a config includes stands in its place, by name and by pattern, in order', () => {
  writeFileSync(join(folder, 'config'), 'Include conf.d/*.conf ~/.ssh/one\nInclude "missing"\nUser last\n');
  writeFileSync(join(folder, 'one'), 'User one\n');
  writeFileSync(join(folder, 'conf.d/b.conf'), 'User b\n');
  writeFileSync(join(folder, 'conf.d/a.conf'), 'include = conf.d/deeper\nUser a\n');
  writeFileSync(join(folder, 'conf.d/deeper'), 'User deeper\n');
  expect(readConfig(join(folder, 'config'), home).match(/User .*/g)).toEqual([
    'User deeper',
    'User a',
    'User b',
    'User one',
    'User last',
  ]);
});

test('one that includes itself ends', () => {
  writeFileSync(join(folder, 'loop'), 'User x\nInclude loop\n');
  expect(readConfig(join(folder, 'loop'), home)).toContain('User x');
});

test('none', () => {
  expect(readConfig(join(folder, 'nothing'), home)).toBe('');
});
