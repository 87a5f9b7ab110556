/** Every text of `fixtures/outputs/sysctl`, `route` and `node`: what is wrong must be found in it, and nothing else. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CHECKS } from '../src/checks/registry.ts';
import { run } from './cli/fake-io.ts';

/** A folder, the command that reads its texts, and the checks of which each has one that triggers it. */
const GROUPS = [
  { folder: 'sysctl', command: 'sysctl', ids: /^sysctl\// },
  { folder: 'route', command: 'routes', ids: /^(?:route|network)\// },
  { folder: 'node', command: 'routes', ids: /^(?:node\/(?!peer-not-established)|calico\/bird)/ },
] as const;

interface Expected {
  readonly about: string;
  /** Another command than its folder's. */
  readonly command?: string;
  readonly cni: readonly string[];
  readonly expect: readonly { readonly id: string; readonly severity: string }[];
}

describe.each(GROUPS)('$folder', ({ folder, command, ids }) => {
  const place = new URL(`../fixtures/outputs/${folder}/`, import.meta.url);
  const cases = readdirSync(place)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const expected: Expected = JSON.parse(readFileSync(new URL(name, place), 'utf8'));
      return { name: name.replace(/\.json$/, ''), ...expected };
    });

  test.each(cases.map((each) => [each.name, each] as const))('%s', async (name, { cni, expect: expected, ...own }) => {
    const stdin = readFileSync(new URL(`${name}.txt`, place));
    const { out } = await run(
      [own.command ?? command, '-', '--format', 'json', ...cni.flatMap((each) => ['--cni', each])],
      { stdin },
    );
    const report: { readonly findings: Expected['expect'] } = JSON.parse(out);
    expect(report.findings.map(({ id, severity }) => ({ id, severity }))).toEqual(expected);
  });

  test('every check of what can be pasted has one that triggers it', () => {
    const triggered = new Set(cases.flatMap((each) => each.expect.map(({ id }) => id)));
    expect(
      CHECKS.filter(({ needs }) => !needs.includes('pings'))
        .map(({ id }) => id)
        .filter((id) => ids.test(id) && !triggered.has(id)),
    ).toEqual([]);
  });
});
