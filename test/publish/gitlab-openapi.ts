/**
 * What the calls that we make look like to GitLab, written down as OpenAPI: names, types, what is required, allowed values. No package
 * carries the document that GitLab publishes. Notes, uploads and pages are as `lib/api` of GitLab's source declares them, issues as
 * an older state of it does; the parameters of projects and of single merge requests, and the limits of lengths, were not read there.
 * Stricter than the server in one thing: it passes over parameters that it does not know.
 */
import type { Document } from './openapi.ts';

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const integer: Schema = { type: 'integer' };
const boolean: Schema = { type: 'boolean' };
const oneOf = (...values: readonly string[]): Schema => ({ type: 'string', enum: values });

const inPath = (name: string, schema: Schema): Schema => ({ name, in: 'path', required: true, schema });
const inQuery = (schemas: Readonly<Record<string, Schema>>): readonly Schema[] =>
  Object.entries(schemas).map(([name, schema]) => ({ name, in: 'query', schema }));
const body = (type: string, required: readonly string[], properties: Readonly<Record<string, Schema>>): Schema => ({
  required: true,
  content: { [type]: { schema: { type: 'object', additionalProperties: false, required, properties } } },
});

const JSON_BODY = 'application/json';
const pages = { page: { ...integer, minimum: 1 }, per_page: { ...integer, minimum: 1 } };
const project = inPath('id', { type: ['string', 'integer'] });
const noteable = [project, inPath('noteable_id', integer)];
const note = [...noteable, inPath('note_id', integer)];

const notes = {
  get: {
    parameters: [
      ...noteable,
      ...inQuery({
        order_by: oneOf('created_at', 'updated_at'),
        sort: oneOf('asc', 'desc'),
        activity_filter: oneOf('all_notes', 'only_comments', 'only_activity'),
        ...pages,
      }),
    ],
  },
  post: {
    parameters: noteable,
    requestBody: body(JSON_BODY, ['body'], {
      body: { ...text, minLength: 1, maxLength: 1_000_000 },
      confidential: boolean,
      internal: boolean,
      created_at: text,
      merge_request_diff_head_sha: text,
    }),
  },
};
const oneNote = {
  put: {
    parameters: note,
    requestBody: body(JSON_BODY, [], {
      body: { ...text, minLength: 1, maxLength: 1_000_000 },
      confidential: boolean,
    }),
  },
};

export const gitlabOpenApi: Document = {
  components: {},
  paths: {
    '/api/v4/user': { get: {} },
    '/api/v4/projects/{id}': {
      get: {
        parameters: [project, ...inQuery({ license: boolean, statistics: boolean, with_custom_attributes: boolean })],
      },
    },
    '/api/v4/projects/{id}/issues': {
      get: {
        parameters: [
          project,
          ...inQuery({
            state: oneOf('opened', 'closed', 'all'),
            search: text,
            in: oneOf('title', 'description', 'title,description'),
            scope: oneOf('created_by_me', 'assigned_to_me', 'all'),
            sort: oneOf('asc', 'desc'),
            ...pages,
          }),
        ],
      },
      post: {
        parameters: [project],
        requestBody: body(JSON_BODY, ['title'], {
          title: { ...text, minLength: 1, maxLength: 255 },
          description: { ...text, maxLength: 1_048_576 },
          confidential: boolean,
          labels: text,
        }),
      },
    },
    '/api/v4/projects/{id}/issues/{issue_iid}': { get: { parameters: [project, inPath('issue_iid', integer)] } },
    '/api/v4/projects/{id}/merge_requests/{merge_request_iid}': {
      get: {
        parameters: [
          project,
          inPath('merge_request_iid', integer),
          ...inQuery({
            render_html: boolean,
            include_diverged_commits_count: boolean,
            include_rebase_in_progress: boolean,
          }),
        ],
      },
    },
    '/api/v4/projects/{id}/issues/{noteable_id}/notes': notes,
    '/api/v4/projects/{id}/issues/{noteable_id}/notes/{note_id}': oneNote,
    '/api/v4/projects/{id}/merge_requests/{noteable_id}/notes': notes,
    '/api/v4/projects/{id}/merge_requests/{noteable_id}/notes/{note_id}': oneNote,
    '/api/v4/projects/{id}/uploads': {
      post: { parameters: [project], requestBody: body('multipart/form-data', ['file'], { file: { type: 'object' } }) },
    },
  },
};
