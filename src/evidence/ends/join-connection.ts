/** One connection as two captures saw it: what each side sent as its own capture has it, and what of it came to the other. */
import { type BgpConnection, type Moment, otherSide, type Side, SIDES, type SideSeen } from '../../model/evidence.ts';
import type { LadderEntry } from '../../model/session.ts';
import { markLost, withLost } from './mark-lost.ts';
import { reachOf, reachOfNothing } from './reach.ts';
import { type Capture, ON_THE_WAY_SECONDS, type SeenAt } from './view.ts';

/** A capture of its own end that begins amidst the connection has less than one at the other end that has all of it. */
export function joinConnection(
  at: Readonly<Record<Side, SeenAt>>,
  captures: Readonly<Record<Side, Capture>>,
): BgpConnection {
  const { local, remote } = { local: at.local.connection, remote: at.remote.connection };
  const viewOf = (side: Side): Side =>
    at[side].connection.midstream && !at[otherSide(side)].connection.midstream ? otherSide(side) : side;
  const own = (side: Side): BgpConnection => at[viewOf(side)].connection;
  const sideOf = (side: Side): SideSeen => {
    const seen = own(side).sides[side];
    const reach =
      viewOf(side) === side ? reachOf(side, at[side], at[otherSide(side)], captures[otherSide(side)]) : null;
    return reach === null ? seen : { ...seen, reach };
  };
  const sides = { local: sideOf('local'), remote: sideOf('remote') };
  const both = [local, remote];
  const ends = both.flatMap(({ end }) => end ?? []).toSorted((a, b) => a.at.seconds - b.at.seconds);
  const end = ends.find(({ from, at: moment }) => moment.source === captures[from].source) ?? ends[0] ?? null;
  return {
    ...local,
    ports: { local: local.ports.local, remote: remote.ports.remote },
    openedBy: local.openedBy ?? remote.openedBy,
    first: earlier(local.first, remote.first),
    last: later(local.last, remote.last),
    openedAt: agreed(local, remote, ({ openedAt }) => openedAt, earlier),
    midstream: local.midstream && remote.midstream,
    snapped: local.snapped || remote.snapped,
    sides,
    opens: {
      local: own('local').opens.local ?? remote.opens.local,
      remote: own('remote').opens.remote ?? local.opens.remote,
    },
    notifications: SIDES.flatMap((side) => own(side).notifications.filter(({ from }) => from === side)).toSorted(
      (a, b) => a.at.seconds - b.at.seconds,
    ),
    establishedAt: agreed(local, remote, ({ establishedAt }) => establishedAt, later),
    end,
    ladder: byTime([
      ...SIDES.flatMap((side) =>
        markLost(side, sides[side], own(side), at[otherSide(side)].connection, captures[otherSide(side)]).map(
          (entry): LadderEntry => ({ ...entry, source: captures[viewOf(side)].source }),
        ),
      ),
      ...both
        .flatMap(({ ladder }, index) =>
          ladder.map((entry): LadderEntry => ({
            ...entry,
            source: captures[index === 0 ? 'local' : 'remote'].source,
          })),
        )
        .filter(
          ({ from, event }, index, all) =>
            from === null && all.findIndex((other) => other.from === null && other.event === event) === index,
        ),
    ]),
  };
}

/** Only one of the captures has it. `other` is the one that would have its packets; null where that can't be told. */
export function tellOneSided({ connection, halves }: SeenAt, at: Side, other: Capture | null): BgpConnection {
  const { source } = connection.first;
  const seen = connection.sides[at];
  const reach = other === null ? null : reachOfNothing(halves[at], seen, other);
  const side = reach === null ? seen : { ...seen, reach };
  return {
    ...connection,
    sides: { ...connection.sides, [at]: side },
    ladder: connection.ladder.map((entry) => ({
      ...(reach !== null && entry.from === at ? withLost(entry, entry.count) : entry),
      source,
    })),
  };
}

/** Both know of it, or the one that could not: its capture begins later, ends before, or lacks octets. */
function agreed(
  local: BgpConnection,
  remote: BgpConnection,
  read: (connection: BgpConnection) => Moment | null,
  choose: (a: Moment, b: Moment) => Moment,
): Moment | null {
  const [one, other] = [read(local), read(remote)];
  if (one !== null && other !== null) return choose(one, other);
  const known = one ?? other;
  const silent = one === null ? local : remote;
  if (known === null || isBlind(silent, known)) return known;
  return null;
}

const isBlind = ({ midstream, snapped, sides, last }: BgpConnection, { seconds }: Moment): boolean =>
  midstream ||
  snapped ||
  last.seconds < seconds - ON_THE_WAY_SECONDS ||
  SIDES.some((side) => sides[side].missing !== null || sides[side].unseen);

const earlier = (a: Moment, b: Moment): Moment => (b.seconds < a.seconds ? b : a);
const later = (a: Moment, b: Moment): Moment => (b.seconds > a.seconds ? b : a);

const byTime = (entries: readonly LadderEntry[]): readonly LadderEntry[] =>
  entries.toSorted((a, b) => (a.time === b.time ? 0 : a.time < b.time ? -1 : 1));
