/** Where an issue or a repository is, by its address. */
export interface Place {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Of the path, without the issue. */
  readonly path: readonly string[];
  readonly issue: number | null;
  /** `/-/`, which only GitLab has. */
  readonly isGitLab: boolean;
}

/** `https://host/owner/repository/issues/12`, `https://host/group/project/-/issues/12`, or of the repository alone. Null where it is neither. */
export function parseIssueUrl(text: string): Place | null {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return null;
  const { origin, pathname } = new URL(text);
  const path = pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const dash = path.indexOf('-');
  const own = dash < 0 ? path : path.toSpliced(dash, 1);
  const [kind = '', number = ''] = own.slice(-2);
  const isIssue = /^(?:issues|pull|pulls|work_items)$/.test(kind) && /^[1-9]\d{0,9}$/.test(number);
  const project = isIssue ? own.slice(0, -2) : own;
  if (project.length < 2) return null;
  return { origin, path: withoutGit(project), issue: isIssue ? Number(number) : null, isGitLab: dash >= 0 };
}

/** What `git remote get-url` prints: HTTPS, `ssh://git@host:22/…` or `git@host:…`. Its host is taken to serve HTTPS too. */
export function parseRemote(text: string): Place | null {
  const remote = text.trim();
  if (/^https?:\/\//.test(remote)) {
    const place = parseIssueUrl(remote);
    return place === null ? null : { ...place, issue: null };
  }
  const [, host, path] =
    /^ssh:\/\/(?:[^@/]+@)?([\w.-]+)(?::\d+)?\/(.+)$/.exec(remote) ??
    /^(?:[^@/:]+@)?([\w.-]+):(?!\/\/)(.+)$/.exec(remote) ??
    [];
  const parts = (path ?? '').split('/').filter((part) => part !== '');
  if (host === undefined || parts.length < 2) return null;
  return { origin: `https://${host}`, path: withoutGit(parts), issue: null, isGitLab: false };
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
