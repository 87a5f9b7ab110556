/** A GitLab of one project in memory: what gitlab-openapi.ts does not allow is refused, as the real one would; its answers are of the types that @gitbeaker declares. */
import type { IssueSchema, NoteSchema, ProjectFileUploadSchema } from '@gitbeaker/rest';
import { gitlabOpenApi } from './gitlab-openapi.ts';
import { createOpenApi, faultOfStatus, type Matched } from './openapi.ts';
import { type Answer, type Asked, type Served, serve } from './serve.ts';

export const PROJECT = 'group/sub/project';
export const TOKEN = 'glpat-x';
/** So that what is further on is found only by following. */
const PER_PAGE = 1;

type Issue = Pick<IssueSchema, 'iid' | 'title' | 'description' | 'web_url'>;
export interface GitlabServer extends Served {
  /** Requests that break the OpenAPI. */
  readonly faults: readonly string[];
  /** `issues/3` and `merge_requests/3`: two things of one number. */
  readonly notes: ReadonlyMap<string, readonly NoteSchema[]>;
  readonly issues: readonly Issue[];
  /** Names. */
  readonly uploads: readonly string[];
}

const { match, faultOf } = createOpenApi(gitlabOpenApi);

const userOf = (id: number): NoteSchema['author'] => ({
  id,
  username: id === 1 ? 'me' : 'else',
  name: 'N',
  state: 'active',
  avatar_url: '',
  web_url: '',
});

/** `refuse` may answer first. */
export async function serveGitlab(refuse: (asked: Asked) => Answer | null): Promise<GitlabServer> {
  const faults: string[] = [];
  const uploads: string[] = [];
  const notes = new Map<string, NoteSchema[]>([
    ['issues/3', [noteOf(1, '<!-- k8sdoctor:report -->\nof somebody else', 99)]],
    ['merge_requests/3', []],
  ]);
  const issues: Issue[] = [];
  const openIssue = (iid: number, title: string, description: string): Issue => {
    const issue = { iid, title, description, web_url: `${served.base}/${PROJECT}/-/issues/${iid}` };
    issues.push(issue);
    return issue;
  };

  const noteable = (kind: string): Readonly<Record<string, Handler>> => {
    const path = `/api/v4/projects/{id}/${kind}/{noteable_id}/notes`;
    return {
      [`GET ${path}`]: ({ noteable_id: number }, _, { rawPath, query }) => {
        const all = notes.get(`${kind}/${number}`);
        const page = Number(query.get('page') ?? 1);
        const isLast = page * PER_PAGE >= (all?.length ?? 0);
        const link = `<${served.base}${rawPath}?page=${page + 1}&per_page=${PER_PAGE}>; rel="next"`;
        return all === undefined
          ? notFound
          : { status: 200, body: all.slice((page - 1) * PER_PAGE, page * PER_PAGE), headers: isLast ? {} : { link } };
      },
      [`POST ${path}`]: ({ noteable_id: number }, { body = '' }) => {
        const all = notes.get(`${kind}/${number}`);
        const id = [...notes.values()].flat().length + 1;
        all?.push(noteOf(id, body, 1));
        return all === undefined ? notFound : { status: 201, body: all.at(-1) };
      },
      [`PUT ${path}/{note_id}`]: ({ noteable_id: number, note_id: id }, { body = '' }) => {
        const note = notes.get(`${kind}/${number}`)?.find((one) => String(one.id) === id);
        if (note === undefined) return notFound;
        if (note.author.id !== 1) return { status: 403, body: { message: '403 Forbidden' } };
        note.body = body;
        return { status: 200, body: note };
      },
    };
  };

  const handlers: Readonly<Record<string, Handler>> = {
    'GET /api/v4/user': () => ({ status: 200, body: userOf(1) }),
    'GET /api/v4/projects/{id}': () => ({
      status: 200,
      body: { path_with_namespace: PROJECT, visibility: 'internal' },
    }),
    'GET /api/v4/projects/{id}/issues': () => ({ status: 200, body: issues }),
    'POST /api/v4/projects/{id}/issues': (_, { title = '', description = '' }) => ({
      status: 201,
      body: openIssue(issues.length + 3, title, description),
    }),
    'GET /api/v4/projects/{id}/issues/{issue_iid}': ({ issue_iid: number }) => {
      const issue = issues.find(({ iid }) => String(iid) === number);
      return issue === undefined ? notFound : { status: 200, body: issue };
    },
    'GET /api/v4/projects/{id}/merge_requests/{merge_request_iid}': ({ merge_request_iid: number }) =>
      number === '3'
        ? {
            status: 200,
            body: { iid: 3, title: 'Hold time 9 s', web_url: `${served.base}/${PROJECT}/-/merge_requests/3` },
          }
        : notFound,
    ...noteable('issues'),
    ...noteable('merge_requests'),
    'POST /api/v4/projects/{id}/uploads': (_, __, { octets }) => {
      const name = /filename="([^"]+)"/.exec(octets.toString('latin1'))?.[1] ?? '';
      uploads.push(name);
      const url = `/uploads/0123/${name}`;
      const body: ProjectFileUploadSchema = { alt: name, url, full_path: `/-/project/1${url}`, markdown: '' };
      return { status: 201, body };
    },
  };

  const served = await serve((asked) => {
    const { method, rawPath, query, headers } = asked;
    if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, body: { message: '401 Unauthorized' } };
    const refused = refuse(asked);
    if (refused !== null) return refused;
    const matched = match(method, rawPath);
    const handler = matched === null ? undefined : handlers[matched.name];
    if (matched === null || handler === undefined || (matched.parameters['id'] ?? PROJECT) !== PROJECT) {
      faults.push(`unknown: ${method} ${rawPath}`);
      return notFound;
    }
    const body = bodyOf(asked);
    const fault = faultOf(matched, query, body);
    if (fault !== null) {
      faults.push(`${matched.name}: ${fault}`);
      return { status: 400, body: { error: fault } };
    }
    const answer = handler(matched.parameters, body ?? {}, asked);
    const wrong = faultOfStatus(matched, answer.status);
    if (wrong !== null) faults.push(wrong);
    return answer;
  });
  openIssue(3, 'BGP is down', '');
  return { ...served, faults, notes, issues, uploads };
}

type Handler = (parameters: Matched['parameters'], body: Body, asked: Asked) => Answer;
interface Body {
  readonly body?: string;
  readonly title?: string;
  readonly description?: string;
}

const notFound: Answer = { status: 404, body: { message: '404 Not Found' } };

function noteOf(id: number, body: string, author: number): NoteSchema {
  return {
    id,
    body,
    author: userOf(author),
    attachment: null,
    created_at: '2026-11-22T00:00:00Z',
    updated_at: '2026-11-22T00:00:00Z',
    system: false,
    noteable_id: 30,
    noteable_type: 'Issue',
    noteable_iid: 3,
    project_id: 1,
    resolvable: false,
  };
}

/** JSON, or the fields of a form: a file is an object there, as it is to the server. */
function bodyOf({ headers, octets }: Asked): Body | undefined {
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/json')) return JSON.parse(octets.toString());
  if (!type.startsWith('multipart/form-data; boundary=')) return octets.length === 0 ? undefined : {};
  const fields = octets
    .toString('latin1')
    .matchAll(/^content-disposition: form-data; name="([^"]+)"(; filename="[^"]+")?/gim);
  return Object.fromEntries([...fields].map(([, name, file]) => [name, file === undefined ? '' : {}]));
}
