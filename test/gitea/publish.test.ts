/** `report --issue` against a real Gitea: what a person sees of it is what its API says. Skipped with a notice where it is not built. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAILED, run as runCommand } from '../cli/fake-io.ts';
import { cutAfter } from './cut.ts';
import { limitBodies } from './limit.ts';
import { BUILD, findGitea, type Gitea, startGitea } from './server.ts';

const home = findGitea();
if (home === null) {
  const notice = `not tested against Gitea: it is not built (${BUILD})`;
  if (process.env['K8SDOCTOR_REQUIRE_ALL'] === '1') throw new Error(notice);
  process.stderr.write(`${notice}\n`);
}

/** The two ends of the session. */
const REAL = /192\.168\.10\.1{1,2}(?!\d)/;

interface Asset {
  readonly name: string;
  readonly size: number;
  readonly browser_download_url: string;
}
interface Comment {
  readonly id: number;
  readonly body: string;
  readonly user: { readonly login: string };
  readonly assets: readonly Asset[];
}
interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What failed is told in a line and a hint, which names files that are there. */
function expectRefusal({ code, err }: Outcome, told: RegExp): void {
  const lines = err.trimEnd().split('\n').slice(-2);
  expect({ code, line: lines[0] }).toEqual({ code: 2, line: expect.stringMatching(told) });
  const kept = /Kept: (.*)$/.exec(lines[1] ?? '')?.[1]?.split(', ') ?? [];
  expect(kept.map((path) => readFileSync(path).length > 0)).toEqual([true, true, true]);
}

describe.skipIf(home === null)('Gitea', () => {
  const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-publish-'));
  const saved = join(folder, 'result.json');
  const capture = join(folder, 'bgp.pcap');
  const secrets: string[] = [];
  const printed: string[] = [];
  let gitea: Gitea;
  let owner = '';

  beforeAll(async () => {
    gitea = await startGitea(home ?? '');
    for (const name of ['ann', 'bob']) gitea.addUser(name);
    owner = token('ann', 'all');
    await gitea.api(owner, 'POST', '/user/repos', { name: 'open' });
    await gitea.api(owner, 'POST', '/user/repos', { name: 'closed', private: true });
    copyFileSync(FAILED, capture);
    await run(['bgp', capture, '--format', 'json', '-o', saved]);
  }, 120_000);
  afterAll(async () => {
    await gitea?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  function token(user: string, scopes: string): string {
    const value = gitea.token(user, scopes);
    secrets.push(value);
    return value;
  }

  async function run(argv: readonly string[], value = owner): Promise<Outcome> {
    const env = { LANG: 'C.UTF-8', PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: folder, GITEA_TOKEN: value };
    const outcome = await runCommand(argv, { env });
    printed.push(outcome.out, outcome.err);
    return outcome;
  }

  async function openIssue(
    repository: string,
    title = 'BGP is down',
  ): Promise<{ readonly number: number; readonly url: string }> {
    const { number } = await gitea.api<{ number: number }>(owner, 'POST', `/repos/ann/${repository}/issues`, { title });
    return { number, url: `${gitea.base}/ann/${repository}/issues/${number}` };
  }

  const commentsOf = (repository: string, number: number): Promise<readonly Comment[]> =>
    gitea.api<readonly Comment[]>(owner, 'GET', `/repos/ann/${repository}/issues/${number}/comments`);

  async function download({ browser_download_url: url }: Asset): Promise<Buffer> {
    const response = await fetch(url, { headers: { authorization: `token ${owner}` } });
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  }

  test('a comment with capture and page; a second run writes the same comment anew', async () => {
    const { number, url } = await openIssue('closed');
    const first = await run(['report', saved, '--issue', url, '--yes']);
    expect(first).toMatchObject({ code: 0, out: expect.stringMatching(/^http\S+\/issues\/\d+#issuecomment-\d+\n$/) });
    expect(first.err).toContain('not public');
    expect(first.err).toContain('that of GITEA_TOKEN');
    const [comment, ...others] = await commentsOf('closed', number);
    expect(others).toEqual([]);
    expect(comment?.body).toContain('192.168.10.1 answers the OPEN');
    expect(comment?.assets.map(({ name }) => name.replace(/-[0-9a-f]{8}/, ''))).toEqual([
      'capture.pcap',
      'report.html',
    ]);
    for (const asset of comment?.assets ?? []) {
      expect(comment?.body).toContain(`[${asset.name}](${asset.browser_download_url})`);
      expect(comment?.body).toContain(
        createHash('sha256')
          .update(await download(asset))
          .digest('hex'),
      );
    }

    const second = await run(['report', saved, '--issue', url, '--yes']);
    expect(second).toMatchObject({ code: 0, out: first.out, err: expect.stringContaining('wrote the comment anew') });
    const after = await commentsOf('closed', number);
    expect(after.map(({ id }) => id)).toEqual([comment?.id]);
    expect(after[0]?.assets).toHaveLength(2);
  });

  test('what anybody can read has stand-ins for addresses, in text, page and capture alike', async () => {
    const { number, url } = await openIssue('open');
    const { code, err } = await run(['report', saved, '--issue', url, '--yes']);
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('public: anybody can read it') });
    expect(err).toContain('stand-ins for addresses, AS numbers and names');
    const [comment] = await commentsOf('open', number);
    expect(comment?.body).toContain('bgp/mp-bgp-unsupported');
    expect(comment?.body).not.toMatch(REAL);
    for (const asset of comment?.assets ?? []) expect((await download(asset)).toString('latin1')).not.toMatch(REAL);
    const [pcap] = comment?.assets ?? [];
    if (pcap === undefined) throw new Error('no capture');
    const again = await runCommand(['bgp', '-', '--format', 'json'], { stdin: await download(pcap) });
    expect(again.out).toContain('bgp/mp-bgp-unsupported');

    // Another run has other stand-ins: what it replaces does not stay.
    await run(['report', saved, '--issue', url, '--yes']);
    const after = await commentsOf('open', number);
    expect(after.flatMap(({ assets }) => assets)).toHaveLength(2);
    expect(after[0]?.assets[0]?.name).not.toBe(pcap.name);
  });

  test('--raw-capture has the real ones', async () => {
    const { number, url } = await openIssue('open');
    expect(await run(['report', saved, '--issue', url, '--yes', '--raw-capture'])).toMatchObject({ code: 0 });
    expect((await commentsOf('open', number))[0]?.body).toContain('192.168.10.1');
  });

  test('--new opens an issue once', async () => {
    const repository = `${gitea.base}/ann/closed`;
    const first = await run(['report', saved, '--issue', repository, '--new', 'Session down', '--yes']);
    const second = await run(['report', saved, '--issue', repository, '--new', 'Session down', '--yes']);
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(second.out).toBe(first.out);
    const found = await gitea.api<readonly { readonly title: string }[]>(owner, 'GET', '/repos/ann/closed/issues');
    expect(found.filter(({ title }) => title === 'Session down')).toHaveLength(1);
  });

  test('a pull request, which is an issue there', async () => {
    const at = '/repos/ann/closed';
    const content = Buffer.from('hold time 9').toString('base64');
    await gitea.api(owner, 'POST', `${at}/contents/README.md`, { content, message: 'x', branch: 'main' });
    await gitea.api(owner, 'POST', `${at}/contents/bgp.conf`, {
      content,
      message: 'x',
      branch: 'main',
      new_branch: 'fix',
    });
    const pull = { base: 'main', head: 'fix', title: 'Hold time 9 s' };
    const { number } = await gitea.api<{ number: number }>(owner, 'POST', `${at}/pulls`, pull);
    const outcome = await run(['report', saved, '--issue', `${gitea.base}/ann/closed/pulls/${number}/files`, '--yes']);
    expect(outcome).toMatchObject({ code: 0, out: expect.stringMatching(/\/pulls\/\d+#issuecomment-\d+\n$/) });
    const [comment] = await commentsOf('closed', number);
    expect(comment?.assets).toHaveLength(2);
  });

  test('one command, from a capture to a commented issue, as the README has it; others read what is attached', async () => {
    const { number, url } = await openIssue('closed');
    const program = `${process.execPath} ${fileURLToPath(new URL('../../bin/k8sdoctor.js', import.meta.url))}`;
    const command = `${program} bgp --pcap ${capture} --format json --fail-on never | ${program} report - --issue ${url} --yes 2>&1`;
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: folder, GITEA_TOKEN: owner };
    printed.push(execFileSync('bash', ['-o', 'pipefail', '-c', command], { cwd: folder, env, encoding: 'utf8' }));
    const [comment] = await commentsOf('closed', number);
    const [pcap] = comment?.assets ?? [];
    if (pcap === undefined) throw new Error('no capture');
    const copy = join(folder, pcap.name);
    writeFileSync(copy, await download(pcap));
    for (const [reader, ...argv] of [
      ['tshark', '-r', copy, '-Y', 'bgp.type == 3'],
      ['capinfos', '-c', copy],
    ]) {
      const { status, stdout, error } = spawnSync(reader ?? '', argv, { encoding: 'utf8' });
      if (error === undefined)
        expect({ status, stdout }).toEqual({
          status: 0,
          stdout: expect.stringMatching(/NOTIFICATION|Number of packets/),
        });
    }
  });

  test('the comment of somebody else is not touched, whatever it begins with', async () => {
    const { number, url } = await openIssue('open');
    const body = '<!-- k8sdoctor:report -->\nmine';
    await gitea.api(token('bob', 'all'), 'POST', `/repos/ann/open/issues/${number}/comments`, { body });
    expect(await run(['report', saved, '--issue', url, '--yes'])).toMatchObject({ code: 0 });
    const comments = await commentsOf('open', number);
    expect(comments.map(({ user }) => user.login)).toEqual(['bob', 'ann']);
    expect(comments[0]?.body).toBe(body);
  });

  test('the repository of a clone, and a token of a git credential helper', async () => {
    const clone = join(folder, 'clone');
    execFileSync('git', ['init', '-q', clone]);
    execFileSync('git', ['-C', clone, 'remote', 'add', 'origin', `${gitea.base}/ann/closed.git`]);
    const { number } = await openIssue('closed');
    execFileSync('git', [
      'config',
      '-f',
      join(folder, '.gitconfig'),
      'credential.helper',
      `!f() { echo username=ann; echo password=${owner}; }; f`,
    ]);
    const before = process.cwd();
    process.chdir(clone);
    try {
      const outcome = await run(['report', saved, '--issue', String(number), '--yes'], '');
      expect(outcome).toMatchObject({ code: 0, err: expect.stringContaining('that of git credential fill') });
    } finally {
      process.chdir(before);
      rmSync(join(folder, '.gitconfig'));
    }
    expect(await commentsOf('closed', number)).toHaveLength(1);
  });

  describe('refusals', () => {
    test('no token', async () => {
      expectRefusal(
        await run(['report', saved, '--issue', (await openIssue('open')).url, '--yes'], ''),
        /no token for 127/,
      );
    });

    test('a token that is none', async () => {
      const outcome = await run(['report', saved, '--issue', (await openIssue('open')).url, '--yes'], '0'.repeat(40));
      expectRefusal(outcome, /does not know the token \(401/);
    });

    test('a token that may read only', async () => {
      const { number, url } = await openIssue('open');
      const value = token('ann', 'read:issue,read:repository,read:user');
      expectRefusal(await run(['report', saved, '--issue', url, '--yes'], value), /refuses it \(403.*write:issue/);
      expect(await commentsOf('open', number)).toEqual([]);
    });

    test('a token without read:user is enough', async () => {
      const { number, url } = await openIssue('open');
      const value = token('ann', 'write:issue,read:repository');
      expect(await run(['report', saved, '--issue', url, '--yes'], value)).toMatchObject({ code: 0 });
      expect(await run(['report', saved, '--issue', url, '--yes'], value)).toMatchObject({ code: 0 });
      expect(await commentsOf('open', number)).toHaveLength(1);
    });

    test('an issue, and a project, that are not there for this token', async () => {
      expectRefusal(
        await run(['report', saved, '--issue', `${gitea.base}/ann/open/issues/999999`, '--yes']),
        /not for this token \(404\)/,
      );
      const { url } = await openIssue('closed');
      expectRefusal(
        await run(['report', saved, '--issue', url, '--yes'], token('bob', 'all')),
        /not for this token \(404\)/,
      );
    });

    test('a locked issue, for who may not write there all the same', async () => {
      const { number, url } = await openIssue('open');
      await gitea
        .api(owner, 'PUT', `/repos/ann/open/issues/${number}/lock`, { lock_reason: 'Spam' })
        .catch(() => lockByHand(number));
      expectRefusal(await run(['report', saved, '--issue', url, '--yes'], token('bob', 'all')), /locked/);
      expect(await commentsOf('open', number)).toEqual([]);
    });

    test('nobody can be asked', async () => {
      expectRefusal(await run(['report', saved, '--issue', (await openIssue('open')).url]), /nobody can be asked/);
    });
  });

  /** 1.23 has no API for it. */
  async function lockByHand(number: number): Promise<void> {
    await gitea.stop();
    const database = join(gitea.folder, 'data', 'gitea.db');
    const script = `import sqlite3;c=sqlite3.connect(${JSON.stringify(database)});c.execute("update issue set is_locked=1 where \\"index\\"=${number} and repo_id=(select id from repository where name='open')");c.commit()`;
    execFileSync('python3', ['-c', script]);
    await gitea.start();
  }

  test('cut off in the middle of an upload: it says so, and goes on', async () => {
    const { number, url } = await openIssue('closed');
    const cutting = await cutAfter(gitea.base, '/assets?', 20_000, 1);
    const through = url.replace(gitea.base, cutting.base);
    const first = await run(['report', saved, '--issue', through, '--yes']);
    cutting.close();
    expect(first).toMatchObject({ code: 0, err: expect.stringMatching(/html: .*; again in 1 s/) });
    expect(await commentsOf('closed', number)).toHaveLength(1);
  });

  test('stopped in the middle and started again: the retry goes on', async () => {
    const { number, url } = await openIssue('closed');
    const cutting = await cutAfter(gitea.base, '/assets?', 0, 1, async () => {
      await gitea.stop();
      setTimeout(() => void gitea.start(), 500);
    });
    const outcome = await run(['report', saved, '--issue', url.replace(gitea.base, cutting.base), '--yes']);
    cutting.close();
    expect(outcome).toMatchObject({ code: 0, err: expect.stringContaining('again in 1 s') });
    const [comment, ...others] = await commentsOf('closed', number);
    expect(others).toEqual([]);
    expect(comment?.assets).toHaveLength(2);
    expect(comment?.body).not.toContain('not attached');
  });

  test('gone for good in the middle of an upload: what is there says so, and the next run ends it', async () => {
    const { number, url } = await openIssue('closed');
    const cutting = await cutAfter(gitea.base, '/assets?', 0, 99);
    expectRefusal(
      await run(['report', saved, '--issue', url.replace(gitea.base, cutting.base), '--yes']),
      /may hold a part of it/,
    );
    expect(cutting.cuts()).toBeGreaterThan(2);
    cutting.close();
    const [half] = await commentsOf('closed', number);
    expect(half?.body).toContain('is not attached: it is being uploaded. If this stays, the upload was cut off.');
    expect(await run(['report', saved, '--issue', url, '--yes'])).toMatchObject({ code: 0 });
    const [whole, ...others] = await commentsOf('closed', number);
    expect({ id: whole?.id, assets: whole?.assets.length, others }).toEqual({ id: half?.id, assets: 2, others: [] });
    expect(whole?.body).not.toContain('not attached');
  });

  test('a type that it does not take: the comment is there, and says so', async () => {
    await gitea.stop();
    await gitea.start({ allowedTypes: '.pcap' });
    const { number, url } = await openIssue('closed');
    const outcome = await run(['report', saved, '--issue', url, '--yes']);
    expectRefusal(outcome, /not attached: report-\w+\.html refused \(4\d\d/);
    expect(outcome.out).toContain(`${url}#issuecomment-`);
    const [comment] = await commentsOf('closed', number);
    expect(comment?.assets.map(({ name }) => name.replace(/.*\./, ''))).toEqual(['pcap']);
    expect(comment?.body).toMatch(/html` \([^)]*\) is not attached: refused \(4\d\d/);
  });

  test('no attachments at all: the comment is there, and says so', async () => {
    await gitea.stop();
    await gitea.start({ attachments: false });
    const { number, url } = await openIssue('closed');
    expectRefusal(
      await run(['report', saved, '--issue', url, '--yes']),
      /not attached: capture-\w+\.pcap refused \(404/,
    );
    const [comment] = await commentsOf('closed', number);
    expect(comment?.body.match(/is not attached: refused \(404/g)).toHaveLength(2);
    await gitea.stop();
    await gitea.start();
  });

  test('a size limit, of what stands before it: the comment has what is small enough, and says so', async () => {
    const { number, url } = await openIssue('closed');
    const limiting = await limitBodies(gitea.base, 20_000);
    const outcome = await run(['report', saved, '--issue', url.replace(gitea.base, limiting.base), '--yes']);
    limiting.close();
    expectRefusal(outcome, /not attached: report-\w+\.html refused \(413\)/);
    const [comment] = await commentsOf('closed', number);
    expect(comment?.assets.map(({ name }) => name.replace(/.*\./, ''))).toEqual(['pcap']);
    expect(comment?.body).toMatch(/html` \([^)]*\) is not attached: refused \(413\)/);
  });

  test('--debug tells where a fault comes from, and no token', async () => {
    const { url } = await openIssue('closed');
    const value = token('ann', 'read:repository');
    const outcome = await run(['report', saved, '--issue', url, '--yes', '--debug'], value);
    expect(outcome).toMatchObject({ code: 2, err: expect.stringContaining('at ') });
    expect(outcome.err).not.toContain(value);
  });

  test('no output of any run held a token', () => {
    expect(secrets.length).toBeGreaterThan(4);
    expect(printed.join('\n').length).toBeGreaterThan(1000);
    for (const secret of secrets) expect(printed.join('\n')).not.toContain(secret);
  });
});
