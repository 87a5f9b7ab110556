/** What a forge and the way to it can do wrong, and what a person is told of it. */
import { afterEach, describe, expect, test } from 'vitest';
import { explainFault } from '../../src/publish/explain.ts';
import type { Forge, Issue } from '../../src/publish/forge.ts';
import { createGitea } from '../../src/publish/gitea.ts';
import { HttpFault } from '../../src/publish/http-fault.ts';
import { publish } from '../../src/publish/publish.ts';
import { createRetry } from '../../src/publish/retry.ts';
import { createSend } from '../../src/publish/send.ts';
import { attachment } from './attachment.ts';
import { type Answer, type Asked, type Served, serve } from './serve.ts';

const target = { kind: 'gitea', base: 'https://git.example', project: 'o/r', issue: 1, isMergeRequest: false } as const;
const issue: Issue = { number: 1, title: '', url: 'https://git.example/o/r/issues/1', isLocked: false };

let server: Served | null = null;
afterEach(() => server?.close());

async function forgeThat(answer: (asked: Asked) => Answer): Promise<Forge> {
  server = await serve(answer);
  return createGitea(
    { ...target, base: server.base },
    'secret',
    createSend(fetch, () => new Date(1_000_000)),
  );
}

/** Waits no time, and remembers how long it would have. */
function patience() {
  const waits: number[] = [];
  const told: string[] = [];
  const sleep = (seconds: number): Promise<void> => {
    waits.push(seconds);
    return Promise.resolve();
  };
  return { waits, told, retry: createRetry({ sleep, tell: (text) => told.push(text) }) };
}

const OK: Answer = { status: 200, body: { full_name: 'o/r', private: true } };
const inOrder = (...answers: readonly Answer[]): (() => Answer) => {
  let at = 0;
  return () => answers[Math.min(at++, answers.length - 1)] ?? OK;
};

describe('what may go well the next time is tried again', () => {
  test.each<[string, readonly Answer[], readonly number[]]>([
    ['429 with Retry-After', [{ status: 429, headers: { 'retry-after': '7' } }, OK], [7]],
    [
      '429 with the date of Retry-After',
      [{ status: 429, headers: { 'retry-after': 'Thu, 01 Jan 1970 00:16:45 GMT' } }, OK],
      [5],
    ],
    [
      "GitHub's spent limit",
      [{ status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1060' } }, OK],
      [60],
    ],
    ['5xx', [{ status: 500 }, { status: 502 }, { status: 503 }, { status: 504 }, OK], [1, 2, 4, 8]],
  ])('%s', async (_, answers, waits) => {
    const { retry, ...seen } = patience();
    const forge = await forgeThat(inOrder(...answers));
    await expect(retry('o/r', () => forge.project())).resolves.toEqual({ name: 'o/r', isPublic: false });
    expect(seen.waits).toEqual(waits);
    expect(seen.told[0]).toMatch(/^o\/r: \d{3}; again in \d+ s$/);
  });

  test.each<[string, readonly Answer[], number, number]>([
    ['but not for ever', [{ status: 503 }], 503, 4],
    ['not if it is asked to wait an hour', [{ status: 429, headers: { 'retry-after': '3600' } }], 429, 0],
    ['not what is refused', [{ status: 403, body: { message: 'no' } }], 403, 0],
    ['not what is not there', [{ status: 404, body: { message: 'x' } }], 404, 0],
  ])('%s', async (_, answers, status, waits) => {
    const { retry, ...seen } = patience();
    const forge = await forgeThat(inOrder(...answers));
    await expect(retry('o/r', () => forge.project())).rejects.toMatchObject({ status });
    expect(seen.waits).toHaveLength(waits);
  });

  test('nobody there', async () => {
    const { retry, ...seen } = patience();
    const forge = await forgeThat(() => OK);
    server?.close();
    await expect(retry('o/r', () => forge.project())).rejects.toMatchObject({ status: null });
    expect(seen.waits).toEqual([1, 2, 4, 8]);
  });
});

test('an answer that was lost may have been a success: the comment is not written twice', async () => {
  const comments: object[] = [];
  let lost = false;
  const forge = await forgeThat(({ method, path, octets }) => {
    if (path === '/api/v1/user') return { status: 200, body: { login: 'me' } };
    if (path.endsWith('/assets')) return { status: 200, body: [] };
    if (method === 'GET') return { status: 200, body: comments };
    const { body }: { readonly body: string } = JSON.parse(octets.toString());
    const comment = { id: 1, html_url: 'u', body, user: { login: 'me' } };
    if (method === 'POST') comments.push(comment);
    if (method !== 'POST' || lost) return { status: 200, body: comment };
    lost = true;
    return { status: 502 };
  });
  const { retry } = patience();
  const { comment } = await publish(forge, issue, { markdown: () => 'x', files: [] }, retry);
  expect(comment.id).toBe(1);
  expect(comments).toHaveLength(1);
});

test.each([413, 422, 415])('a file that is refused (%i) does not keep the rest from being there', async (status) => {
  const bodies: string[] = [];
  const comment = { id: 1, html_url: 'u', body: '<!-- k8sdoctor:report -->', user: { login: 'me' } };
  const forge = await forgeThat(({ method, path, query, octets }) => {
    if (path === '/api/v1/user') return { status: 200, body: { login: 'me' } };
    if (path.endsWith('/assets') && method === 'GET') return { status: 200, body: [] };
    if (path.endsWith('/assets')) {
      return query.get('name')?.endsWith('.pcap') === true
        ? { status, body: { message: 'no, `never`' } }
        : { status: 201, body: { id: 1, name: 'x', browser_download_url: 'https://git.example/x' } };
    }
    if (method === 'GET') return { status: 200, body: [comment] };
    bodies.push(String(octets));
    return { status: 200, body: comment };
  });
  const files = [attachment('capture', 'pcap', Buffer.of(1)), attachment('page', 'html', Buffer.of(2))];
  const { placed } = await publish(forge, issue, { markdown: () => 'x', files }, patience().retry);
  expect(placed.map((one) => ('missing' in one ? one.missing : 'there'))).toEqual([
    `refused (${status}: no, \`never\`)`,
    'there',
  ]);
  expect(bodies).toHaveLength(1);
  expect(bodies[0]).toContain(`is not attached: refused (${status}`);
});

test.each([
  [new HttpFault('', null), 'x: ', 'Nobody answers'],
  [new HttpFault('Bad credentials', 401), 'does not know the token (401: Bad credentials)', 'that of GITEA_TOKEN'],
  [new HttpFault('scope', 403), 'refuses it (403: scope)', 'write:issue'],
  [new HttpFault('limit', 403, 30), 'takes no more requests (403: limit)', 'in 30 s'],
  [new HttpFault('', 429), 'takes no more requests (429)', 'later'],
  [new HttpFault('issue is locked', 403), 'the issue is locked (403', 'unlock'],
  [new HttpFault('Not Found', 404), 'not there, or not for this token (404)', 'Is o/r, issue 1, spelt right?'],
  [new HttpFault('', 410), 'gone, or the project has no issues', 'another issue'],
  [new HttpFault('', 413), 'too large for git.example (413)', 'kept files'],
  [new HttpFault('Validation Failed', 422), 'does not take it (422: Validation Failed)', 'by hand'],
  [new HttpFault('', 502), 'git.example fails (502)', 'later'],
  [new HttpFault('', 418), 'answers 418', 'scopes'],
])('%s is told in a line, with what to do', (fault, message, hint) => {
  const told = explainFault(fault, 'x', target, 'GITEA_TOKEN');
  expect(told.message).toContain(message);
  expect(told.hint).toContain(hint);
  expect(told.message + told.hint).not.toContain('\n');
});

test('a page of HTML is no message', async () => {
  const send = createSend(
    () => Promise.resolve(new Response('<html>Bad Gateway', { status: 502 })),
    () => new Date(0),
  );
  await expect(send('https://git.example/')).rejects.toMatchObject({ message: '', status: 502 });
});
