/** The packets of a side that are not in the capture at the other end, in the session's picture. */
import type { BgpConnection, SideSeen } from '../../model/bgp-session.ts';
import type { Side } from '../../model/moment.ts';
import type { LadderEntry, MessageCounts } from '../../model/session.ts';
import { type Capture, covers } from './view.ts';

/** By the events of ladder entries. */
const COUNTS: Readonly<Record<string, keyof MessageCounts>> = {
  OPEN: 'open',
  UPDATE: 'update',
  NOTIFICATION: 'notification',
  KEEPALIVE: 'keepalive',
  'ROUTE-REFRESH': 'routeRefresh',
};

/** The rungs of `side`. Octets come in order, so that what is lacking of its messages are the last ones. */
export function markLost(
  side: Side,
  { messages, syn, reach }: SideSeen,
  own: BgpConnection,
  far: BgpConnection,
  capture: Capture,
): readonly LadderEntry[] {
  const rungs = own.ladder.filter(({ from }) => from === side);
  if (reach === undefined) return rungs;
  const came = far.sides[side];
  const isStreamKnown = !own.midstream && !far.midstream && came.missing === null && !far.snapped && reach.lost > 0;
  const lacking = new Map<string, number>(
    isStreamKnown ? Object.entries(COUNTS).map(([event, type]) => [event, messages[type] - came.messages[type]]) : [],
  );
  const handshake = (syn?.count ?? 0) - (far.midstream ? (syn?.count ?? 0) : reach.syns);
  lacking.set('SYN', handshake);
  lacking.set('SYN-ACK', handshake);
  return rungs
    .toReversed()
    .map((rung): LadderEntry => {
      const left = lacking.get(rung.event) ?? 0;
      const lost = covers(capture, Date.parse(rung.time) / 1000) ? Math.min(left, rung.count) : 0;
      lacking.set(rung.event, left - lost);
      return lost > 0 ? withLost(rung, lost) : rung;
    })
    .toReversed();
}

export function withLost(rung: LadderEntry, lost: number): LadderEntry {
  const how = `${lost === rung.count ? '' : `${lost} of ${rung.count} `}not captured at the other end`;
  return { ...rung, text: rung.text === '' ? `(${how})` : `${rung.text} (${how})`, fault: true, lost };
}
