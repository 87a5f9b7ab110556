import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { run } from './fake-io.ts';

const SHELLS = ['bash', 'zsh', 'fish'];
const isInstalled = (shell: string): boolean => spawnSync(shell, ['-c', ':']).status === 0;

test.each(SHELLS)('%s knows every command, and the finding ids', async (shell) => {
  const { code, out } = await run(['completion', shell]);
  expect(code).toBe(0);
  for (const word of ['bgp', 'decode', 'slice', 'explain', 'completion', 'fail-on', 'bgp/mp-bgp-unsupported']) {
    expect(out).toContain(word);
  }
});

test.each(SHELLS)('%s takes the script, if it is installed', async (shell) => {
  if (!isInstalled(shell)) return console.warn(`not tried: ${shell} is not installed`);
  const { out } = await run(['completion', shell]);
  expect(spawnSync(shell, ['-n'], { input: out, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});

test.each([
  ['a command', 'k8sdoctor de', 'decode'],
  ['an option', 'k8sdoctor bgp --fail-o', '--fail-on'],
  ['a value', 'k8sdoctor bgp --format sa', 'sarif'],
  ['a finding', 'k8sdoctor explain bgp/mp', 'bgp/mp-bgp-unsupported'],
  ['a shell', 'k8sdoctor completion z', 'zsh'],
])('bash completes %s', async (_, typed, completed) => {
  const { out } = await run(['completion', 'bash']);
  const words = typed.split(' ');
  const ask = `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _k8sdoctor; echo "\${COMPREPLY[@]}"`;
  expect(spawnSync('bash', ['-c', `${out}\n${ask}`], { encoding: 'utf8' }).stdout.trim()).toBe(completed);
});

test('another shell: says which there are', async () => {
  expect(await run(['completion', 'tcsh'])).toMatchObject({ code: 2, out: '' });
  expect((await run(['completion', 'bsh'])).err).toContain('Did you mean bash?');
});
