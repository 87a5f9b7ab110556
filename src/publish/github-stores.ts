/** Where files of an issue can lie, since the API of GitHub attaches none to it. */
import type { Octokit } from '@octokit/rest';
import type { AttachVia, Attachment, Comment, Issue } from './forge.ts';
import { faultOf } from './http-fault.ts';

export interface Store {
  readonly describe: string;
  put(file: Attachment, issue: Issue, comment: Comment | null): Promise<string>;
  prune(names: readonly string[], issue: Issue): Promise<void>;
}

interface Repository {
  readonly owner: string;
  readonly repo: string;
}

/** Of the branch, and the tag of the release. */
const NAME = 'k8sdoctor-evidence';

export function storeOf(via: AttachVia, octokit: Octokit, repository: Repository): Store {
  const create = { branch: branchStore, release: releaseStore, gist: gistStore }[via];
  return create(octokit, repository);
}

/** A branch with a history of its own: what is attached is in no release and no clone of another branch. */
function branchStore({ rest: { git } }: Octokit, repository: Repository): Store {
  async function head(): Promise<{ readonly commit: string; readonly tree: string } | null> {
    try {
      const { data: ref } = await git.getRef({ ...repository, ref: `heads/${NAME}` });
      const { data: commit } = await git.getCommit({ ...repository, commit_sha: ref.object.sha });
      return { commit: commit.sha, tree: commit.tree.sha };
    } catch (error) {
      if (faultOf(error)?.status === 404) return null;
      throw error;
    }
  }

  return {
    describe: `files of the branch ${NAME}`,
    async put({ name, octets }, { number, url }) {
      const path = `issue-${number}/${name}`;
      const parent = await head();
      const content = Buffer.from(octets).toString('base64');
      const { data: blob } = await git.createBlob({ ...repository, content, encoding: 'base64' });
      const { data: tree } = await git.createTree({
        ...repository,
        ...(parent !== null && { base_tree: parent.tree }),
        tree: [{ path, mode: '100644', type: 'blob', sha: blob.sha }],
      });
      const page = url.replace(/\/(?:issues|pull)\/\d+$/, '');
      if (parent?.tree === tree.sha) return `${page}/blob/${parent.commit}/${path}?raw=true`; // it is there already
      const message = `Evidence of issue ${number}`;
      const parents = parent === null ? [] : [parent.commit];
      const { data: commit } = await git.createCommit({ ...repository, message, tree: tree.sha, parents });
      await (parent === null
        ? git.createRef({ ...repository, ref: `refs/heads/${NAME}`, sha: commit.sha })
        : git.updateRef({ ...repository, ref: `heads/${NAME}`, sha: commit.sha }));
      return `${page}/blob/${commit.sha}/${path}?raw=true`;
    },
    prune: () => Promise.resolve(), // its history would keep them anyway
  };
}

/** A pre-release: `latest` stays what it was. */
function releaseStore(octokit: Octokit, repository: Repository): Store {
  const { repos } = octokit.rest;
  async function release(): Promise<number> {
    try {
      return (await repos.getReleaseByTag({ ...repository, tag: NAME })).data.id;
    } catch (error) {
      if (faultOf(error)?.status !== 404) throw error;
      const body = 'Captures and pages that k8sdoctor attached to issues.';
      const options = { tag_name: NAME, name: NAME, body, prerelease: true, make_latest: 'false' } as const;
      return (await repos.createRelease({ ...repository, ...options })).data.id;
    }
  }
  const assetsOf = (id: number) =>
    octokit.paginate(repos.listReleaseAssets, { ...repository, release_id: id, per_page: 100 });

  return {
    describe: `assets of the pre-release ${NAME}`,
    async put({ name, octets, type }, { number }) {
      const id = await release();
      const named = `issue-${number}-${name}`;
      const before = (await assetsOf(id)).find((asset) => asset.name === named);
      // What was cut off stays as `starter`, and keeps its name taken.
      if (before?.state === 'uploaded') return before.browser_download_url;
      if (before !== undefined) await repos.deleteReleaseAsset({ ...repository, asset_id: before.id });
      const { upload_url: url } = (await repos.getRelease({ ...repository, release_id: id })).data;
      const { data: asset } = await octokit.request({
        method: 'POST',
        url, // with the template of its query
        name: named,
        data: Buffer.from(octets),
        headers: { 'content-type': type, 'content-length': octets.length },
      });
      return asset.browser_download_url;
    },
    async prune(names, { number }) {
      const keep = new Set(names.map((name) => `issue-${number}-${name}`));
      const assets = await assetsOf(await release());
      for (const { id, name } of assets.filter((asset) => asset.name.startsWith(`issue-${number}-`))) {
        // oxlint-disable-next-line no-await-in-loop -- a server is not to be hurried
        if (!keep.has(name)) await repos.deleteReleaseAsset({ ...repository, asset_id: id });
      }
    },
  };
}

/** Text only: what is not is written as base64. */
function gistStore({ rest: { gists } }: Octokit, { owner, repo }: Repository): Store {
  return {
    describe: 'a secret gist, which whoever has its address can read',
    async put({ name, octets, kind }, { number }) {
      const isText = kind === 'page';
      const file = isText ? name : `${name}.base64`;
      const content = Buffer.from(octets).toString(isText ? 'utf8' : 'base64');
      const description = `k8sdoctor: ${owner}/${repo}#${number}`;
      const { data: recent } = await gists.list({ per_page: 100 });
      const before = recent.find((gist) => gist.description === description);
      const address = before?.html_url;
      if (before !== undefined && Object.hasOwn(before.files, file)) return `${address}#${anchorOf(file)}`;
      const { data } =
        before === undefined
          ? await gists.create({ description, public: false, files: { [file]: { content } } })
          : await gists.update({ gist_id: before.id, files: { [file]: { content } } });
      return `${data.html_url}#${anchorOf(file)}`;
    },
    prune: () => Promise.resolve(),
  };
}

const anchorOf = (name: string): string => `file-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
