/** One connection as two captures saw it: what each side sent as its own capture has it, and what of it came to the other. */
import type { BgpConnection, SideSeen } from '../../model/bgp-session.ts';
import { type Moment, otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { LadderEntry } from '../../model/session.ts';
import { markLost, withLost } from './mark-lost.ts';
import { reachOf, reachOfNothing } from './reach.ts';
import type { Capture, SeenAt } from './view.ts';

type Views = Readonly<Record<Side, SeenAt>>;
type Captures = Readonly<Record<Side, Capture>>;

/** Where one of the captures begins later, ends earlier or has less of the octets, all is told as the other one has it. */
export function joinConnection(views: Views, captures: Captures): BgpConnection {
  const whole = SIDES.filter((side) => isWhole(side, views, captures));
  if (whole.length === 2) return joinWhole(views, captures);
  const [packets, theirs] = [packetsOf(views.local.connection), packetsOf(views.remote.connection)];
  return tellAsOne(whole[0] ?? (packets < theirs ? 'remote' : 'local'), views, captures);
}

const packetsOf = ({ sides }: BgpConnection): number => sides.local.packets + sides.remote.packets;

function isWhole(side: Side, views: Views, captures: Captures): boolean {
  const [own, other] = [views[side].connection, views[otherSide(side)].connection];
  const { last, onTheWay } = captures[side];
  const isLate = own.midstream && own.first.seconds > other.first.seconds + onTheWay;
  const lacks = own.sides[side].missing !== null && other.sides[side].missing === null;
  if (lacks || isLate || (own.snapped && !other.snapped)) return false;
  return last >= other.last.seconds - onTheWay;
}

function tellAsOne(side: Side, views: Views, captures: Captures): BgpConnection {
  const { connection } = views[side];
  const seen = withReach(side, views, captures);
  const lost = markLost(side, seen, connection, views[otherSide(side)].connection, captures[otherSide(side)]);
  const others = connection.ladder.filter(({ from }) => from !== side);
  return {
    ...connection,
    sides: { ...connection.sides, [side]: seen },
    ladder: byTime([...lost, ...others].map((entry) => ({ ...entry, source: captures[side].source }))),
  };
}

function withReach(side: Side, views: Views, captures: Captures): SideSeen {
  const far = otherSide(side);
  const seen = views[side].connection.sides[side];
  const reach = reachOf(side, views[side], views[far], captures[far]);
  return reach === null ? seen : { ...seen, reach };
}

function joinWhole(views: Views, captures: Captures): BgpConnection {
  const { local, remote } = { local: views.local.connection, remote: views.remote.connection };
  const both = [local, remote];
  const sides = { local: withReach('local', views, captures), remote: withReach('remote', views, captures) };
  const ends = both.flatMap(({ end }) => end ?? []).toSorted((a, b) => a.at.seconds - b.at.seconds);
  const own = SIDES.map((side) => ({ side, connection: views[side].connection, source: captures[side].source }));
  return {
    ...local,
    ports: { local: local.ports.local, remote: remote.ports.remote },
    openedBy: local.openedBy ?? remote.openedBy,
    first: earlier(local.first, remote.first),
    last: later(local.last, remote.last),
    openedAt: agreed(local, remote, ({ openedAt }) => openedAt, earlier),
    sides,
    opens: { local: local.opens.local ?? remote.opens.local, remote: remote.opens.remote ?? local.opens.remote },
    notifications: own
      .flatMap(({ side, connection }) => connection.notifications.filter(({ from }) => from === side))
      .toSorted((a, b) => a.at.seconds - b.at.seconds),
    establishedAt: agreed(local, remote, ({ establishedAt }) => establishedAt, later),
    end: ends.find(({ from, at }) => at.source === captures[from].source) ?? ends[0] ?? null,
    ladder: byTime([
      ...own.flatMap(({ side, connection, source }) => {
        const far = otherSide(side);
        const rungs = markLost(side, sides[side], connection, views[far].connection, captures[far]);
        return rungs.map((entry): LadderEntry => ({ ...entry, source }));
      }),
      ...own
        .flatMap(({ connection, source }) => connection.ladder.map((entry): LadderEntry => ({ ...entry, source })))
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

/** Both know of it, or the one that could not since its capture lacks octets. */
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
  return known === null || isBlind(silent) ? known : null;
}

const isBlind = ({ midstream, snapped, sides }: BgpConnection): boolean =>
  midstream || snapped || SIDES.some((side) => sides[side].missing !== null || sides[side].unseen);

const earlier = (a: Moment, b: Moment): Moment => (b.seconds < a.seconds ? b : a);
const later = (a: Moment, b: Moment): Moment => (b.seconds > a.seconds ? b : a);

const byTime = (entries: readonly LadderEntry[]): readonly LadderEntry[] =>
  entries.toSorted((a, b) => (a.time === b.time ? 0 : a.time < b.time ? -1 : 1));
