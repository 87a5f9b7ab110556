/** Tokens come from the environment or from tools that keep them; they are handed on in headers, and never printed. */
import type { ForgeKind } from './forge.ts';

export interface Token {
  readonly value: string;
  /** `GITEA_TOKEN`, `gh auth token` … */
  readonly from: string;
}

export interface TokenSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard output of a program, null where it is not there or fails. */
  readonly ask: (program: string, args: readonly string[], input: string) => Promise<string | null>;
}

/** The token for a host, null where there is none. */
export async function findToken(kind: ForgeKind, base: string, { env, ask }: TokenSources): Promise<Token | null> {
  const url = new URL(base);
  for (const name of variablesFor(kind, url.host, env)) {
    const value = clean(env[name]);
    if (value !== null) return { value, from: name };
  }
  for (const [program, args] of TOOLS[kind](url.host)) {
    // oxlint-disable-next-line no-await-in-loop -- the first that knows one
    const value = clean(await ask(program, args, ''));
    if (value !== null) return { value, from: [program, ...args.slice(0, 2)].join(' ') };
  }
  const input = `protocol=${url.protocol.slice(0, -1)}\nhost=${url.host}\n\n`;
  const password = /^password=(.+)$/m.exec((await ask('git', ['credential', 'fill'], input)) ?? '')?.[1];
  const value = clean(password);
  return value === null ? null : { value, from: 'git credential fill' };
}

/** A workflow's GITHUB_TOKEN is in every environment of it: an address must not be enough to have it sent elsewhere. */
function variablesFor(kind: ForgeKind, host: string, env: TokenSources['env']): readonly string[] {
  if (kind === 'gitlab') return ['GITLAB_TOKEN'];
  if (kind === 'gitea') return ['GITEA_TOKEN'];
  const { GH_HOST, GITHUB_SERVER_URL } = env;
  const own = ['GH_TOKEN', 'GITHUB_TOKEN'];
  const enterprise = ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'];
  const server =
    GITHUB_SERVER_URL !== undefined && URL.canParse(GITHUB_SERVER_URL) ? new URL(GITHUB_SERVER_URL).host : null;
  if (host === 'github.com' || host.endsWith('.ghe.com')) return own;
  return host === GH_HOST || host === server ? [...enterprise, ...own] : enterprise;
}

const TOOLS: Readonly<
  Record<ForgeKind, (host: string) => readonly (readonly [program: string, args: readonly string[]])[]>
> = {
  github: (host) => [['gh', ['auth', 'token', '--hostname', host]]],
  gitlab: (host) => [['glab', ['config', 'get', 'token', '--host', host]]],
  gitea: () => [],
};

/** What a header can carry. */
function clean(text: string | null | undefined): string | null {
  const token = (text ?? '').trim();
  return /^[\x21-\x7e]+$/.test(token) ? token : null;
}
