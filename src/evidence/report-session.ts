/** A session as the report shows it. */
import type { BgpConnection, BgpSession } from '../model/bgp-session.ts';
import type { OpenSeen } from '../model/messages-seen.ts';
import type { Side } from '../model/moment.ts';
import { otherSide, SIDES } from '../model/moment.ts';
import type { Endpoint, LadderEntry, Session } from '../model/session.ts';
import { findFailed, findUp, isCollision } from './state.ts';

const JUST_BEGUN_SECONDS = 1;

export function toReportSession(session: BgpSession): Session {
  const { id, state, localInferred, connectionCount, messages, firstSeen, lastSeen, bothEnds } = session;
  const established = session.connections.findLast(({ establishedAt }) => establishedAt !== null)?.establishedAt;
  return {
    id,
    local: toEndpoint(session, 'local'),
    remote: toEndpoint(session, 'remote'),
    ...(localInferred && { localInferred }),
    state,
    status: describeStatus(session),
    connections: connectionCount,
    messages,
    firstSeen: firstSeen.time,
    lastSeen: lastSeen.time,
    establishedAt: established?.time ?? null,
    ...(bothEnds !== undefined && { bothEnds }),
    ladder: showLadder(session.connections),
  };
}

function toEndpoint(session: BgpSession, side: Side): Endpoint {
  const open = lastOpen(session, side);
  return {
    address: session[side].address,
    as: open?.as ?? null,
    bgpId: open?.bgpId ?? null,
    holdTime: open?.holdTime ?? null,
    capabilities: open?.capabilities ?? null,
    families: open?.families ?? null,
    node: null,
  };
}

/** Of the connection that is up, else of the last one that has an OPEN of this side. */
function lastOpen(session: BgpSession, side: Side): OpenSeen | null | undefined {
  const { connections } = session;
  return findUp(session)?.opens[side] ?? connections.findLast(({ opens }) => opens[side] !== null)?.opens[side];
}

/** The first connection, and of the others the one that came up or the last: what repeats need not be shown. */
function showLadder(connections: readonly BgpConnection[]): readonly LadderEntry[] {
  const first = connections[0];
  const lastUp = connections.findLast(({ establishedAt }) => establishedAt !== null);
  const last = connections.at(-1);
  return [...new Set([first, lastUp, last])].flatMap((connection) => connection?.ladder ?? []);
}

function describeStatus(session: BgpSession): string {
  const { state, connections, connectionCount } = session;
  const up = findUp(session);
  if (up !== undefined) {
    const since =
      up.midstream && up.establishedAt !== null
        ? 'Up since before the capture began'
        : `Established at ${up.establishedAt?.time}`;
    const failed = findFailed(connections, up);
    return failed === undefined
      ? `${since}.`
      : `${since}, after it had failed before: ${describeEnd(session, failed)}.`;
  }
  const lost = connections.filter(({ establishedAt }) => establishedAt !== null);
  const last =
    lost.findLast(({ end, notifications }) => end !== null || notifications.length > 0) ??
    lost.at(-1) ??
    mostTelling(session);
  if (last === undefined) return 'No connection was seen.';
  const attempts = connectionCount === 1 ? 'one connection' : `${connectionCount} connections`;
  const verb = {
    closed: 'Closed',
    failed: last.establishedAt === null ? 'Never established' : 'Lost',
    unknown: 'Not established while captured',
    established: '',
    recovered: '',
  }[state];
  return `${verb}: ${attempts} seen; ${describeEnd(session, last)}.`;
}

/** Of the last connection that each side dialled the one that got furthest: the spare one of a collision tells nothing. */
function mostTelling({ connections, captureEnd }: BgpSession): BgpConnection | undefined {
  const told = connections.filter((connection) => !hasJustBegun(connection, captureEnd));
  const lastOfEach = (told.length === 0 ? connections : told).filter(
    ({ openedBy }, index, all) => !all.slice(index + 1).some((later) => later.openedBy === openedBy),
  );
  return lastOfEach.toReversed().toSorted((a, b) => tellingOf(b) - tellingOf(a))[0];
}

/** The capture ends before it could tell anything. */
const hasJustBegun = ({ first, end, notifications }: BgpConnection, captureEnd: number): boolean =>
  end === null && notifications.length === 0 && captureEnd - first.seconds < JUST_BEGUN_SECONDS;

function tellingOf({ notifications, openedAt }: BgpConnection): number {
  if (notifications.length > 0) return notifications.some(isCollision) ? 0 : 3;
  return openedAt === null ? 1 : 2;
}

function describeEnd(
  session: BgpSession,
  { notifications, end, openedAt, establishedAt, midstream, openedBy, opens, sides }: BgpConnection,
): string {
  const notification = notifications[0];
  if (notification !== undefined) {
    return `${session[notification.from].address} sent NOTIFICATION ${notification.code}/${notification.subcode} (${notification.name})`;
  }
  if (end !== null) {
    const early = openedAt === null && !midstream && end.kind === 'RST' && end.from !== openedBy;
    const what = early ? 'refused the connection (RST)' : `ended it by ${end.kind} without a NOTIFICATION`;
    return `${session[end.from].address} ${what}`;
  }
  if (openedAt === null && !midstream && openedBy !== null) {
    const answer = sides[otherSide(openedBy)].syn;
    const target = session[otherSide(openedBy)].address;
    return answer === null
      ? `${target} did not answer the SYN`
      : `${session[openedBy].address} never acknowledged the SYN-ACK of ${target}`;
  }
  if (establishedAt !== null) return 'it fell silent, and its end was not captured';
  if (midstream) return 'it was open before the capture began, of which too little is in it';
  const silent = SIDES.find((side) => opens[side] === null);
  if (silent === undefined) return 'both OPENs were sent, nothing after them';
  const { address } = session[silent];
  const { missing, unseen, messages } = sides[silent];
  const sent = missing !== null || unseen || messages.open > 0;
  return sent ? `no whole OPEN of ${address} was captured` : `${address} sent no OPEN`;
}
