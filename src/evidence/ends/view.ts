import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import type { Side } from '../../model/moment.ts';
import type { Half } from '../../sessions/connection.ts';
import type { SessionState } from '../../sessions/session.ts';

/** A capture, or files that follow one another. Seconds since the epoch by its own clock. */
export interface Place extends Span {
  /** Its files, in the order in which they were read. */
  readonly sources: readonly string[];
}

interface Span {
  /** Since then without a gap between files. */
  readonly since: number;
  readonly last: number;
}

/** A session as one place saw it. */
export interface SessionView {
  readonly state: SessionState;
  readonly session: BgpSession;
  readonly place: Place;
}

/** One of the two places, by the clock that both are told by. */
export interface Capture extends Span {
  readonly source: string;
  /** Taken at the host of its end, by the host's marks. */
  readonly atHost: boolean;
  /** Seconds that packets may take between the two places. */
  readonly onTheWay: number;
}

/** A connection as evidence has it, and as the engine has. */
export interface SeenAt {
  readonly connection: BgpConnection;
  readonly halves: Readonly<Record<Side, Half>>;
}

/** No path takes so long, in seconds. */
const ON_THE_WAY_SECONDS = 1;

/** The capture goes on for long enough after that time to have what was sent then. */
export const covers = ({ since, last }: Span, seconds: number): boolean =>
  since <= seconds && seconds + ON_THE_WAY_SECONDS <= last;
