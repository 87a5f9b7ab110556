import { detectForge, toTarget } from '../../publish/detect.ts';
import type { ForgeKind, Target } from '../../publish/forge.ts';
import type { Send } from '../../publish/send.ts';
import { type Place, parseIssueUrl, parseRemote } from '../../publish/target.ts';
import { UserError } from '../user-error.ts';

export interface Wanted {
  /** A URL, or a number of the repository that `git remote` names: `12`, `#12`, or `!12` of a merge request of GitLab. */
  readonly issue: string | undefined;
  readonly new: string | undefined;
  readonly forge: ForgeKind | undefined;
}

/** Which issue of which project; `ask` is asked for the remote. */
export async function findPlace(
  { issue, new: title }: Wanted,
  ask: (program: string, args: readonly string[]) => Promise<string | null>,
): Promise<Place> {
  const [, sign, number] = /^([#!]?)([1-9]\d{0,9})$/.exec(issue ?? '') ?? [];
  if (issue !== undefined && number === undefined) {
    const place = parseIssueUrl(issue);
    if (place === null || (title === undefined && place.issue === null)) {
      throw new UserError(
        `${issue} is no address of an issue`,
        'https://github.com/OWNER/REPOSITORY/issues/12, or its number in a clone.',
      );
    }
    return title === undefined ? place : { ...place, issue: null, isMergeRequest: false };
  }
  const remote = (await ask('git', ['remote', 'get-url', 'origin']))?.trim();
  const place = remote === undefined ? null : parseRemote(remote);
  if (place === null) {
    const why =
      remote === undefined
        ? 'here is no git repository with a remote "origin"'
        : `the remote ${withoutUser(remote)} names no forge`;
    throw new UserError(
      `which repository? ${why}`,
      'Give the whole address: --issue https://HOST/OWNER/REPOSITORY/issues/12',
    );
  }
  const isOpen = number !== undefined && title === undefined;
  return { ...place, issue: isOpen ? Number(number) : null, isMergeRequest: isOpen && sign === '!' };
}

/** What runs there. */
export async function findTarget(place: Place, forge: ForgeKind | undefined, send: Send): Promise<Target> {
  if (forge !== undefined) return toTarget(place, forge);
  const target = await detectForge(place, send);
  if (target === null) {
    throw new UserError(
      `${place.origin} answers neither as GitHub nor as GitLab nor as Gitea`,
      'Say which it is with --forge.',
    );
  }
  return target;
}

/** A remote may hold a password. */
const withoutUser = (remote: string): string => remote.replace(/\/\/[^@/]*@/, '//');
