import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { interruptOf } from '../../src/cli/interrupts.ts';
import { confirm } from '../../src/cli/publish/confirm.ts';
import { FAILED, fakeIo, run } from './fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-publish-'));
const saved = join(folder, 'result.json');
beforeAll(async () => void (await run(['bgp', FAILED, '--format', 'json', '-o', saved])));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The two ends of the session. */
const real = /192\.168\.10\.1{1,2}(?!\d)/;

async function write(name: string, ...more: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const keep = join(folder, name);
  const argv = ['report', saved, '--issue', 'https://github.com/o/r/issues/1', '--dry-run', '--keep', keep, ...more];
  const { code, out, err } = await run(argv);
  const names = readdirSync(keep);
  expect({ code, err, paths: out.trimEnd().split('\n').toSorted() }).toEqual({
    code: 0,
    err: '',
    paths: names.map((file) => join(keep, file)).toSorted(),
  });
  return Object.fromEntries(
    names.map((file) => [file.replace(/-\w{8}(?=\.)/, ''), readFileSync(join(keep, file), 'latin1')]),
  );
}

// The page has a script that the build makes.
describe.skipIf(!existsSync('dist/page.json'))('report --dry-run', () => {
  test('writes what it would publish where anybody can read it', async () => {
    const files = await write('safe');
    expect(Object.keys(files).toSorted()).toEqual(['capture.pcap', 'comment.md', 'report.html']);
    for (const text of Object.values(files)) expect(text).not.toMatch(real);
    const pcap = Buffer.from(files['capture.pcap'] ?? '', 'latin1');
    const again = await run(['bgp', '-', '--format', 'jsonl'], { stdin: pcap });
    expect(again.out).toContain('bgp/mp-bgp-unsupported');
    // The same stand-ins in text and capture.
    const [, blamed = ''] = /"blame":"([^"]+)"/.exec(again.out) ?? [];
    expect(files['comment.md']).toContain(`${blamed}, the remote side, has to change.`);
  });

  test('--raw-capture, and --redact for a project of one’s own', async () => {
    expect((await write('raw', '--raw-capture'))['comment.md']).toMatch(real);
    expect((await write('asked', '--raw-capture', '--redact'))['comment.md']).not.toMatch(real);
  });

  test('a result without its capture: the report and the page, anonymised', async () => {
    const result = readFileSync(saved, 'utf8').replaceAll(FAILED, 'gone.pcap');
    const keep = join(folder, 'without');
    const stdin = Buffer.from(result);
    const argv = ['report', '-', '--issue', 'https://github.com/o/r/issues/1', '--dry-run', '--keep', keep];
    expect(await run(argv, { stdin })).toMatchObject({ code: 0 });
    expect(readdirSync(keep)).toHaveLength(2);
    expect(readFileSync(join(keep, 'comment.md'), 'utf8')).not.toMatch(real);
  });
});

test.each([
  [['--issue', 'https://github.com/o'], 'https://github.com/o is no address of an issue'],
  [['--issue', 'x', '--forge', 'svn'], 'It is one of github, gitlab, gitea'],
  [['--issue', 'x', '--attach-via', 'mail'], 'It is one of branch, release, gist'],
])('wrong use: %j', async (more, told) => {
  const { code, err } = await run(['report', saved, ...more]);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(told) });
});

describe('the question', () => {
  test.each([
    ['y\n', true],
    ['Yes\n', true],
    ['\n', false],
    ['no\n', false],
  ])('%j: %s', async (typed, expected) => {
    const io = fakeIo();
    const answer = confirm({ ...io, stdin: Object.assign(io.stdin, { isTTY: true }) });
    io.stdin.write(typed);
    expect(await answer).toBe(expected);
  });

  test.each([
    ['\u0004', '^D', false],
    ['\u0003', '^C', 'interrupted'],
  ])('%j is no yes: %s', async (typed, _, expected) => {
    const io = fakeIo();
    const answer = confirm({ ...io, stdin: Object.assign(io.stdin, { isTTY: true }) });
    io.stdin.write(typed);
    const told = await answer.catch((error: unknown) => (interruptOf(error) === null ? error : 'interrupted'));
    expect(told).toBe(expected);
  });

  test('nobody there', async () => {
    await expect(confirm(fakeIo())).rejects.toThrow('nobody can be asked');
  });
});
