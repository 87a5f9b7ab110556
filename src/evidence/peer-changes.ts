/** What became of sessions between one look at them and the next. */
import type { ChangeKind, PeerChange } from '../model/peer-change.ts';
import type { PeerStatus } from '../model/peer-status.ts';

/** @param before null at the first look */
export function peerChanges(before: readonly PeerStatus[] | null, after: readonly PeerStatus[]): readonly PeerChange[] {
  if (before === null) return after.map((peer) => ({ kind: 'first', peer, before: null }));
  const old = new Map(before.map((peer) => [keyOf(peer), peer]));
  const now = new Set(after.map(keyOf));
  return [
    ...after.flatMap((peer): PeerChange[] => {
      const known = old.get(keyOf(peer));
      if (known === undefined) return [{ kind: 'new', peer, before: null }];
      const kind = kindOf(known, peer);
      return kind === null ? [] : [{ kind, peer, before: known }];
    }),
    ...before.filter((peer) => !now.has(keyOf(peer))).map((peer): PeerChange => ({ kind: 'gone', peer, before: peer })),
  ];
}

const keyOf = ({ speaker: { daemon, label, as }, peer: { address, name } }: PeerStatus): string =>
  [daemon, label, daemon === 'cilium' ? as : '', address ?? name].join('\n');

function kindOf(before: PeerStatus, after: PeerStatus): ChangeKind | null {
  if (before.established !== after.established) return after.established === true ? 'up' : 'down';
  if (after.established === true) return isSinceLater(before, after) ? 'restarted' : null;
  return wordsOf(before) === wordsOf(after) ? null : 'state';
}

const wordsOf = ({ state, printed, reason }: PeerStatus): string => [state ?? printed, reason?.text ?? ''].join('\n');

/** A duration that fell, or another time of day; a time turns into a date by itself as it gets older. */
function isSinceLater({ since: before }: PeerStatus, { since: after }: PeerStatus): boolean {
  if (before === null || after === null) return false;
  if (before.seconds !== null && after.seconds !== null) return after.seconds < before.seconds;
  return CLOCK.test(before.text) && CLOCK.test(after.text) && before.text !== after.text;
}
const CLOCK = /^\d\d:\d\d:\d\d(?:\.\d+)?$/;
