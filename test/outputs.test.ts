/** Every text of `fixtures/outputs/sysctl`: what was set wrong must be found in it, and nothing else. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CHECKS } from '../src/checks/registry.ts';
import { run } from './cli/fake-io.ts';

const FOLDER = new URL('../fixtures/outputs/sysctl/', import.meta.url);

interface Expected {
  readonly about: string;
  readonly cni: readonly string[];
  readonly expect: readonly { readonly id: string; readonly severity: string }[];
}

const cases = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => {
    const expected: Expected = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
    return { name: name.replace(/\.json$/, ''), ...expected };
  });

test.each(cases.map((each) => [each.name, each] as const))('%s', async (name, { cni, expect: expected }) => {
  const stdin = readFileSync(new URL(`${name}.txt`, FOLDER));
  const { out } = await run(['sysctl', '-', '--format', 'json', ...cni.flatMap((each) => ['--cni', each])], { stdin });
  const report: { readonly findings: Expected['expect'] } = JSON.parse(out);
  expect(report.findings.map(({ id, severity }) => ({ id, severity }))).toEqual(expected);
});

test('every check of sysctls has one that triggers it', () => {
  const ids = new Set(cases.flatMap((each) => each.expect.map(({ id }) => id)));
  expect(CHECKS.map(({ id }) => id).filter((id) => id.startsWith('sysctl/') && !ids.has(id))).toEqual([]);
});
