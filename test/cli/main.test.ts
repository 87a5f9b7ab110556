import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { main } from '../../src/cli/main.ts';
import { fakeIo, run } from './fake-io.ts';

test('--version', async () => {
  expect(await run(['--version'])).toEqual({ code: 0, out: `${packageJson.version}\n`, err: '' });
});

test('--help lists the commands and the exit codes on standard output', async () => {
  const { code, out, err } = await run(['--help']);
  expect(code).toBe(0);
  expect(err).toBe('');
  for (const word of ['bgp', 'decode', 'explain', 'completion', 'Exit codes', '130']) expect(out).toContain(word);
});

/** Without a home there is no kubeconfig. */
const NOBODY = { env: { HOME: '/nonexistent' } };

test.each(['bgp', 'decode', 'explain', 'completion'])('%s --help has examples', async (command) => {
  const { code, out } = await run([command, '--help']);
  expect(code).toBe(0);
  expect(out).toContain(`Usage: k8sdoctor ${command}`);
  expect(out).toContain(`Examples:\n  $ `);
});

test('no line of any help is wider than 80', async () => {
  for (const command of [[], ['bgp'], ['decode'], ['explain'], ['completion']]) {
    // oxlint-disable-next-line no-await-in-loop -- one fake process after the other
    const { out } = await run([...command, '--help']);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  }
});

test('without a command: the help on standard error, and 2', async () => {
  const { code, out, err } = await run([]);
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toContain('Usage: k8sdoctor');
});

test.each([
  ['an unknown command', ['bpg'], "k8sdoctor: unknown command 'bpg'\n  Did you mean bgp?\n"],
  ['an unknown option', ['bgp', '--pcpa', 'x'], "k8sdoctor: unknown option '--pcpa'\n  Did you mean --pcap?\n"],
  [
    'a missing value',
    ['bgp', '--pcap'],
    "k8sdoctor: option '--pcap <file>' argument missing\n  see: k8sdoctor bgp --help\n",
  ],
  [
    'a wrong choice',
    ['bgp', '--format', 'yaml'],
    "k8sdoctor: option '--format <format>' argument 'yaml' is invalid. It is one of text, json, jsonl, markdown, sarif, junit, github, html.\n  see: k8sdoctor bgp --help\n",
  ],
  [
    'a port that is none',
    ['bgp', '--port', '70000'],
    "k8sdoctor: option '--port <number>' argument '70000' is invalid. A TCP port is a number from 1 to 65535.\n  see: k8sdoctor bgp --help\n",
  ],
  ['a missing operand', ['decode'], "k8sdoctor: missing required argument 'file'\n  see: k8sdoctor decode --help\n"],
  [
    'no source',
    ['bgp'],
    'k8sdoctor: bgp was given nothing to look at, and there is no kubeconfig\n  k8sdoctor bgp --pcap FILE (- for standard input), --bundle PATH, --local, --ssh HOST or --kubeconfig FILE\n',
  ],
])('%s is told in one line and a hint', async (_, argv, err) => {
  expect(await run(argv, NOBODY)).toEqual({ code: 2, out: '', err });
});

test('a stack only with --debug', async () => {
  expect((await run(['bgp'])).err).not.toContain('    at ');
  expect((await run(['bgp', '--debug'])).err).toContain('    at ');
});

test('^C before there was anything to tell is one line, and no fault of ours', async () => {
  const io = fakeIo();
  const silent = createServer(() => io.interrupt('SIGINT'));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-main-'));
  const kubeconfig = join(folder, 'config');
  const config = {
    clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'c',
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  expect(await main(['bgp', '--kubeconfig', kubeconfig], io)).toBe(130);
  expect([io.out(), io.err()]).toEqual(['', 'k8sdoctor: interrupted before there was anything to tell\n']);
  silent.closeAllConnections();
  silent.close();
  rmSync(folder, { recursive: true });
});
