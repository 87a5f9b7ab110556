import type { ForgeKind, Target } from './forge.ts';
import { HttpFault } from './http-fault.ts';
import type { Send } from './send.ts';
import type { Place } from './target.ts';

/** Of these everybody knows what they run. */
const KNOWN: readonly (readonly [RegExp, ForgeKind])[] = [
  [/^github\.com$|\.ghe\.com$/, 'github'],
  [/^gitlab\.com$|^gitlab\./, 'gitlab'],
  [/^codeberg\.org$|^gitea\.com$|^gitea\.|^forgejo\./, 'gitea'],
];

/** What each answers to whoever has no token. */
const PROBES: readonly (readonly [path: string, ForgeKind, answer: RegExp])[] = [
  ['/api/v1/version', 'gitea', /"version"/],
  ['/api/v3/meta', 'github', /"verifiable_password_authentication"|"installed_version"/],
  ['/api/v4/version', 'gitlab', /401 Unauthorized|"revision"/],
];

/** The forge at a place, asked without a token where its host does not tell; null where none answers. */
export async function detectForge(place: Place, send: Send): Promise<Target | null> {
  const { hostname } = new URL(place.origin);
  const known = place.isGitLab ? 'gitlab' : (KNOWN.find(([host]) => host.test(hostname))?.[1] ?? null);
  if (known !== null) return toTarget(place, known);
  for (const [path, kind, answer] of PROBES) {
    const base = baseOf(place, kind);
    // oxlint-disable-next-line no-await-in-loop -- the first that answers is it
    const text = await send(base + path).then((response) => response.text(), refusalOf);
    if (answer.test(text)) return toTarget(place, kind);
  }
  return null;
}

/** A refusal is an answer; silence is none. */
function refusalOf(error: unknown): string {
  if (error instanceof HttpFault && error.status !== null) return error.message;
  throw error;
}

/** What stands before `owner/repository` belongs to the forge, except GitLab's, where it is a group. */
export function toTarget(place: Place, kind: ForgeKind): Target {
  const { path, issue, isMergeRequest } = place;
  const project = kind === 'gitlab' ? path : path.slice(-2);
  return { kind, base: baseOf(place, kind), project: project.join('/'), issue, isMergeRequest };
}

function baseOf({ origin, path }: Place, kind: ForgeKind): string {
  return kind === 'gitlab' ? origin : [origin, ...path.slice(0, -2)].join('/');
}
