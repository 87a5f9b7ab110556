import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import type { Moment } from '../../model/moment.ts';
import { isSpare } from './progress.ts';

/** So often up and down that the session flaps. */
export const MANY_LOSSES = 3;

/** How the session was lost, each time: the connection's end, or its last packet where the pair came up anew without one. */
export const lossesOf = (session: BgpSession): Moment[] =>
  session.connections
    .filter((connection) => connection.establishedAt !== null && !isSpare(session, connection))
    .flatMap((connection) => lossOf(session, connection) ?? []);

function lossOf({ connections }: BgpSession, { number, end, last }: BgpConnection): Moment | undefined {
  if (end !== null) return end.at;
  return connections.some((later) => later.number > number && later.establishedAt !== null) ? last : undefined;
}
