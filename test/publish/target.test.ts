import { describe, expect, test } from 'vitest';
import { findPlace } from '../../src/cli/publish/find-target.ts';
import { detectForge } from '../../src/publish/detect.ts';
import { HttpFault } from '../../src/publish/http-fault.ts';
import { parseIssueUrl, parseRemote } from '../../src/publish/target.ts';
import { findToken } from '../../src/publish/tokens.ts';

const refuse = (): Promise<Response> => Promise.reject(new HttpFault('', 404));

test.each([
  ['https://github.com/o/r/issues/12', 'github', 'https://github.com', 'o/r', 12],
  ['https://github.com/o/r/pull/12#issuecomment-3', 'github', 'https://github.com', 'o/r', 12],
  ['https://corp.ghe.com/o/r/issues/12', 'github', 'https://corp.ghe.com', 'o/r', 12],
  ['https://gitlab.com/a/b/c/-/issues/3', 'gitlab', 'https://gitlab.com', 'a/b/c', 3],
  ['https://git.corp/a/b/-/work_items/3', 'gitlab', 'https://git.corp', 'a/b', 3],
  ['https://gitlab.com/a/b/c/-/issues/incident/3', 'gitlab', 'https://gitlab.com', 'a/b/c', 3],
  ['https://gitlab.com/issues/b/-/issues/3#note_1', 'gitlab', 'https://gitlab.com', 'issues/b', 3],
  ['https://github.com/o/r/pull/12/files', 'github', 'https://github.com', 'o/r', 12],
  ['https://gitea.corp/o/r/pulls/12/commits?x=y', 'gitea', 'https://gitea.corp', 'o/r', 12],
  ['https://codeberg.org/o/r/issues/1', 'gitea', 'https://codeberg.org', 'o/r', 1],
  ['https://gitea.corp:3000/o/r/issues/1/', 'gitea', 'https://gitea.corp:3000', 'o/r', 1],
  ['https://gitea.corp/git/o/r/issues/1', 'gitea', 'https://gitea.corp/git', 'o/r', 1],
])('%s', async (text, kind, base, project, issue) => {
  const place = parseIssueUrl(text);
  if (place === null) throw new Error('not read');
  expect(await detectForge(place, refuse)).toEqual({ kind, base, project, issue, isMergeRequest: false });
});

test.each(['https://gitlab.com/a/b/-/merge_requests/3', 'https://gitlab.com/a/b/-/merge_requests/3/diffs#note_1'])(
  '%s',
  async (text) => {
    const place = parseIssueUrl(text);
    if (place === null) throw new Error('not read');
    expect(await detectForge(place, refuse)).toMatchObject({ project: 'a/b', issue: 3, isMergeRequest: true });
  },
);

test.each(['', 'o/r', 'ftp://a/b/c', 'https://github.com/o', 'https://github.com', 'javascript:alert(1)', 'https://'])(
  'no address: %s',
  (text) => expect(parseIssueUrl(text)).toBeNull(),
);

test.each([
  ['https://github.com/o/r.git', 'https://github.com', ['o', 'r']],
  ['https://user:pass@git.corp/o/r', 'https://git.corp', ['o', 'r']],
  ['git@github.com:o/r.git', 'https://github.com', ['o', 'r']],
  ['ssh://git@git.corp:2222/o/r.git', 'https://git.corp', ['o', 'r']],
  ['git@gitlab.com:a/b/c.git\n', 'https://gitlab.com', ['a', 'b', 'c']],
])('the remote %s', (text, origin, path) => {
  expect(parseRemote(text)).toMatchObject({ origin, path, issue: null });
});

test.each(['', '/srv/git/r.git', '../r', 'file:///srv/r.git', 'C:\\r'])('a remote that is no forge: %s', (text) => {
  expect(parseRemote(text)).toBeNull();
});

describe('an unknown host is asked what it is', () => {
  const place = { origin: 'https://x.corp', path: ['o', 'r'], issue: 1, isMergeRequest: false, isGitLab: false };
  test.each([
    ['/api/v1/version', '{"version":"1.23.8"}', 'gitea'],
    ['/api/v3/meta', '{"verifiable_password_authentication":true,"installed_version":"3.19.0"}', 'github'],
  ])('%s', async (path, text, kind) => {
    const asked: string[] = [];
    const target = await detectForge(place, (url, init) => {
      asked.push(String(url));
      expect(init?.headers).toBeUndefined(); // nobody unknown gets a token
      return String(url).endsWith(path) ? Promise.resolve(new Response(text)) : refuse();
    });
    expect(target?.kind).toBe(kind);
  });

  test('GitLab by its refusal, and none', async () => {
    const gitlab = await detectForge(place, (url) =>
      Promise.reject(new HttpFault(String(url).includes('v4') ? '401 Unauthorized' : '', 401)),
    );
    expect(gitlab?.kind).toBe('gitlab');
    expect(await detectForge(place, refuse)).toBeNull();
  });
});

const remote = (text: string | null) => () => Promise.resolve(text);

describe('which issue', () => {
  const wanted = { issue: undefined, new: undefined, forge: undefined };

  test('a number, in a clone', async () => {
    expect(await findPlace({ ...wanted, issue: '#12' }, remote('git@github.com:o/r.git\n'))).toMatchObject({
      path: ['o', 'r'],
      issue: 12,
    });
    expect(await findPlace({ ...wanted, issue: '!12' }, remote('git@gitlab.com:o/r.git\n'))).toMatchObject({
      issue: 12,
      isMergeRequest: true,
    });
    expect(await findPlace({ ...wanted, new: 'x' }, remote('git@github.com:o/r.git\n'))).toMatchObject({ issue: null });
  });

  test.each([
    [{ issue: 'https://github.com/o/r' }, null, 'is no address of an issue'],
    [{ issue: '12' }, null, 'here is no git repository'],
    [{ new: 'x' }, 'https://u:p4ss@localhost', 'https://localhost names no forge'],
  ])('what cannot be told: %j', async (given, text, told) => {
    await expect(findPlace({ ...wanted, ...given }, remote(text))).rejects.toThrow(told);
  });
});

describe('tokens', () => {
  const none = { env: {}, ask: () => Promise.resolve(null) };

  test.each([
    ['github', 'https://github.com', { GITHUB_TOKEN: 'a' }, 'GITHUB_TOKEN'],
    ['github', 'https://github.com', { GH_TOKEN: 'b', GITHUB_TOKEN: 'a' }, 'GH_TOKEN'],
    ['github', 'https://ghe.corp', { GITHUB_TOKEN: 'a' }, undefined],
    ['github', 'https://ghe.corp', { GITHUB_TOKEN: 'a', GH_HOST: 'ghe.corp' }, 'GITHUB_TOKEN'],
    ['github', 'https://ghe.corp', { GITHUB_TOKEN: 'a', GITHUB_SERVER_URL: 'https://ghe.corp' }, 'GITHUB_TOKEN'],
    ['github', 'https://ghe.corp', { GH_ENTERPRISE_TOKEN: 'a' }, 'GH_ENTERPRISE_TOKEN'],
    ['gitlab', 'https://gitlab.com', { GITLAB_TOKEN: 'a' }, 'GITLAB_TOKEN'],
    ['gitea', 'https://gitea.corp', { GITEA_TOKEN: ' a\n' }, 'GITEA_TOKEN'],
    ['gitea', 'https://gitea.corp', { GITEA_TOKEN: 'a\r\nX: y' }, undefined],
    ['gitea', 'https://gitea.corp', { GITEA_TOKEN: '' }, undefined],
  ] as const)('%s at %s with %j: %s', async (kind, base, env, from) => {
    expect((await findToken(kind, base, { ...none, env }))?.from).toBe(from);
  });

  test('of gh, glab and the helper of git, each asked for its host', async () => {
    const asked: string[] = [];
    const ask = (program: string, args: readonly string[], input: string): Promise<string | null> => {
      asked.push([program, ...args].join(' '));
      return Promise.resolve(
        program === 'git' && input.includes('host=git.corp:8443\n') ? 'username=u\npassword=p\n' : null,
      );
    };
    expect(await findToken('github', 'https://git.corp:8443', { env: {}, ask })).toEqual({
      value: 'p',
      from: 'git credential fill',
    });
    expect(await findToken('gitlab', 'https://git.corp:8443', { env: {}, ask })).toMatchObject({ value: 'p' });
    expect(asked).toEqual([
      'gh auth token --hostname git.corp:8443',
      'git credential fill',
      'glab config get token --host git.corp:8443',
      'git credential fill',
    ]);
  });
});
