/** Secrets of every kind, put where a result could show them: no format of any command does. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FORMATS } from '../../src/reporters/formats.ts';
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

test.each(FORMATS)('status as %s', async (format) => {
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
