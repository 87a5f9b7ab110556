import { readdirSync, readFileSync } from 'node:fs';
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

/** `k8sdoctor check --bundle FILE`, in a fence or in a line. */
const COMMAND = /\bk8sdoctor ([a-z]+)((?: [^`|\n]*)?)/g;

test('every command that README and docs/ show has the options that they show', async () => {
  const docs = new URL('../docs/', import.meta.url);
  const pages = readdirSync(docs).filter((name) => name.endsWith('.md'));
  const texts = [new URL('../README.md', import.meta.url), ...pages.map((name) => new URL(name, docs))].map((page) =>
    readFileSync(page, 'utf8'),
  );
  const shown = new Map<string, Set<string>>();
  for (const code of texts.flatMap((text) => text.match(/^```[^]*?^```|`[^`\n]+`/gm) ?? []))
    for (const [, command = '', rest = ''] of code.matchAll(COMMAND)) {
      const options = shown.get(command) ?? new Set();
      for (const [option] of rest.matchAll(/(?<=\s)--[a-z][a-z0-9-]*/g)) options.add(option);
      shown.set(command, options);
    }
  const unknown: string[] = [];
  for (const [command, options] of shown) {
    // oxlint-disable-next-line no-await-in-loop -- a dozen
    const { code, out } = await run([command, '--help']);
    if (code !== 0 || !out.includes(`Usage: k8sdoctor ${command} `)) unknown.push(command);
    for (const option of options)
      if (!new RegExp(`${option}(?![a-z-])`).test(out)) unknown.push(`${command} ${option}`);
  }
  expect(shown.size).toBeGreaterThan(8);
  expect(unknown).toEqual([]);
});
