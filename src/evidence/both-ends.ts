import type { BgpSession } from '../model/bgp-session.ts';

/** Between two nodes' clocks. */
const SKEW_SECONDS = 60;

/**
 * Of a session that both of its ends captured, the view that shows more of it, so that one fault is told once.
 * Views that come to different ends both stay: that they differ is what there is to see.
 */
export function oneViewEach(sessions: readonly BgpSession[]): readonly BgpSession[] {
  const dropped = new Set<BgpSession>();
  const views = new Map<string, BgpSession>();
  for (const session of sessions) {
    const key = [session.local.address, session.remote.address].toSorted().join(' ');
    const other = views.get(key);
    if (other === undefined) views.set(key, session);
    else if (areBothEnds(session, other)) {
      const isFuller = packetsOf(session) > packetsOf(other);
      dropped.add(isFuller ? other : session);
      if (isFuller) views.set(key, session);
    }
  }
  return sessions.filter((session) => !dropped.has(session));
}

/** Each captured by its own host, at the same time, with the same outcome. */
function areBothEnds(one: BgpSession, other: BgpSession): boolean {
  const isOwn = !one.localInferred && !other.localInferred && one.local.address === other.remote.address;
  const isThen =
    one.firstSeen.seconds <= other.lastSeen.seconds + SKEW_SECONDS &&
    other.firstSeen.seconds <= one.lastSeen.seconds + SKEW_SECONDS;
  return isOwn && isThen && one.state === other.state && one.firstSeen.source !== other.firstSeen.source;
}

export const packetsOf = ({ connections }: BgpSession): number =>
  connections.reduce((sum, { sides }) => sum + sides.local.packets + sides.remote.packets, 0);
