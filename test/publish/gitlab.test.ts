import { afterEach, expect, test } from 'vitest';
import { createGitlab } from '../../src/publish/gitlab.ts';
import { publish } from '../../src/publish/publish.ts';
import { createRetry } from '../../src/publish/retry.ts';
import { createSend } from '../../src/publish/send.ts';
import { attachment } from './attachment.ts';
import { gitlabOpenApi } from './gitlab-openapi.ts';
import { type GitlabServer, PROJECT, TOKEN, serveGitlab } from './gitlab-server.ts';
import { createOpenApi } from './openapi.ts';
import type { Answer, Asked } from './serve.ts';

let server: GitlabServer | null = null;
afterEach(() => {
  expect(server?.faults ?? []).toEqual([]);
  server?.close();
  server = null;
});

async function start({
  isMergeRequest = false,
  refuse = () => null,
}: { isMergeRequest?: boolean; refuse?: (asked: Asked) => Answer | null } = {}) {
  const started = await serveGitlab(refuse);
  server = started;
  const target = { kind: 'gitlab', base: started.base, project: PROJECT, issue: 3, isMergeRequest } as const;
  const forge = createGitlab(
    target,
    TOKEN,
    createSend(fetch, () => new Date(0)),
  );
  return { started, forge };
}

const retry = createRetry({ sleep: () => Promise.resolve(), tell: () => undefined });
const files = [attachment('capture', 'pcap', Buffer.of(1, 2)), attachment('page', 'html', Buffer.of(3))];

test('uploads of the project and a comment; the next run writes it anew and uploads nothing twice', async () => {
  const { forge, started } = await start();
  expect(await forge.project()).toEqual({ name: PROJECT, isPublic: false });
  const issue = await forge.issue(3);
  const first = await publish(forge, issue, { markdown: () => '# One', files }, retry);
  const second = await publish(forge, issue, { markdown: () => '# Two', files }, retry);
  expect([first.isUpdate, second.isUpdate]).toEqual([false, true]);
  expect(first.comment.url).toMatch(/\/group\/sub\/project\/-\/issues\/3#note_2$/);
  expect(started.uploads).toEqual(files.map(({ name }) => name));
  const notes = started.notes.get('issues/3') ?? [];
  expect(notes.map(({ id }) => id)).toEqual([1, 2]);
  expect(notes[0]?.body).toContain('of somebody else');
  expect(notes[1]?.body).toContain('# Two');
  for (const name of started.uploads) expect(notes[1]?.body).toContain(`[${name}](/uploads/0123/${name})`);
});

test('a merge request, which is not the issue of its number', async () => {
  const { forge, started } = await start({ isMergeRequest: true });
  const mergeRequest = await forge.issue(3);
  expect(mergeRequest.title).toBe('Hold time 9 s');
  const runs = [
    await publish(forge, mergeRequest, { markdown: () => '# One', files: [] }, retry),
    await publish(forge, mergeRequest, { markdown: () => '# Two', files: [] }, retry),
  ];
  expect(runs.map(({ isUpdate }) => isUpdate)).toEqual([false, true]);
  expect(runs[0]?.comment.url).toMatch(/\/-\/merge_requests\/3#note_2$/);
  expect(started.notes.get('merge_requests/3')?.map(({ body }) => body)).toEqual([expect.stringContaining('# Two')]);
  expect(started.notes.get('issues/3')).toHaveLength(1);
});

test('--new opens an issue, and the next time finds it', async () => {
  const { forge, started } = await start();
  const first = await forge.openIssue('Session down', '<!-- m -->\nx');
  expect(await forge.openIssue('Session down', '<!-- m -->\nx')).toEqual(first);
  expect(started.issues).toHaveLength(2);
});

test('429 waits as long as it is asked to, which its own client would not', async () => {
  let refusals = 0;
  const { forge } = await start({
    refuse: ({ method }) =>
      method === 'GET' && refusals++ === 0 ? { status: 429, headers: { 'retry-after': '9' }, body: {} } : null,
  });
  const waits: number[] = [];
  const patient = createRetry({ sleep: async (seconds) => void waits.push(seconds), tell: () => undefined });
  expect(await patient('project', () => forge.project())).toMatchObject({ isPublic: false });
  expect(waits).toEqual([9]);
});

test('what it refuses keeps its status and its words', async () => {
  const { forge } = await start({
    refuse: () => ({ status: 403, body: { error: 'insufficient_scope', scope: 'api' } }),
  });
  await expect(forge.project()).rejects.toMatchObject({ status: 403, message: 'insufficient_scope' });
});

const { match, faultOf } = createOpenApi(gitlabOpenApi);

test.each<[string, string, string, unknown, string]>([
  ['a note without text', 'POST', '/projects/a%2Fb/issues/3/notes', {}, "must have required property 'body'"],
  ['a field that it does not know', 'POST', '/projects/1/issues', { title: 'x', text: 'y' }, 'additional properties'],
  ['a type that it does not take', 'POST', '/projects/1/issues', { title: 3 }, '/title must be string'],
  ['a form without the file', 'POST', '/projects/1/uploads', { file: '' }, '/file must be object'],
  ['a number that is none', 'GET', '/projects/1/issues/x/notes', undefined, 'parameter noteable_id'],
  ['a value that it does not know', 'GET', '/projects/1/issues?state=open', undefined, 'parameter state'],
  ['a page that is no number', 'GET', '/projects/1/issues?page=next', undefined, 'parameter page'],
  ['labels as text', 'POST', '/projects/1/issues', { title: 'x', labels: 'bgp' }, '/labels must be array'],
  ['a note that is too long', 'PUT', '/projects/a/issues/3/notes/1', { body: 'x'.repeat(1_000_001) }, '/body must NOT'],
  ['a parameter that it does not know', 'GET', '/projects/1/issues?max_pages=1', undefined, 'no parameter max_pages'],
  ['a body that nobody asked for', 'GET', '/user', {}, 'nobody asked for'],
])('the judge refuses %s', (_, method, url, body, fault) => {
  const { pathname, searchParams } = new URL(`http://x/api/v4${url}`);
  const matched = match(method, pathname);
  if (matched === null) throw new Error('no such call');
  expect(faultOf(matched, searchParams, body)).toContain(fault);
});
