import { execFileSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { composeBody, MARKER } from '../../src/publish/body.ts';
import type { AttachVia, Attachment } from '../../src/publish/forge.ts';
import { createGithub } from '../../src/publish/github.ts';
import { publish } from '../../src/publish/publish.ts';
import { createRetry } from '../../src/publish/retry.ts';
import { createSend } from '../../src/publish/send.ts';
import { attachment } from './attachment.ts';
import { type GithubServer, serveGithub } from './github-server.ts';

let server: GithubServer | null = null;
afterEach(() => {
  expect(server?.faults).toEqual([]);
  server?.close();
});

const retry = createRetry({ sleep: () => Promise.resolve(), tell: () => undefined });
const capture = attachment('capture', 'pcap', Buffer.from([0xd4, 0xc3, 0xb2, 0xa1, 0, 255]));
const page = attachment('page', 'html', Buffer.from('<!doctype html>é'));

async function start(via: AttachVia | null, options: Partial<Parameters<typeof serveGithub>[0]> = {}) {
  const started = await serveGithub({ isPrivate: true, ...options });
  server = started;
  const target = { kind: 'github', base: started.base, project: 'o/r', issue: 7, isMergeRequest: false } as const;
  const forge = createGithub(
    target,
    'ghp_not-a-token',
    createSend(fetch, () => new Date(0)),
    via,
  );
  const issue = await forge.issue(7);
  const run = (files: readonly Attachment[] = [capture, page]) =>
    publish(forge, issue, { markdown: () => '# Report\n', files }, retry);
  return { started, forge, issue, run };
}

test('who may read the project', async () => {
  const { forge } = await start(null);
  expect(await forge.project()).toEqual({ name: 'o/r', isPublic: false });
});

test('without --attach-via a small capture is text in the comment, which a shell makes a capture again', async () => {
  const { started, run } = await start(null);
  const first = await run();
  const second = await run();
  expect([first.isUpdate, second.isUpdate]).toEqual([false, true]);
  expect(started.comments).toHaveLength(1);
  const body = started.comments[0]?.body ?? '';
  expect(body).toContain('is not attached: the API of GitHub attaches no files');
  const [, script = ''] = /```sh\n([^]*?)\n```/.exec(body) ?? [];
  expect(execFileSync('bash', ['-c', script.replace(/> \S+$/m, '')])).toEqual(Buffer.from(capture.octets));
});

test.each([
  ['branch', 'issue-7/', '/o/r/blob/'],
  ['release', 'issue-7-', '/o/r/releases/download/k8sdoctor-evidence/'],
] as const)('--attach-via %s', async (via, prefix, address) => {
  const { started, run } = await start(via);
  await run();
  await run(); // nothing is there twice
  expect([...started.files].toSorted()).toEqual([
    [prefix + capture.name, Buffer.from(capture.octets)],
    [prefix + page.name, Buffer.from(page.octets)],
  ]);
  expect(started.comments).toHaveLength(1);
  expect(started.comments[0]?.body).toContain(`](${started.base}${address}`);
  // A later capture takes the place of this one.
  const later = attachment('capture', 'pcap', Buffer.from('later'));
  await run([later, page]);
  expect(started.comments[0]?.body).toContain(later.name);
  expect(started.files.has(prefix + capture.name)).toBe(via === 'branch');
});

test('--attach-via gist: the page as it is, the capture as base64', async () => {
  const { started, run } = await start('gist');
  await run();
  await run();
  expect(started.files.get(`${capture.name}.base64`)?.toString()).toBe(Buffer.from(capture.octets).toString('base64'));
  expect(started.files.get(page.name)?.toString()).toBe('<!doctype html>é');
  expect(started.log.filter((line) => line === 'POST /api/v3/gists')).toHaveLength(1);
});

test('--new opens an issue, and the next time finds it', async () => {
  const { started, forge } = await start(null);
  const first = await forge.openIssue('Session down', `${MARKER}\nx`);
  expect(await forge.openIssue('Session down', `${MARKER}\nx`)).toEqual(first);
  expect(started.issues).toHaveLength(2);
});

test('a locked issue', async () => {
  const { run, issue } = await start(null, { isLocked: true });
  expect(issue.isLocked).toBe(true);
  await expect(run()).rejects.toMatchObject({ status: 403, message: expect.stringContaining('issue is locked') });
});

test('a body has no more characters than it takes', () => {
  const files = [
    { file: attachment('capture', 'pcap', Buffer.alloc(19_000, Math.PI.toString())), inline: true },
  ] as const;
  const body = composeBody((maxLength) => 'x'.repeat(maxLength), files, 65_536);
  expect(body.length).toBe(65_536);
});
