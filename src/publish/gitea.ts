/** Gitea and Forgejo: https://docs.gitea.com/api/ */
import type { Attachment, Comment, Forge, Issue, Target } from './forge.ts';
import { faultOf } from './http-fault.ts';
import type { Send } from './send.ts';

interface GiteaIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly html_url: string;
  readonly is_locked: boolean;
}
interface GiteaComment {
  readonly id: number;
  readonly html_url: string;
  readonly body: string;
  readonly user: { readonly login: string } | null;
}
interface GiteaAsset {
  readonly id: number;
  readonly name: string;
  readonly browser_download_url: string;
}

/** Of a page of answers; servers cap it at 50. */
const PAGE = 50;

export function createGitea({ base, project }: Target, token: string, send: Send): Forge {
  const [owner = '', repository = ''] = project.split('/').map(encodeURIComponent);
  const root = `${base}/api/v1`;
  const repo = `${root}/repos/${owner}/${repository}`;
  const headers = { authorization: `token ${token}`, accept: 'application/json' };

  async function ask<T>(method: string, url: string, body?: object): Promise<T> {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await send(url, { method, headers: { ...headers, ...type }, ...content });
    const text = await response.text();
    return JSON.parse(text === '' ? 'null' : text);
  }

  /** Null where the token may not say: then any comment with our marker is taken for ours. */
  async function ownLogin(): Promise<string | null> {
    try {
      return (await ask<{ readonly login: string }>('GET', `${root}/user`)).login;
    } catch (error) {
      if (faultOf(error)?.status === 403) return null;
      throw error;
    }
  }

  const assetsOf = (comment: Comment): string => `${repo}/issues/comments/${comment.id}/assets`;
  const listAssets = (comment: Comment): Promise<readonly GiteaAsset[]> =>
    ask<readonly GiteaAsset[]>('GET', assetsOf(comment));

  return {
    kind: 'gitea',
    maxLength: 1_000_000,
    attachesTo: 'comment',
    attachesAs: 'attachments of the comment',
    async project() {
      const {
        full_name: name,
        private: isPrivate,
        internal,
      } = await ask<{
        readonly full_name: string;
        readonly private: boolean;
        readonly internal?: boolean;
      }>('GET', repo);
      return { name, isPublic: !isPrivate && internal !== true };
    },
    async issue(number) {
      return toIssue(await ask<GiteaIssue>('GET', `${repo}/issues/${number}`));
    },
    async openIssue(title, body) {
      const [marker = ''] = body.split('\n');
      const query = new URLSearchParams({ state: 'open', type: 'issues', limit: String(PAGE) });
      const issues = await ask<readonly GiteaIssue[]>('GET', `${repo}/issues?${query}`);
      const before = issues.find((issue) => issue.title === title && issue.body.startsWith(marker));
      return toIssue(before ?? (await ask<GiteaIssue>('POST', `${repo}/issues`, { title, body })));
    },
    async findComment({ number }, marker) {
      const login = await ownLogin();
      const comments = await ask<readonly GiteaComment[]>('GET', `${repo}/issues/${number}/comments`);
      const own = comments.find(
        ({ body, user }) => body.startsWith(marker) && (login === null || user?.login === login),
      );
      return own === undefined ? null : toComment(own);
    },
    async addComment({ number }, body) {
      return toComment(await ask<GiteaComment>('POST', `${repo}/issues/${number}/comments`, { body }));
    },
    async editComment(_, { id }, body) {
      return toComment(await ask<GiteaComment>('PATCH', `${repo}/issues/comments/${id}`, { body }));
    },
    async attach(file, _, comment) {
      if (comment === null) throw new Error('an attachment of Gitea belongs to a comment');
      const before = (await listAssets(comment)).find(({ name }) => name === file.name);
      return (before ?? (await upload(send, assetsOf(comment), headers, file))).browser_download_url;
    },
    async prune(names, _, comment) {
      const stale = (await listAssets(comment)).filter(({ name }) => !names.includes(name));
      for (const { id } of stale) {
        // oxlint-disable-next-line no-await-in-loop -- a server is not to be hurried
        await ask<null>('DELETE', `${assetsOf(comment)}/${id}`);
      }
    },
  };
}

async function upload(
  send: Send,
  url: string,
  headers: Readonly<Record<string, string>>,
  { name, octets, type }: Attachment,
): Promise<GiteaAsset> {
  const form = new FormData();
  form.append('attachment', new Blob([new Uint8Array(octets)], { type }), name);
  const response = await send(`${url}?${new URLSearchParams({ name })}`, { method: 'POST', headers, body: form });
  return JSON.parse(await response.text());
}

function toIssue({ number, title, html_url: url, is_locked: isLocked }: GiteaIssue): Issue {
  return { number, title, url, isLocked };
}

function toComment({ id, html_url: url, body }: GiteaComment): Comment {
  return { id, url, body };
}
