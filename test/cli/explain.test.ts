import { expect, test } from 'vitest';
import { CHECKS } from '../../src/checks/registry.ts';
import { run } from './fake-io.ts';

test('without an id: a line a finding', async () => {
  const { code, out } = await run(['explain']);
  expect(code).toBe(0);
  expect(out.split('\n').map((line) => line.split(' ')[0])).toEqual([...CHECKS.map(({ id }) => id), '']);
});

test.each(CHECKS.map(({ id }) => id))('%s has a page', async (id) => {
  const { code, out } = await run(['explain', id]);
  expect(code).toBe(0);
  expect(out).toContain(id);
});

test.each([
  ['a slip', 'bgp/mp-bgp-unsuported', 'Did you mean bgp/mp-bgp-unsupported?'],
  ['the part behind the slash', 'mp-bgp-unsupported', 'Did you mean bgp/mp-bgp-unsupported?'],
  ['a word of one', 'admin-shut', 'Did you mean bgp/cease-admin-shutdown?'],
  ['nothing near', 'zzzzzzzzzzzz', 'k8sdoctor explain lists them.'],
])('an unknown id, %s', async (_, id, hint) => {
  expect(await run(['explain', id])).toEqual({
    code: 2,
    out: '',
    err: `k8sdoctor: there is no finding ${id}\n  ${hint}\n`,
  });
});
