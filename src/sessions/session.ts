/** All connections of one pair of addresses, and what else the capture says of the pair. */
import type { Connection, Directions } from './connection.ts';
import type { End } from './ladder.ts';
import type { Stamp } from './stamp.ts';

export interface SessionState extends Directions {
  readonly addresses: readonly [string, string];
  readonly connections: Connection[];
  /** All that were seen, kept or not. */
  connectionCount: number;
  readonly icmp: IcmpState[];
}

export interface IcmpState {
  readonly sender: string;
  readonly version: 4 | 6;
  readonly type: number;
  readonly code: number;
  readonly quotes: End;
  /** Of "fragmentation needed" and "packet too big"; 0 otherwise. */
  readonly mtu: number;
  readonly stamp: Stamp;
  count: number;
}

/** A peer that is refused may try thousands of times: the first attempts and the last ones tell the story. */
const KEPT = { first: 100, last: 300 } as const;
/** Of each session, once a capture holds so many connections in all that it may have been made to exhaust memory. */
const KEPT_IN_A_CROWD = { first: 1, last: 3 } as const;
const CROWD = 20_000;
const MAX_ICMP = 32;

export function createSession(addresses: readonly [string, string]): SessionState {
  return { addresses, connections: [], connectionCount: 0, outgoing: [0, 0], incoming: [0, 0], icmp: [] };
}

/** `kept` are the connections of all sessions. Returns the one that is let go to make room. */
export function addConnection(session: SessionState, connection: Connection, kept: number): Connection | undefined {
  const { first, last } = kept < CROWD ? KEPT : KEPT_IN_A_CROWD;
  session.connections.push(connection);
  session.connectionCount += 1;
  if (session.connections.length <= first + last) return undefined;
  // One that came up is worth more than one more failed attempt.
  const victim = session.connections.findIndex(
    ({ established, end }, at) => at >= first && established === null && end !== null,
  );
  return session.connections.splice(victim === -1 ? first : victim, 1)[0];
}

export function noteIcmp(session: SessionState, seen: Omit<IcmpState, 'count'>): void {
  const known = session.icmp.find(
    ({ sender, type, code, quotes, mtu }) =>
      sender === seen.sender && type === seen.type && code === seen.code && quotes === seen.quotes && mtu === seen.mtu,
  );
  if (known !== undefined) known.count += 1;
  else if (session.icmp.length < MAX_ICMP) session.icmp.push({ ...seen, count: 1 });
}
