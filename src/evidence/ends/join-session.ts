/** Two views of one session as one, by the clock of the local one. */
import type { ClockDifference } from '../../model/both-ends.ts';
import type { BgpConnection, BgpSession, IcmpError } from '../../model/bgp-session.ts';
import type { Connection } from '../../sessions/connection.ts';
import { type End, otherEnd } from '../../sessions/ladder.ts';
import { markedLocal, messagesOf, toBgpSession } from '../bgp-session.ts';
import { judgeState } from '../state.ts';
import { joinConnection, tellOneSided } from './join-connection.ts';
import type { Ends } from './orient.ts';
import { shiftClock } from './shift-clock.ts';
import type { Capture, SeenAt, SessionView } from './view.ts';

export function joinSession({ local, remote, localEnd, pairings, clock }: Ends): BgpSession {
  const here = toBgpSession(local.state, local.place.last, localEnd.local) ?? local.session;
  const there = toBgpSession(remote.state, remote.place.last, localEnd.remote) ?? remote.session;
  shiftClock(there, -clock.difference);
  const captures = {
    local: toCapture(local, localEnd.local, 0, clock),
    remote: toCapture(remote, otherEnd(localEnd.remote), -clock.difference, clock),
  };
  const ofHere = seenBy(local.state.connections, here.connections, localEnd.local);
  const ofThere = seenBy(remote.state.connections, there.connections, localEnd.remote);
  const joined = new Map(pairings.map(({ one, other }) => [one, other]));
  const twins = new Set(joined.values());
  // Of very many connections those in the middle are not kept: what one view lacks the other may have seen all the same.
  const isWhole = [here, there].every(({ connections, connectionCount }) => connections.length === connectionCount);
  const alone = isWhole ? captures : { local: null, remote: null };
  const connections = [
    ...[...ofHere].map(([connection, seen]) => {
      const twin = ofThere.get(joined.get(connection) ?? connection);
      return twin === undefined
        ? tellOneSided(seen, 'local', alone.remote)
        : joinConnection({ local: seen, remote: twin }, captures);
    }),
    ...(isWhole ? [...ofThere] : []).flatMap(([connection, seen]) =>
      twins.has(connection) ? [] : [tellOneSided(seen, 'remote', alone.local)],
    ),
  ].toSorted((a, b) => a.first.seconds - b.first.seconds);
  const numbered = isWhole ? connections.map(renumber) : connections;
  const icmp = [...here.icmp, ...there.icmp.filter((error) => !here.icmp.some((known) => isSameError(known, error)))];
  const captureEnd = Math.max(captures.local.last, captures.remote.last);
  const [first = here.connections[0]] = numbered;
  return {
    ...here,
    remote: there.remote,
    id: `${here.local.address}-${there.remote.address}`,
    localInferred: local.session.localInferred === remote.session.localInferred,
    state: judgeState({ connections: numbered, icmp, captureEnd }),
    connections: numbered,
    connectionCount: isWhole ? numbered.length : Math.max(here.connectionCount, there.connectionCount),
    messages: messagesOf(numbered),
    icmp,
    firstSeen: first?.first ?? here.firstSeen,
    lastSeen: numbered.map(({ last }) => last).reduce((a, b) => (b.seconds > a.seconds ? b : a), here.lastSeen),
    captureEnd,
    bothEnds: {
      sources: { local: captures.local.source, remote: captures.remote.source },
      clock,
      ...(here.remote.address !== there.remote.address || here.local.address !== there.local.address
        ? { translated: { local: there.local.address, remote: here.remote.address } }
        : {}),
    },
  };
}

/** Where the delay is not known: no path in a cluster takes longer. */
const USUAL_DELAY_SECONDS = 0.05;

const toCapture = (
  { session, state, place: { since, last } }: SessionView,
  end: End,
  shift: number,
  { uncertainty }: ClockDifference,
): Capture => ({
  source: session.firstSeen.source,
  atHost: markedLocal(state) === end,
  onTheWay: uncertainty === null ? USUAL_DELAY_SECONDS : uncertainty * 2,
  since: since + shift,
  last: last + shift,
});

/** As the engine has them and as evidence has them, in one order. */
function seenBy(
  states: readonly Connection[],
  connections: readonly BgpConnection[],
  local: End,
): ReadonlyMap<Connection, SeenAt> {
  return new Map(
    states.flatMap((state, index): [Connection, SeenAt][] => {
      const connection = connections[index];
      const [first, second] = state.halves;
      const halves = local === 0 ? { local: first, remote: second } : { local: second, remote: first };
      return connection === undefined ? [] : [[state, { connection, halves }]];
    }),
  );
}

function renumber(connection: BgpConnection, index: number): BgpConnection {
  const number = index + 1;
  return { ...connection, number, ladder: connection.ladder.map((entry) => ({ ...entry, connection: number })) };
}

const isSameError = (one: IcmpError, other: IcmpError): boolean =>
  one.sender === other.sender && one.type === other.type && one.code === other.code && one.quotes === other.quotes;
