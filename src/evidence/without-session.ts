import type { PeerStatus, ProcessStatus } from '../model/peer-status.ts';

/** Speakers that run and say that they have no BGP session, each once: not those that tell of one elsewhere, as of another family. */
export function withoutSession(
  processes: readonly ProcessStatus[],
  peers: readonly PeerStatus[],
): readonly ProcessStatus[] {
  const known = new Set(peers.map(({ speaker: { daemon, node }, source }) => keyOf(daemon, node, source)));
  return processes.filter(({ daemon, node, source, state }) => {
    const key = keyOf(daemon, node, source);
    if (state !== 'no-session' || known.has(key)) return false;
    known.add(key);
    return true;
  });
}

const keyOf = (daemon: string, node: string | null, source: string): string => `${daemon}\n${node ?? `\n${source}`}`;
