/** No package publishes GitLab's OpenAPI: what this server checks of a request is what the pages of its API say of these few calls. */
import { afterEach, expect, test } from 'vitest';
import { createGitlab } from '../../src/publish/gitlab.ts';
import { publish } from '../../src/publish/publish.ts';
import { createRetry } from '../../src/publish/retry.ts';
import { createSend } from '../../src/publish/send.ts';
import { attachment } from './attachment.ts';
import { type Answer, type Asked, type Served, serve } from './serve.ts';

let server: Served | null = null;
afterEach(() => server?.close());

interface Note {
  readonly id: number;
  body: string;
  readonly author: { readonly id: number };
}

const API = '/api/v4/projects/group/sub/project';

async function start(refusal: (asked: Asked) => Answer | null = () => null) {
  const notes: Note[] = [{ id: 1, body: '<!-- k8sdoctor:report -->\nof somebody else', author: { id: 99 } }];
  const uploads: string[] = [];
  const issues = [{ iid: 3, title: 'BGP is down', description: '' }];
  const show = (issue: (typeof issues)[number]) => ({
    ...issue,
    web_url: `${server?.base}/group/sub/project/-/issues/${issue.iid}`,
    discussion_locked: null,
  });
  server = await serve((asked) => {
    const { method, path, query, headers, octets } = asked;
    if (headers.authorization !== 'Bearer glpat-x') return { status: 401, body: { message: '401 Unauthorized' } };
    const refused = refusal(asked);
    if (refused !== null) return refused;
    const isForm = headers['content-type']?.startsWith('multipart/form-data; boundary=') === true;
    const given: { body?: string; title?: string; description?: string } =
      method === 'GET' || isForm ? {} : JSON.parse(octets.toString());
    switch (`${method} ${path}`) {
      case `GET ${API}`:
        return { status: 200, body: { path_with_namespace: 'group/sub/project', visibility: 'internal' } };
      case 'GET /api/v4/user':
        return { status: 200, body: { id: 1 } };
      case `GET ${API}/issues/3`:
        return { status: 200, body: show(issues[0] ?? { iid: 0, title: '', description: '' }) };
      case `GET ${API}/issues`:
        return { status: 200, body: issues.map(show) };
      case `POST ${API}/issues`: {
        const { title = '', description = '' } = given;
        issues.push({ iid: 4, title, description });
        return { status: 201, body: show({ iid: 4, title, description }) };
      }
      case `GET ${API}/issues/3/notes`: {
        const page = Number(query.get('page') ?? 1);
        // One a page, so that the second is found only by following.
        const next =
          page < notes.length ? { link: `<${server?.base}${path}?page=${page + 1}&per_page=1>; rel="next"` } : {};
        return { status: 200, body: notes.slice(page - 1, page), headers: next };
      }
      case `POST ${API}/issues/3/notes`: {
        const note = { id: notes.length + 1, body: given.body ?? '', author: { id: 1 } };
        notes.push(note);
        return { status: 201, body: note };
      }
      case `PUT ${API}/issues/3/notes/2`: {
        const note = notes[1];
        if (note === undefined || given.body === undefined) return { status: 400, body: { error: 'body is missing' } };
        note.body = given.body;
        return { status: 200, body: note };
      }
      case `POST ${API}/uploads`: {
        const [, name = ''] = /name="file"; filename="([^"]+)"/.exec(octets.toString('latin1')) ?? [];
        if (!isForm || name === '') return { status: 400, body: { error: 'file is missing' } };
        uploads.push(name);
        return { status: 201, body: { id: 5, alt: name, url: `/uploads/0123/${name}`, markdown: '' } };
      }
      default:
        return { status: 404, body: { message: '404 Not Found' } };
    }
  });
  const send = createSend(fetch, () => new Date(0));
  const forge = createGitlab(
    { kind: 'gitlab', base: server.base, project: 'group/sub/project', issue: 3 },
    'glpat-x',
    send,
  );
  return { forge, notes, uploads, issues };
}

const retry = createRetry({ sleep: () => Promise.resolve(), tell: () => undefined });
const files = [attachment('capture', 'pcap', Buffer.of(1, 2)), attachment('page', 'html', Buffer.of(3))];

test('uploads of the project and a comment; the next run writes it anew and uploads nothing twice', async () => {
  const { forge, notes, uploads } = await start();
  expect(await forge.project()).toEqual({ name: 'group/sub/project', isPublic: false });
  const issue = await forge.issue(3);
  const first = await publish(forge, issue, { markdown: () => '# One', files }, retry);
  const second = await publish(forge, issue, { markdown: () => '# Two', files }, retry);
  expect([first.isUpdate, second.isUpdate]).toEqual([false, true]);
  expect(first.comment.url).toMatch(/\/group\/sub\/project\/-\/issues\/3#note_2$/);
  expect(uploads).toEqual(files.map(({ name }) => name));
  expect(notes.map(({ id }) => id)).toEqual([1, 2]);
  expect(notes[0]?.body).toContain('of somebody else');
  expect(notes[1]?.body).toContain('# Two');
  for (const name of uploads) expect(notes[1]?.body).toContain(`[${name}](/uploads/0123/${name})`);
});

test('--new opens an issue, and the next time finds it', async () => {
  const { forge, issues } = await start();
  const first = await forge.openIssue('Session down', '<!-- m -->\nx');
  expect(await forge.openIssue('Session down', '<!-- m -->\nx')).toEqual(first);
  expect(issues).toHaveLength(2);
});

test('429 waits as long as it is asked to, which its own client would not', async () => {
  let refusals = 0;
  const { forge } = await start(({ method }) =>
    method === 'GET' && refusals++ === 0 ? { status: 429, headers: { 'retry-after': '9' }, body: {} } : null,
  );
  const waits: number[] = [];
  const patient = createRetry({ sleep: async (seconds) => void waits.push(seconds), tell: () => undefined });
  expect(await patient('project', () => forge.project())).toMatchObject({ isPublic: false });
  expect(waits).toEqual([9]);
});

test('what it refuses keeps its status and its words', async () => {
  const { forge } = await start(() => ({ status: 403, body: { error: 'insufficient_scope', scope: 'api' } }));
  await expect(forge.project()).rejects.toMatchObject({ status: 403, message: 'insufficient_scope' });
});
