/** What the evidence holds of a session over time, for the page's charts. */
import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import { type Moment, SIDES, type Side } from '../../model/moment.ts';
import type { TcpSeries } from '../../model/tcp-series.ts';

/** Times are seconds after `start`, which is since the epoch. */
export interface Timeline {
  readonly start: number;
  readonly end: number;
  /** In order; what lies between them is not known to be anything. */
  readonly phases: readonly Phase[];
  /** Where TCP had to send again, and where it could send nothing. */
  readonly marks: readonly TcpMark[];
  /** Null where the captures could not be read twice. */
  readonly series: TcpSeries | null;
}
export interface Phase {
  readonly state: 'connecting' | 'opening' | 'established';
  readonly connection: number;
  readonly from: number;
  readonly to: number;
}
export interface TcpMark {
  readonly kind: 'sent again' | 'stalled' | 'window closed';
  readonly side: Side;
  readonly from: number;
  readonly to: number;
}

const MOST_PHASES = 1500;

export function timelineOf(
  { firstSeen, lastSeen, connections }: BgpSession,
  series: TcpSeries | null = null,
): Timeline {
  const start = firstSeen.seconds;
  const shown = connections.slice(-MOST_PHASES / 3);
  return {
    start,
    end: lastSeen.seconds - start,
    phases: shown.flatMap((connection) => phasesOf(connection, start)),
    marks: shown.flatMap((connection) => marksOf(connection, start)),
    series,
  };
}

function phasesOf(
  { number, first, last, openedAt, midstream, establishedAt, end }: BgpConnection,
  start: number,
): Phase[] {
  const over = end?.at.seconds ?? last.seconds;
  const open = midstream ? first.seconds : openedAt?.seconds;
  const up = establishedAt?.seconds;
  const phase = (state: Phase['state'], from: number, to: number): Phase[] =>
    to < from ? [] : [{ state, connection: number, from: from - start, to: to - start }];
  return [
    ...(midstream ? [] : phase('connecting', first.seconds, open ?? up ?? over)),
    ...(open === undefined ? [] : phase('opening', open, up ?? over)),
    ...(up === undefined ? [] : phase('established', up, over)),
  ];
}

function marksOf({ sides }: BgpConnection, start: number): TcpMark[] {
  return SIDES.flatMap((side) => {
    const { transmission, closedWindow } = sides[side];
    const mark = (kind: TcpMark['kind'], from: Moment, to: Moment = from): TcpMark => ({
      kind,
      side,
      from: from.seconds - start,
      to: to.seconds - start,
    });
    return [
      ...(transmission?.examples ?? []).filter(isRepeat).map((moment) => mark('sent again', moment)),
      ...[transmission?.stuck, transmission?.slowest].flatMap((stall) =>
        stall === undefined || stall === null
          ? []
          : [mark('stalled', stall.first ?? stall.firstRepeat, stall.lastRepeat)],
      ),
      ...(closedWindow === null ? [] : [mark('window closed', closedWindow.since, closedWindow.until)]),
    ];
  });
}

/** The examples hold first transmissions too, where they are known. */
const isRepeat = ({ text }: Moment): boolean => !text.endsWith('for the first time');
