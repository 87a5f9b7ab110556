/** GitLab: https://docs.gitlab.com/api/rest/ */
import { createRequesterFn } from '@gitbeaker/requester-utils';
import { Gitlab } from '@gitbeaker/rest';
import type { Comment, Forge, Issue, Target } from './forge.ts';
import type { Send } from './send.ts';

interface Note {
  readonly id: number;
  readonly body: string;
}

/** A file of an earlier run, in our own comment: GitLab lists a project's uploads to its maintainers only. */
const uploadIn = (body: string, name: string): string | null =>
  body.split(`[${name}](`).at(1)?.split(')').at(0) ?? null;

export function createGitlab({ base, project, isMergeRequest }: Target, token: string, send: Send): Forge {
  // As a bearer any token is taken, personal, of a project or of OAuth.
  const api = new Gitlab({ host: base, oauthToken: token, requesterFn: requesterOf(send) });
  const notes = isMergeRequest ? api.MergeRequestNotes : api.IssueNotes;

  return {
    kind: 'gitlab',
    maxLength: 1_000_000,
    attachesTo: 'project',
    attachesAs: 'uploads of the project, which GitLab serves to whoever has their address',
    async project() {
      const { path_with_namespace: name, visibility } = await api.Projects.show(project);
      return { name, isPublic: visibility === 'public' };
    },
    async issue(number) {
      return issueOf(
        isMergeRequest
          ? await api.MergeRequests.show(project, number)
          : await api.Issues.show(number, { projectId: project }),
      );
    },
    async openIssue(title, body) {
      const [marker = ''] = body.split('\n');
      const issues = await api.Issues.all({
        projectId: project,
        state: 'opened',
        search: title,
        in: 'title',
        maxPages: 1,
        perPage: 50,
      });
      const before = issues.find((issue) => issue.title === title && issue.description.startsWith(marker));
      return issueOf(before ?? (await api.Issues.create(project, title, { description: body })));
    },
    async findComment(issue, marker) {
      const [{ id: me }, all] = await Promise.all([
        api.Users.showCurrentUser(),
        notes.all(project, issue.number, { sort: 'asc', perPage: 100 }),
      ]);
      const own = all.find(({ body, author }) => body.startsWith(marker) && author.id === me);
      return own === undefined ? null : commentOf(issue, own);
    },
    async addComment(issue, body) {
      return commentOf(issue, await notes.create(project, issue.number, body));
    },
    async editComment(issue, { id }, body) {
      return commentOf(issue, await notes.edit(project, issue.number, id, { body }));
    },
    async attach({ name, octets, type }, _, comment) {
      const before = comment === null ? null : uploadIn(comment.body, name);
      if (before !== null) return before;
      const content = new Blob([new Uint8Array(octets)], { type });
      const { url } = await api.Projects.uploadForReference(project, { content, filename: name });
      return url;
    },
    // Only maintainers may take an upload away.
    prune: () => Promise.resolve(),
  };
}

function issueOf({ iid, title, web_url: url, discussion_locked: isLocked }: Record<string, unknown>): Issue {
  return { number: Number(iid), title: String(title), url: String(url), isLocked: isLocked === true };
}

function commentOf(issue: Issue, { id, body }: Note): Comment {
  return { id, body, url: `${issue.url}#note_${id}` };
}

/** gitbeaker's own requester repeats what is refused at once, whatever Retry-After says. */
function requesterOf(send: Send): ReturnType<typeof createRequesterFn> {
  return createRequesterFn(
    (_, request) => Promise.resolve(request),
    async (endpoint, options = {}) => {
      const { prefixUrl, searchParams, method, headers, body }: RequestParts = options;
      const url = new URL(endpoint, `${(prefixUrl ?? '').replace(/\/$/, '')}/`);
      url.search = searchParams ?? '';
      const response = await send(url, {
        method: method ?? 'GET',
        ...(headers !== undefined && { headers }),
        ...(body !== undefined && { body }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: JSON.parse(text || 'null'),
      };
    },
  );
}

interface RequestParts {
  readonly prefixUrl?: string;
  readonly searchParams?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | FormData;
}
