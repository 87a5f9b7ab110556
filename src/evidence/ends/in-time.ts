/** Files that follow one another, though they were named in another order: nobody has to know which was taken first. */
import type { Connection } from '../../sessions/connection.ts';
import { isBehind } from '../../sessions/sequence.ts';
import { handshakeOf } from './match.ts';
import type { Place, SessionView } from './view.ts';

/** `names` as they are where nothing says better; a file that belongs between two others that were read in a row is not moved. */
export function inTime(names: readonly string[], views: readonly SessionView[]): readonly string[] {
  const places = [...new Set(views.map(({ place }) => place))];
  const viewsOf = (place: Place): readonly SessionView[] => views.filter((view) => view.place === place);
  const sorted: Place[] = [];
  for (const place of places) {
    const after = sorted.findIndex((other) => isFollowed(viewsOf(place), viewsOf(other)));
    sorted.splice(after === -1 ? sorted.length : after, 0, place);
  }
  const told = sorted.flatMap(({ sources }) => sources);
  const isOrder = sorted.some((place, index) => place !== places[index]) && told.every((name) => names.includes(name));
  return isOrder ? [...told, ...names.filter((name) => !told.includes(name))] : names;
}

/** All of it lies before the other place, which has a session of it, later. */
function isFollowed(place: readonly SessionView[], other: readonly SessionView[]): boolean {
  const ends = Math.max(...place.map(({ session }) => session.lastSeen.seconds));
  const begins = Math.min(...other.map(({ session }) => session.firstSeen.seconds));
  if (ends > begins) return false;
  const both = place.flatMap((one) =>
    other.filter((each) => each.state.addresses.join(' ') === one.state.addresses.join(' ')).map((each) => [one, each]),
  );
  return both.length > 0 && both.every(([one, each]) => one !== undefined && each !== undefined && goesOn(one, each));
}

/** The clock of another host may be behind: its capture of the same time has the same sequence numbers, not those after them. */
const goesOn = ({ state: { connections } }: SessionView, later: SessionView): boolean =>
  connections.every((one) =>
    later.state.connections.every((next) => one.ports.join(' ') !== next.ports.join(' ') || continues(one, next)),
  );

/** A SYN that nobody answers is sent again, a handshake is not. */
function continues(one: Connection, next: Connection): boolean {
  const handshake = handshakeOf(one);
  if (handshake !== undefined && handshake === handshakeOf(next)) return false;
  return one.halves.every(({ ackedTo }, end) => {
    const after = next.halves[end]?.firstAck ?? -1;
    return ackedTo === -1 || after === -1 || !isBehind(ackedTo, after);
  });
}
