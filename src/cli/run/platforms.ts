import type { Platform } from '../../model/evidence.ts';
import type { PeerStatus, StatusSpeaker } from '../../model/peer-status.ts';

/**
 * What runs where, as statuses tell it: remedies name a speaker by its node, or by its address where it has none. Where two speak by one name
 * nobody knows which one is meant, and no commands are better than wrong ones.
 */
export function platformsOfPeers(peers: readonly PeerStatus[]): ReadonlyMap<string, Platform> {
  const platforms = new Map<string, Platform | null>();
  const seen = new Set<StatusSpeaker>(); // of most sessions it is the same as of the one before
  for (const { speaker } of peers) {
    const { daemon, node, address, bgpId } = speaker;
    if (seen.has(speaker) || daemon === 'unknown' || daemon === 'mikrotik') continue;
    seen.add(speaker);
    for (const name of [node, address, bgpId]) {
      if (name === null) continue;
      const known = platforms.get(name);
      platforms.set(name, known === undefined || known === daemon ? daemon : null);
    }
  }
  return new Map([...platforms].flatMap(([name, platform]) => (platform === null ? [] : [[name, platform] as const])));
}
