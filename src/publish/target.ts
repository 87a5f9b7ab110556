/** Where an issue, a pull or merge request, or a repository is, by its address. */
export interface Place {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Of the path, without the issue. */
  readonly path: readonly string[];
  readonly issue: number | null;
  /** Of GitLab, which counts merge requests by themselves; elsewhere a pull request is an issue. */
  readonly isMergeRequest: boolean;
  /** `/-/`, which only GitLab has. */
  readonly isGitLab: boolean;
}

const ISSUE =
  /^(.+?)\/(?:-\/)?(issues|issues\/incident|work_items|merge_requests|pulls?)\/([1-9]\d{0,9})(?:\/[\w-]+)?$/;

/**
 * `https://host/owner/repository/issues/12`, `https://host/group/project/-/merge_requests/12/diffs`, or of the repository alone.
 * Null where it is none of them.
 */
export function parseIssueUrl(text: string): Place | null {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return null;
  const { origin, pathname } = new URL(text);
  const isGitLab = pathname.includes('/-/');
  const [, before, kind, number] = ISSUE.exec(pathname.replace(/\/+$/, '')) ?? [];
  const path = (before ?? pathname)
    .split('/')
    .filter((part) => part !== '' && part !== '-')
    .map(decode);
  if (path.length < 2) return null;
  return {
    origin,
    path: withoutGit(path),
    issue: number === undefined ? null : Number(number),
    isMergeRequest: kind === 'merge_requests',
    isGitLab,
  };
}

/** What `git remote get-url` prints: HTTPS, `ssh://git@host:22/…` or `git@host:…`. Its host is taken to serve HTTPS too. */
export function parseRemote(text: string): Place | null {
  const remote = text.trim();
  if (/^https?:\/\//.test(remote)) {
    const place = parseIssueUrl(remote);
    return place === null ? null : { ...place, issue: null, isMergeRequest: false };
  }
  const [, host, path] =
    /^ssh:\/\/(?:[^@/]+@)?([\w.-]+)(?::\d+)?\/(.+)$/.exec(remote) ??
    /^(?:[^@/:]+@)?([\w.-]+):(?!\/\/)(.+)$/.exec(remote) ??
    [];
  const parts = (path ?? '').split('/').filter((part) => part !== '');
  if (host === undefined || parts.length < 2) return null;
  return { origin: `https://${host}`, path: withoutGit(parts), issue: null, isMergeRequest: false, isGitLab: false };
}

function withoutGit(path: readonly string[]): readonly string[] {
  return path.map((part, index) => (index === path.length - 1 ? part.replace(/\.git$/, '') : part));
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
