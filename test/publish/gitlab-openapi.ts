/**
 * GitLab's published OpenAPI document of the calls that we make: doc/api/openapi/openapi_v3.yaml of gitlab-org/gitlab, version 19.5
 * (mirrored at gitlabhq/gitlabhq, commit 045bf8777ea8), which no package carries. Each call names the `operationId` that it states,
 * each body the component. Parameters that we don't send are left out, and so refused: stricter than the server, which passes over
 * what it does not know. `GET /user` was not read there.
 *
 * The document has no limits of lengths: those of notes and of an issue's text are of the pages doc/api/notes.md and issues.md, that
 * of a title is the model's.
 */
import type { Document } from './openapi.ts';

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const integer: Schema = { type: 'integer' };
const maybe = (schema: Schema): Schema => ({ ...schema, nullable: true });
const oneOf = (...values: readonly string[]): Schema => ({ ...text, enum: values });

const inPath = (name: string, schema: Schema): Schema => ({ name, in: 'path', required: true, schema });
const inQuery = (schemas: Readonly<Record<string, Schema>>): readonly Schema[] =>
  Object.entries(schemas).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
const body = (name: string, { type = 'application/json', required = true } = {}): Schema => ({
  required,
  content: { [type]: { schema: { $ref: `#/components/schemas/${name}` } } },
});
const answers = (status: number): Schema => ({ [status]: {}, 404: {}, 400: {} });

const pages = { page: { ...integer, default: 1 }, per_page: { ...integer, default: 20 } };
const project = inPath('id', { oneOf: [text, integer] });
/** Notes say of their project only that it is text. */
const noteable = [inPath('id', text), inPath('noteable_id', integer)];

/** `…ProjectsIdIssuesNoteableIdNotes` and `…ProjectsIdMergeRequestsNoteableIdNotes`, which are alike. */
const notes = {
  get: {
    responses: answers(200),
    parameters: [
      ...noteable,
      ...inQuery({
        order_by: { ...oneOf('created_at', 'updated_at'), default: 'created_at' },
        sort: { ...oneOf('asc', 'desc'), default: 'desc' },
        activity_filter: { ...oneOf('all_notes', 'only_comments', 'only_activity'), default: 'all_notes' },
        ...pages,
      }),
    ],
  },
  post: { responses: answers(201), parameters: noteable, requestBody: body('RequestBody_bc09ed866646') },
};
/** `put…NoteableIdNotesNoteId` */
const oneNote = {
  put: {
    responses: answers(200),
    parameters: [...noteable, inPath('note_id', integer)],
    requestBody: body('RequestBody_c1925678aad5', { required: false }),
  },
};

const NOTE = { ...maybe(text), maxLength: 1_000_000 };
const strict = (required: readonly string[], properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  additionalProperties: false,
  ...(required.length > 0 && { required }),
  properties,
});

export const gitlabOpenApi: Document = {
  components: {
    schemas: {
      RequestBody_bc09ed866646: strict(['body'], {
        body: NOTE,
        confidential: maybe({ type: 'boolean' }),
        internal: { type: 'boolean', default: false },
        created_at: maybe(text),
        merge_request_diff_head_sha: maybe(text),
      }),
      RequestBody_c1925678aad5: strict([], { body: NOTE, confidential: maybe({ type: 'boolean' }) }),
      RequestBody_0290a07ba120: strict(['title'], {
        title: { ...maybe(text), maxLength: 255 },
        description: { ...maybe(text), maxLength: 1_048_576 },
        confidential: maybe({ type: 'boolean' }),
        labels: maybe({ type: 'array', items: text }),
      }),
      RequestBody_af152d162585: strict(['file'], { file: { ...text, format: 'binary', nullable: true } }),
    },
  },
  paths: {
    '/api/v4/user': { get: { responses: answers(200) } },
    // getApiV4ProjectsId
    '/api/v4/projects/{id}': {
      get: {
        responses: answers(200),
        parameters: [
          project,
          ...inQuery({
            statistics: { type: 'boolean', default: false },
            with_custom_attributes: { type: 'boolean', default: false },
            license: { type: 'boolean', default: false },
          }),
        ],
      },
    },
    '/api/v4/projects/{id}/issues': {
      // getApiV4ProjectsIdIssues
      get: {
        responses: answers(200),
        parameters: [
          project,
          ...inQuery({
            state: { ...oneOf('opened', 'closed', 'all'), default: 'all' },
            search: maybe(text),
            in: maybe(text),
            scope: maybe(oneOf('created-by-me', 'assigned-to-me', 'created_by_me', 'assigned_to_me', 'all')),
            sort: { ...oneOf('asc', 'desc'), default: 'desc' },
            cursor: maybe(text),
            ...pages,
          }),
        ],
      },
      // postApiV4ProjectsIdIssues
      post: { responses: answers(201), parameters: [project], requestBody: body('RequestBody_0290a07ba120') },
    },
    // getApiV4ProjectsIdIssuesIssueIid
    '/api/v4/projects/{id}/issues/{issue_iid}': {
      get: { responses: answers(200), parameters: [project, inPath('issue_iid', integer)] },
    },
    // getApiV4ProjectsIdMergeRequestsMergeRequestIid
    '/api/v4/projects/{id}/merge_requests/{merge_request_iid}': {
      get: {
        responses: answers(200),
        parameters: [
          project,
          inPath('merge_request_iid', integer),
          ...inQuery({
            render_html: maybe({ type: 'boolean' }),
            include_diverged_commits_count: maybe({ type: 'boolean' }),
            include_rebase_in_progress: maybe({ type: 'boolean' }),
          }),
        ],
      },
    },
    '/api/v4/projects/{id}/issues/{noteable_id}/notes': notes,
    '/api/v4/projects/{id}/issues/{noteable_id}/notes/{note_id}': oneNote,
    '/api/v4/projects/{id}/merge_requests/{noteable_id}/notes': notes,
    '/api/v4/projects/{id}/merge_requests/{noteable_id}/notes/{note_id}': oneNote,
    // postApiV4ProjectsIdUploads
    '/api/v4/projects/{id}/uploads': {
      post: {
        responses: answers(201),
        parameters: [project],
        requestBody: body('RequestBody_af152d162585', { type: 'multipart/form-data' }),
      },
    },
  },
};
