import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import { SIDES } from '../../model/moment.ts';

/** Seconds; null where the timer is off or an OPEN is not in the capture (RFC 4271 §4.2: the smaller one). */
export function holdTimeOf({ opens: { local, remote } }: BgpConnection): number | null {
  if (local === null || remote === null) return null;
  const hold = Math.min(local.holdTime, remote.holdTime);
  return hold === 0 ? null : hold;
}

/**
 * What the hold time is at most: where the OPENs lie before the capture, a side offers on its next connection what it
 * offered on this one, and the smaller offer counts. Null where nothing tells it.
 */
export function holdLimitOf({ connections }: BgpSession, connection: BgpConnection): number | null {
  if (!connection.midstream) return holdTimeOf(connection);
  const offers = SIDES.flatMap(
    (side) =>
      connection.opens[side]?.holdTime ??
      connections.find(({ number, opens }) => number > connection.number && opens[side] !== null)?.opens[side]
        ?.holdTime ??
      [],
  );
  return offers.length === 0 || offers.includes(0) ? null : Math.min(...offers);
}
