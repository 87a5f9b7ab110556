/** Secrets of every kind, put where a result could show them: no format of any command does. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FORMATS } from '../../src/reporters/formats.ts';
import { sampleOf } from '../arbitraries/runs.ts';
import { PLANTED, SECRETS } from '../redact/planted.ts';
import { run } from './fake-io.ts';

const fixture = (path: string): Buffer => readFileSync(new URL(`../../fixtures/${path}`, import.meta.url));

const found = (out: string): readonly string[] => SECRETS.filter((secret) => out.includes(secret));

/** What is not recognised is shown, in part, and so are the rows of a table. */
const paste = Buffer.from(
  [
    '# node: worker-1',
    fixture('outputs/status/frr-summary.txt').toString(),
    ...PLANTED.map(([, marked]) => `# node: worker-1\n${marked.replace(/[«»]/g, '')}\n`),
  ].join('\n'),
);

test('there are secrets to look for', () => expect(SECRETS.length).toBeGreaterThan(100));

test.each(['text', 'json', 'html'])('status as %s', async (format) => {
  const { code, out } = await run(['status', '-', '--format', format, '--verbose'], { stdin: paste });
  expect(code).toBeLessThan(4);
  expect(found(out)).toEqual([]);
});

test.each(['sysctl', 'routes'])('%s', async (command) => {
  const text = Buffer.concat([
    paste,
    fixture('outputs/kernel/sysctl-calico.txt'),
    fixture('outputs/kernel/ip-route-all.txt'),
  ]);
  const { out } = await run([command, '-', '--format', 'json'], { stdin: text });
  expect(JSON.parse(out)).toMatchObject({ sources: [{ name: '-' }] });
  expect(found(out)).toEqual([]);
});

test.each(FORMATS)('what a peer wrote, as %s', async (format) => {
  const capture = fixture('cease/admin-shutdown-frr.pcap');
  const at = capture.indexOf('maintenance until');
  expect(at).toBeGreaterThan(0);
  capture.write('password: hunter2!', at);
  const { out } = await run(['bgp', '-', '--format', format, '--verbose'], { stdin: capture });
  // A page holds the messages too, as octets: what was on the wire.
  expect(out).not.toContain('hunter2!');
});

test.each([
  ['bgp', sampleOf(PLANTED, 3)],
  ['status', sampleOf(PLANTED, 3)],
  ...['check', 'sysctl', 'routes', 'decode', 'slice', 'report'].map(
    (command) => [command, PLANTED.slice(0, 2)] as const,
  ),
] as const)('--debug of %s, whatever it is given to read', async (command, planted) => {
  const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-plants-'));
  const told: string[] = [];
  for (const [index, text] of [...planted.map(([, marked]) => marked), paste.toString()].entries()) {
    const file = join(folder, `${index}.txt`);
    writeFileSync(file, text.replace(/[«»]/g, ''));
    const out = command === 'slice' ? ['-o', join(folder, 'out.pcap')] : [];
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { err } = await run([command, file, ...out, '--debug']);
    told.push(err);
  }
  rmSync(folder, { recursive: true });
  expect(found(told.join('\n'))).toEqual([]);
});

const KUBECONFIG = (user: string, server: string): string =>
  JSON.stringify({
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user: JSON.parse(user) }],
  });
const PLUGIN = {
  exec: {
    apiVersion: 'client.authentication.k8s.io/v1',
    interactiveMode: 'Never',
    command: 'sh',
    args: ['-c', 'echo "password hunter2!" >&2; exit 3'],
    env: [{ name: 'AWS_SECRET_ACCESS_KEY', value: 'hunter2!' }],
  },
};

test.each([
  ['a server with a password', KUBECONFIG('{"token":"hunter2!"}', 'https://admin:hunter2!@127.0.0.1:1')],
  ['a certificate that is none', KUBECONFIG('{"client-certificate-data":"hunter2!"}', 'https://127.0.0.1:1')],
  ['a plugin that tells', KUBECONFIG(JSON.stringify(PLUGIN), 'https://127.0.0.1:1')],
  ['no YAML', 'users:\n- name: me\n  user:\n    token: "hunter2!\n'],
])('--debug of a kubeconfig: %s', async (_, text) => {
  const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-plants-'));
  writeFileSync(join(folder, 'config'), text);
  const { code, err } = await run(['bgp', '--kubeconfig', join(folder, 'config'), '--debug']);
  rmSync(folder, { recursive: true });
  expect(code).toBe(2);
  expect(err).toContain('    at ');
  expect(err).not.toContain('hunter2');
});
