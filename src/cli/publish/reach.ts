import { MARKER } from '../../publish/body.ts';
import { connect } from '../../publish/connect.ts';
import { explainFault, nameOf } from '../../publish/explain.ts';
import type { AttachVia, Comment, Forge, Issue, Project, Target } from '../../publish/forge.ts';
import { faultOf } from '../../publish/http-fault.ts';
import type { Retry } from '../../publish/retry.ts';
import type { Send } from '../../publish/send.ts';
import type { Place } from '../../publish/target.ts';
import { type Token, type TokenSources, findToken } from '../../publish/tokens.ts';
import { UserError } from '../user-error.ts';
import { type Wanted, findTarget } from './find-target.ts';

/** Where a report goes, and what is there already. */
export interface Reached {
  readonly target: Target;
  readonly token: Token;
  readonly forge: Forge;
  readonly project: Project;
  /** Null of one that is still to be opened. */
  readonly issue: Issue | null;
  readonly before: Comment | null;
}

export interface World {
  readonly send: Send;
  readonly retry: Retry;
  readonly tokens: TokenSources;
}

/** Only reads. Throws UserError. */
export async function reach(
  place: Place,
  { forge: kind, attachVia }: Pick<Wanted, 'forge'> & { readonly attachVia: AttachVia | undefined },
  { send, retry, tokens }: World,
): Promise<Reached> {
  const target = await retry(place.origin, () => findTarget(place, kind, send)).catch((error: unknown) => {
    const fault = faultOf(error);
    throw fault === null
      ? error
      : new UserError(
          `${place.origin}: ${fault.message}`,
          'Is the address right? --forge spares the question what runs there.',
        );
  });
  if (attachVia !== undefined && target.kind !== 'github') {
    throw new UserError(
      `--attach-via is for GitHub; ${new URL(target.base).host} attaches files itself`,
      'Leave it out.',
    );
  }
  const token = await findToken(target.kind, target.base, tokens);
  if (token === null) throw withoutToken(target);
  const forge = await connect(target, token.value, send, attachVia ?? null);
  const { issue: number } = target;
  const step = <T>(what: string, run: () => Promise<T>): Promise<T> =>
    retry(what, run).catch((error: unknown) => {
      throw asUserError(error, what, { target, token });
    });
  const project = await step(target.project, () => forge.project());
  const issue = number === null ? null : await step(nameOf(target), () => forge.issue(number));
  const before = issue === null ? null : await step('its comments', () => forge.findComment(issue, MARKER));
  return { target, token, forge, project, issue, before };
}

/** What a forge refuses, in a line; any other error as it is. */
export function asUserError(
  error: unknown,
  what: string,
  { target, token }: Pick<Reached, 'target' | 'token'>,
): unknown {
  const fault = faultOf(error);
  if (fault === null) return error;
  const { message, hint } = explainFault(fault, what, target, token.from);
  return new UserError(message, hint);
}

function withoutToken({ kind, base }: Target): UserError {
  const { host } = new URL(base);
  const variable = {
    github: host === 'github.com' ? 'GITHUB_TOKEN' : `GH_ENTERPRISE_TOKEN (or GITHUB_TOKEN and GH_HOST=${host})`,
    gitlab: 'GITLAB_TOKEN',
    gitea: 'GITEA_TOKEN',
  }[kind];
  const tool = {
    github: `gh auth login --hostname ${host}, `,
    gitlab: `glab auth login --hostname ${host}, `,
    gitea: '',
  }[kind];
  return new UserError(`no token for ${host}`, `Set ${variable}, or use ${tool}a git credential helper.`);
}
