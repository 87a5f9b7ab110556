/** A GitHub Enterprise Server of one project in memory: what breaks its published OpenAPI is refused, as the real one would. */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { createOpenApi } from './openapi.ts';
import { type Answer, type Asked, type Served, serve } from './serve.ts';

interface Options {
  readonly isPrivate: boolean;
  readonly isLocked?: boolean;
}
export interface GithubServer extends Served {
  /** Requests that break the OpenAPI. */
  readonly faults: readonly string[];
  readonly log: readonly string[];
  readonly comments: readonly { readonly id: number; readonly body: string }[];
  readonly issues: readonly { readonly number: number; readonly title: string; readonly body: string }[];
  /** By path in the branch, name of the asset, or name in the gist. */
  readonly files: ReadonlyMap<string, Buffer>;
}

const TOKEN = 'ghp_not-a-token';
/** Answers are made of its examples. */
const { match, faultOf, example, exampleItem } = createOpenApi(
  createRequire(import.meta.url)('@octokit/openapi/generated/ghes-3.19.json'),
);

const shaOf = (text: string | Buffer): string => createHash('sha1').update(text).digest('hex');
const showRef = (sha: string): object => ({
  ...example('git-ref'),
  ref: 'refs/heads/k8sdoctor-evidence',
  object: { type: 'commit', sha, url: 'https://x.test/' },
});
const user = (): object => ({
  ...example('private-user-response-with-public-and-private-profile-information'),
  login: 'me',
});

export async function serveGithub({ isPrivate, isLocked = false }: Options): Promise<GithubServer> {
  const faults: string[] = [];
  const log: string[] = [];
  const comments: { id: number; body: string }[] = [];
  const issues = [{ number: 7, title: 'BGP is down', body: '' }];
  const files = new Map<string, Buffer>();
  const blobs = new Map<string, Buffer>();
  const trees = new Map<string, ReadonlyMap<string, string>>();
  const commits = new Map<string, string>();
  const assets: { id: number; name: string }[] = [];
  const gists: { id: string; description: string; files: Record<string, { content: string }> }[] = [];
  let head: string | null = null;
  let hasRelease = false;

  const notFound: Answer = {
    status: 404,
    body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' },
  };
  const page = (): string => `${served.base}/o/r`;
  const showIssue = ({ number, title, body }: (typeof issues)[number]) => ({
    ...example('issue'),
    number,
    title,
    body,
    locked: isLocked,
    html_url: `${page()}/issues/${number}`,
  });
  const showComment = ({ id, body }: { id: number; body: string }) => ({
    ...example('issue-comment'),
    id,
    body,
    html_url: `${page()}/issues/7#issuecomment-${id}`,
    user: { ...user(), login: 'me' },
  });
  const showAsset = ({ id, name }: { id: number; name: string }) => ({
    ...example('release-asset'),
    id,
    name,
    state: 'uploaded',
    browser_download_url: `${page()}/releases/download/k8sdoctor-evidence/${name}`,
  });
  const showRelease = () => ({
    ...example('release'),
    id: 1,
    upload_url: `${served.base}/api/uploads/repos/o/r/releases/1/assets{?name,label}`,
    assets: [],
  });
  const showCommit = (sha: string) => ({
    ...example('git-commit'),
    sha,
    tree: { sha: commits.get(sha) ?? '', url: 'https://x.test/' },
  });
  const showGist = ({ id, description, files: held }: (typeof gists)[number]) => ({
    ...exampleItem('base-gist-items'),
    id,
    description,
    html_url: `${served.base}/gist/${id}`,
    files: Object.fromEntries(Object.keys(held).map((name) => [name, { filename: name }])),
  });

  const handlers: Readonly<
    Record<string, (parameters: Readonly<Record<string, string>>, body: Body, asked: Asked) => Answer>
  > = {
    'GET /repos/{owner}/{repo}': () => ({
      status: 200,
      body: {
        ...example('full-repository-default-response'),
        full_name: 'o/r',
        private: isPrivate,
        visibility: isPrivate ? 'private' : 'public',
      },
    }),
    'GET /user': () => ({ status: 200, body: user() }),
    'GET /repos/{owner}/{repo}/issues/{issue_number}': ({ issue_number: number }) => {
      const issue = issues.find((one) => String(one.number) === number);
      return issue === undefined ? notFound : { status: 200, body: showIssue(issue) };
    },
    'GET /repos/{owner}/{repo}/issues': () => ({ status: 200, body: issues.map(showIssue) }),
    'POST /repos/{owner}/{repo}/issues': (_, { title = '', body = '' }) => {
      const issue = { number: issues.length + 7, title, body };
      issues.push(issue);
      return { status: 201, body: showIssue(issue) };
    },
    'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': (_, __, { query }) => {
      const all = comments.map(showComment);
      const at = Number(query.get('page') ?? 1);
      return { status: 200, body: all.slice((at - 1) * 100, at * 100) };
    },
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': (_, { body = '' }) => {
      if (isLocked) return { status: 403, body: { message: 'Unable to create comment because issue is locked.' } };
      if (body.length > 65_536)
        return {
          status: 422,
          body: {
            message: 'Validation Failed',
            documentation_url: 'x',
            errors: ['body is too long (maximum is 65536 characters)'],
          },
        };
      const comment = { id: comments.length + 1, body };
      comments.push(comment);
      return { status: 201, body: showComment(comment) };
    },
    'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': ({ comment_id: id }, { body = '' }) => {
      const comment = comments.find((one) => String(one.id) === id);
      if (comment === undefined) return notFound;
      comment.body = body;
      return { status: 200, body: showComment(comment) };
    },
    'GET /repos/{owner}/{repo}/git/ref/{ref}': () => (head === null ? notFound : { status: 200, body: showRef(head) }),
    'GET /repos/{owner}/{repo}/git/commits/{commit_sha}': ({ commit_sha: sha = '' }) => ({
      status: 200,
      body: showCommit(sha),
    }),
    'POST /repos/{owner}/{repo}/git/blobs': (_, { content = '' }) => {
      const octets = Buffer.from(content, 'base64');
      blobs.set(shaOf(octets), octets);
      return { status: 201, body: { ...example('short-blob'), sha: shaOf(octets) } };
    },
    'POST /repos/{owner}/{repo}/git/trees': (_, { tree = [], base_tree: base = '' }) => {
      const entries = new Map([...(trees.get(base) ?? []), ...tree.map(({ path, sha }) => [path, sha] as const)]);
      const sha = shaOf(JSON.stringify([...entries].toSorted()));
      trees.set(sha, entries);
      return { status: 201, body: { ...example('git-tree'), sha } };
    },
    'POST /repos/{owner}/{repo}/git/commits': (_, { tree: treeSha, message = '', parents = [] }) => {
      const tree = typeof treeSha === 'string' ? treeSha : '';
      const sha = shaOf(tree + message + parents.join());
      commits.set(sha, tree);
      return { status: 201, body: showCommit(sha) };
    },
    'POST /repos/{owner}/{repo}/git/refs': (_, { sha = '' }) => {
      head = sha;
      for (const [path, blob] of trees.get(commits.get(sha) ?? '') ?? [])
        files.set(path, blobs.get(blob) ?? Buffer.of());
      return { status: 201, body: showRef(sha) };
    },
    'PATCH /repos/{owner}/{repo}/git/refs/{ref}': (_, { sha = '' }) => {
      head = sha;
      for (const [path, blob] of trees.get(commits.get(sha) ?? '') ?? [])
        files.set(path, blobs.get(blob) ?? Buffer.of());
      return { status: 200, body: showRef(sha) };
    },
    'GET /repos/{owner}/{repo}/releases/tags/{tag}': () =>
      hasRelease ? { status: 200, body: showRelease() } : notFound,
    'GET /repos/{owner}/{repo}/releases/{release_id}': () => ({ status: 200, body: showRelease() }),
    'POST /repos/{owner}/{repo}/releases': () => {
      hasRelease = true;
      return { status: 201, body: showRelease() };
    },
    'GET /repos/{owner}/{repo}/releases/{release_id}/assets': () => ({ status: 200, body: assets.map(showAsset) }),
    'POST /repos/{owner}/{repo}/releases/{release_id}/assets': (_, __, { query, octets }) => {
      const asset = { id: assets.length + 1, name: query.get('name') ?? '' };
      assets.push(asset);
      files.set(asset.name, octets);
      return { status: 201, body: showAsset(asset) };
    },
    'DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}': ({ asset_id: id }) => {
      const [gone] = assets.splice(
        assets.findIndex((asset) => String(asset.id) === id),
        1,
      );
      files.delete(gone?.name ?? '');
      return { status: 204 };
    },
    'GET /gists': () => ({ status: 200, body: gists.map(showGist) }),
    'POST /gists': (_, { description = '', files: held = {} }) => {
      const gist = { id: 'a1', description, files: held };
      gists.push(gist);
      for (const [name, { content }] of Object.entries(held)) files.set(name, Buffer.from(content));
      return { status: 201, body: { ...example('gist'), ...showGist(gist) } };
    },
    'PATCH /gists/{gist_id}': ({ gist_id: id }, { files: held = {} }) => {
      const gist = gists.find((one) => one.id === id);
      if (gist === undefined) return notFound;
      Object.assign(gist.files, held);
      for (const [name, { content }] of Object.entries(held)) files.set(name, Buffer.from(content));
      return { status: 200, body: { ...example('gist'), ...showGist(gist) } };
    },
  };

  const served = await serve((asked) => {
    const { method, path, rawPath, query, headers, octets } = asked;
    log.push(`${method} ${path}`);
    if (headers.authorization !== `token ${TOKEN}`) return { status: 401, body: { message: 'Bad credentials' } };
    const matched = match(method, rawPath.replace(/^\/api\/(?:v3|uploads)/, ''));
    const handler = matched === null ? undefined : handlers[matched.name];
    if (matched === null || handler === undefined) {
      faults.push(`unknown: ${method} ${path}`);
      return notFound;
    }
    const isJson = headers['content-type']?.includes('json') === true;
    const body: Body | undefined = isJson ? JSON.parse(octets.toString()) : undefined;
    const fault = faultOf(matched, query, body);
    if (fault !== null) {
      faults.push(`${matched.name}: ${fault}`);
      return { status: 422, body: { message: 'Invalid request', errors: [fault] } };
    }
    return handler(matched.parameters, body ?? {}, asked);
  });
  return { ...served, faults, log, comments, issues, files };
}

interface Body {
  readonly title?: string;
  readonly body?: string;
  readonly content?: string;
  readonly message?: string;
  readonly sha?: string;
  readonly base_tree?: string;
  readonly tree?: readonly { readonly path: string; readonly sha: string }[];
  readonly parents?: readonly string[];
  readonly description?: string;
  readonly files?: Record<string, { content: string }>;
}
