import type { AttachVia, Forge, Target } from './forge.ts';
import type { Send } from './send.ts';

/** Each with its own client, loaded only for whom it is meant. */
export async function connect(target: Target, token: string, send: Send, via: AttachVia | null): Promise<Forge> {
  switch (target.kind) {
    case 'github':
      return (await import('./github.ts')).createGithub(target, token, send, via);
    case 'gitlab':
      return (await import('./gitlab.ts')).createGitlab(target, token, send);
    case 'gitea':
      return (await import('./gitea.ts')).createGitea(target, token, send);
  }
}
