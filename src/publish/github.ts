/** GitHub and GitHub Enterprise: https://docs.github.com/rest */
import { Octokit } from '@octokit/rest';
import type { AttachVia, Comment, Forge, Issue, Target } from './forge.ts';
import { storeOf } from './github-stores.ts';
import { faultOf } from './http-fault.ts';
import type { Send } from './send.ts';

/** `via` null: nothing is attached but what the comment itself can hold. */
export function createGithub({ base, project }: Target, token: string, send: Send, via: AttachVia | null): Forge {
  const [owner = '', repo = ''] = project.split('/');
  const repository = { owner, repo };
  const octokit = new Octokit({
    auth: token,
    baseUrl: apiOf(base),
    request: { fetch: send },
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
  const store = via === null ? null : storeOf(via, octokit, repository);

  /** Null of a token that is nobody's, such as a workflow's: then any comment with our marker is taken for ours. */
  async function ownLogin(): Promise<string | null> {
    try {
      return (await octokit.rest.users.getAuthenticated()).data.login;
    } catch (error) {
      if (faultOf(error)?.status === 403) return null;
      throw error;
    }
  }

  return {
    kind: 'github',
    maxLength: 65_536,
    attachesTo: store === null ? 'none' : 'project',
    attachesAs: store?.describe ?? 'text in the comment',
    async project() {
      const { data } = await octokit.rest.repos.get(repository);
      return {
        name: data.full_name,
        isPublic: data.visibility === undefined ? !data.private : data.visibility === 'public',
      };
    },
    async issue(number) {
      return toIssue((await octokit.rest.issues.get({ ...repository, issue_number: number })).data);
    },
    async openIssue(title, body) {
      const [marker = ''] = body.split('\n');
      const { data: issues } = await octokit.rest.issues.listForRepo({ ...repository, state: 'open', per_page: 50 });
      const before = issues.find((issue) => issue.title === title && issue.body?.startsWith(marker) === true);
      return toIssue(before ?? (await octokit.rest.issues.create({ ...repository, title, body })).data);
    },
    async findComment({ number }, marker) {
      const login = await ownLogin();
      const comments = await octokit.paginate(octokit.rest.issues.listComments, {
        ...repository,
        issue_number: number,
        per_page: 100,
      });
      const own = comments.find(
        ({ body, user }) => body?.startsWith(marker) === true && (login === null || user?.login === login),
      );
      return own === undefined ? null : toComment(own);
    },
    async addComment({ number }, body) {
      return toComment((await octokit.rest.issues.createComment({ ...repository, issue_number: number, body })).data);
    },
    async editComment(_, { id }, body) {
      return toComment((await octokit.rest.issues.updateComment({ ...repository, comment_id: id, body })).data);
    },
    async attach(file, issue, comment) {
      if (store === null) throw new Error('nothing can be attached without --attach-via');
      return store.put(file, issue, comment);
    },
    prune: async (names, issue) => store?.prune(names, issue),
  };
}

function apiOf(base: string): string {
  const { hostname, origin } = new URL(base);
  if (hostname === 'github.com') return 'https://api.github.com';
  return hostname.endsWith('.ghe.com') ? origin.replace('://', '://api.') : `${base}/api/v3`;
}

function toIssue(issue: { number: number; title: string; html_url: string; locked: boolean }): Issue {
  return { number: issue.number, title: issue.title, url: issue.html_url, isLocked: issue.locked };
}

function toComment(comment: { id: number; html_url: string; body?: string }): Comment {
  return { id: comment.id, url: comment.html_url, body: comment.body ?? '' };
}

function ignore(): void {}
