/** Which connections of two captures are the same one. */
import type { Connection } from '../../sessions/connection.ts';
import type { SessionState } from '../../sessions/session.ts';
import { isSame, type Pairing } from './landmarks.ts';
import type { SessionView } from './view.ts';

/** What programs count from, instead of a random number (RFC 9293 §3.4.1): that two have it in common says nothing. */
const LEAST_RANDOM = 1 << 16;

/** Those that may be one session: of one pair of addresses, or with both initial sequence numbers in common. */
export function relatedViews(views: readonly SessionView[]): readonly (readonly SessionView[])[] {
  const groups = new Map<string, Set<SessionView>>();
  for (const view of views) {
    const group = new Set([view]);
    for (const key of keysOf(view.state)) {
      for (const each of groups.get(key) ?? []) group.add(each);
    }
    for (const each of group) for (const key of keysOf(each.state)) groups.set(key, group);
  }
  return [...new Set(groups.values())].map((group) => [...group]).filter(({ length }) => length > 1);
}

const keysOf = ({ addresses, connections }: SessionState): readonly string[] => [
  addresses.join(' '),
  ...connections.flatMap((connection) => handshakeOf(connection) ?? []),
];

/** The initial sequence numbers, client's first; undefined where one was not captured. */
export function handshakeOf({ client, halves }: Connection): string | undefined {
  if (client === null) return undefined;
  const [caller, answerer] = client === 0 ? halves : [halves[1], halves[0]];
  if (caller.syn === null || answerer.syn === null) return undefined;
  const sequences = [caller.syn.sequence, answerer.syn.sequence];
  return sequences.every((sequence) => sequence >= LEAST_RANDOM) ? sequences.join('/') : undefined;
}

export function pairUp(one: SessionState, other: SessionState): readonly Pairing[] {
  const isTranslated = one.addresses.join(' ') !== other.addresses.join(' ');
  const keyOf = (connection: Connection): string | undefined =>
    isTranslated ? handshakeOf(connection) : connection.ports.join(' ');
  const known = new Map<string, Connection[]>();
  for (const connection of other.connections) {
    const key = keyOf(connection);
    if (key !== undefined) known.set(key, [...(known.get(key) ?? []), connection]);
  }
  return one.connections.flatMap((connection) => {
    const turned = (twin: Connection): boolean => isTranslated && twin.client !== connection.client;
    const twin = (known.get(keyOf(connection) ?? '') ?? []).find((each) =>
      isSame({ one: connection, other: each, turned: turned(each) }),
    );
    return twin === undefined ? [] : [{ one: connection, other: twin, turned: turned(twin) }];
  });
}
