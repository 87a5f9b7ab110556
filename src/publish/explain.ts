import type { ForgeKind, Target } from './forge.ts';
import type { HttpFault } from './http-fault.ts';

export interface Explained {
  readonly message: string;
  readonly hint: string;
}

const SCOPES: Readonly<Record<ForgeKind, string>> = {
  github:
    'issues: write (classic: repo or public_repo; of --attach-via branch and release contents: write, of gist the scope gist)',
  gitlab: 'the scope api, and the role Reporter or more where the project is private',
  gitea: 'the scopes write:issue and read:repository (read:user besides, to tell our comment from others)',
};

export function nameOf({ issue, isMergeRequest }: Target): string {
  return `${isMergeRequest ? 'merge request' : 'issue'} ${issue}`;
}

/** What went wrong with a forge, in a line, and what to do. `what` was being done; the token's value is told nobody. */
export function explainFault(fault: HttpFault, what: string, target: Target, from: string): Explained {
  const { status, message, retryAfter } = fault;
  const host = new URL(target.base).host;
  const said = message === '' ? '' : `: ${message}`;
  const needs = `The token is that of ${from}; it needs ${SCOPES[target.kind]}.`;
  if (status === null)
    return { message: `${what}: ${message}`, hint: 'Nobody answers there, or the connection was cut: run it again.' };
  if (status === 401)
    return {
      message: `${what}: ${host} does not know the token (401${said})`,
      hint: `It is that of ${from}: expired, withdrawn, or of another host?`,
    };
  if (retryAfter !== null || status === 429) {
    const wait = retryAfter === null ? 'later' : `in ${retryAfter} s`;
    return { message: `${what}: ${host} takes no more requests (${status}${said})`, hint: `Run it again ${wait}.` };
  }
  if (/lock/i.test(message))
    return {
      message: `${what}: the issue is locked (${status}${said})`,
      hint: 'Who maintains the project can unlock it.',
    };
  if (status === 403) return { message: `${what}: ${host} refuses it (403${said})`, hint: needs };
  if (status === 404)
    return {
      message: `${what}: not there, or not for this token (404) on ${host}`,
      hint: `Is ${target.project}${target.issue === null ? '' : `, ${nameOf(target)},`} spelt right? ${needs}`,
    };
  if (status === 410)
    return { message: `${what}: gone, or the project has no issues (410${said})`, hint: 'Name another issue.' };
  if (status === 413)
    return {
      message: `${what}: too large for ${host} (413${said})`,
      hint: 'Its owner can allow more; or attach the kept files by hand.',
    };
  if (status === 422 || status === 400)
    return {
      message: `${what}: ${host} does not take it (${status}${said})`,
      hint: 'Attach the kept files by hand, and report this.',
    };
  if (status >= 500) return { message: `${what}: ${host} fails (${status}${said})`, hint: 'Run it again later.' };
  return { message: `${what}: ${host} answers ${status}${said}`, hint: needs };
}
