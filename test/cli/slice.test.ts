import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import type { Report } from '../../src/index.ts';
import { comeUp } from '../arbitraries/speech.ts';
import { createStory } from '../arbitraries/story.ts';
import { captureBoth } from '../evidence/ends/two-ends.ts';
import { FAILED, fakeIo, fixture, run } from './fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-slice-'));
const OUT = join(folder, 'out.pcap');
beforeAll(() => import('../../src/cli/run/slice.ts')); // so that no test waits for its loading
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const findingsOf = async (file: string): Promise<Report['findings']> => {
  const { out } = await run(['bgp', file, '--format', 'json', '--fail-on', 'never']);
  const report: Report = JSON.parse(out);
  return report.findings;
};

test('writes a capture that gives the same finding, and says which frames it holds', async () => {
  const { code, out, err } = await run(['slice', FAILED, '-o', OUT]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('It gives the same findings: bgp/mp-bgp-unsupported.');
  expect(out).toContain(`frame 1 to 30 is 1 to 30 of ${FAILED}`);
  expect((await findingsOf(OUT)).map(({ id }) => id)).toEqual((await findingsOf(FAILED)).map(({ id }) => id));
});

test('--format json is the report of the whole, with the slice as its artifact', async () => {
  const { out } = await run(['slice', FAILED, '-o', OUT, '--format', 'json']);
  const report: Report = JSON.parse(out);
  expect(report.findings).toEqual(await findingsOf(FAILED));
  expect(report.artifacts).toMatchObject([
    { kind: 'capture', path: OUT, sessions: ['192.168.10.11-192.168.10.1'], frames: [{ frame: 1, originalFrame: 1 }] },
  ]);
});

test('--capture-format pcapng says with each packet which one it was', async () => {
  const { code, out } = await run(['slice', FAILED, '-o', OUT, '--capture-format', 'pcapng']);
  expect(code).toBe(0);
  expect(out).toContain('LINUX_SLL2\n');
  expect((await findingsOf(OUT)).map(({ id }) => id)).toEqual((await findingsOf(FAILED)).map(({ id }) => id));
  expect(readFileSync(OUT, 'latin1')).toContain(`frame 30 of ${FAILED}`);
});

const both = (name: string): string[] => ['node', 'router'].map((end) => fixture(`both-ends/${name}.${end}.pcap`));
const told = async (files: readonly string[]): Promise<unknown> => {
  const { out } = await run(['bgp', ...files, '--format', 'json', '--fail-on', 'never']);
  const { sessions, findings }: Report = JSON.parse(out);
  const clocks = sessions.map(({ state, bothEnds }) => [state, bothEnds?.clock.difference.toFixed(3)]);
  return { clocks, findings: findings.map(({ id, severity }) => [id, severity]) };
};

test.each(['dropped-by-host', 'translated'])(
  'captures of both ends go into one file, an interface each, that tells the same: %s',
  async (name) => {
    const { code, err } = await run(['slice', ...both(name), '-o', OUT]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const whole = await told(both(name));
    expect(await told([OUT])).toEqual(whole);
    await run(['slice', ...both(name), '-o', OUT, '--anonymise']);
    expect(await told([OUT])).toEqual(whole);
    expect(readFileSync(OUT, 'latin1')).not.toContain(name);
  },
);

test('a slice of a slice of both ends has both of them, and each by itself is evidence', async () => {
  await run(['slice', ...both('cut-one-way'), '-o', OUT]);
  const again = join(folder, 'again.pcapng');
  await run(['slice', OUT, '-o', again]);
  expect(await told([again])).toEqual(await told(both('cut-one-way')));
  expect(readFileSync(again, 'latin1')).toContain('Clock of out.pcap (cut-one-way.router.pcap), against');
  const { err } = await run(['bgp', OUT, '--evidence', join(folder, 'ends'), '--fail-on', 'never']);
  expect(err.match(/(?:local|remote)\.pcap$/gm)).toEqual(['local.pcap', 'remote.pcap']);
});

test('a third capture on the way goes in too, and nothing changes by it', async () => {
  const { dial, packets, wait } = createStory();
  comeUp(dial({ sequences: [1_000_000, 2_000_000] }));
  wait(5);
  const [node, router] = captureBoth(packets, { ahead: -60 });
  const [, middle] = captureBoth(packets, { ahead: -30, way: () => 0.0002 });
  const files = [node, middle, router].map((capture, index) => {
    const path = join(folder, `place-${'abc'[index]}.pcap`);
    writeFileSync(path, capture);
    return path;
  });
  await run(['slice', ...files, '-o', OUT]);
  expect(await told([OUT])).toEqual(await told(files));
  for (const file of files) expect(readFileSync(OUT, 'latin1')).toContain(`frame 1 of ${file}`);
});

const hasCapinfos = spawnSync('capinfos', ['--version']).status === 0;
test.runIf(hasCapinfos)('capinfos knows the captures of a slice by their names', async () => {
  await run(['slice', ...both('cut-one-way'), '-o', OUT]);
  const { stdout } = spawnSync('capinfos', [OUT], { encoding: 'utf8' });
  expect(stdout).toContain('Name = cut-one-way.node.pcap');
  expect(stdout).toContain('Name = cut-one-way.router.pcap');
  expect(stdout).toContain('2.500 s behind');
});

test('-o - writes the capture to standard output, and the words to standard error', async () => {
  const { code, out, err } = await run(['slice', FAILED, '-o', '-']);
  expect(code).toBe(0);
  expect(out).not.toContain('findings');
  expect(err).toContain('It gives the same findings');
});

describe('writes nothing', () => {
  test.each([
    ['without -o', ['slice', FAILED], 'slice needs a file to write'],
    ['of standard input', ['slice', '-', '-o', OUT], 'it has to be read twice'],
    ['of a pipe', ['slice', '/dev/null', '-o', OUT], 'it has to be read twice'],
    ['over its input', ['slice', FAILED, '-o', FAILED], 'it is an input'],
    ['of what is no capture', ['slice', import.meta.filename, '-o', OUT], 'not a pcap'],
  ])('%s', async (_, argv, message) => {
    const { code, err } = await run(argv);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test.each([1, 2])('when reading %i is interrupted', async (reading) => {
    const io = fakeIo();
    let readings = 0;
    const interrupted: Io = {
      ...io,
      on(signal, listener) {
        if (signal === 'SIGINT' && ++readings === reading) queueMicrotask(listener);
      },
    };
    expect(await main(['slice', FAILED, '-o', join(folder, 'interrupted.pcap')], interrupted)).toBe(130);
    expect(readdirSync(folder).filter((name) => name.includes('interrupted'))).toEqual([]);
  });
});

test('a capture that cannot be read to its end gives a slice that cannot either', async () => {
  const broken = join(folder, 'broken.pcap');
  writeFileSync(broken, readFileSync(FAILED).subarray(0, -10));
  expect((await run(['slice', broken, '-o', OUT])).code).toBe(0);
  expect((await findingsOf(OUT)).map(({ id }) => id)).toContain('capture/truncated');
});

describe('--anonymise', () => {
  const KEY = '000102030405060708090a0b0c0d0e0f';

  test('gives the same findings about others', async () => {
    expect((await run(['slice', FAILED, '-o', OUT, '--anonymise'])).code).toBe(0);
    const [finding] = await findingsOf(OUT);
    expect(finding).toMatchObject({ id: 'bgp/mp-bgp-unsupported', severity: 'error' });
    expect(finding?.blame).not.toBe('192.168.10.1');
  });

  test('with one key they are the same others each time, with a file too', async () => {
    const file = join(folder, 'key');
    writeFileSync(file, `${KEY}\n`);
    const written = [];
    for (const key of [KEY, file]) {
      // oxlint-disable-next-line no-await-in-loop -- both write the same file
      expect((await run(['slice', FAILED, '-o', OUT, '--anonymise-key', key])).code).toBe(0);
      written.push(readFileSync(OUT, 'hex'));
    }
    expect(written[0]).toBe(written[1]);
  });

  test('takes nothing else for a key', async () => {
    const { code, err } = await run(['slice', FAILED, '-o', OUT, '--anonymise-key', 'secret']);
    expect(code).toBe(2);
    expect(err).toContain('is no key, nor a file');
    expect(err).not.toContain('secret');
  });
});
