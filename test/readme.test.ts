import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { run } from './cli/fake-io.ts';

test('README shows what its first command prints', async () => {
  const argv = ['bgp', '--pcap', 'fixtures/open/old-router.pcap', '--fail-on', 'never'];
  const { code, out } = await run(argv, { env: { LANG: 'C.UTF-8' } });
  expect(code).toBe(0);
  expect(readFileSync(new URL('../README.md', import.meta.url), 'utf8')).toContain(out);
});

test('README shows what routes prints', async () => {
  const argv = ['routes', 'fixtures/outputs/route/ecmp-incomplete.txt', '--fail-on', 'never'];
  const { code, out } = await run(argv, { env: { LANG: 'C.UTF-8' } });
  expect(code).toBe(0);
  const shown = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(shown).toContain(out.trimEnd().replaceAll(/^(?=.)/gm, '  '));
});
