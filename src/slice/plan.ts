/** Which packets of a capture prove its findings: decided from the sessions and the frames that the findings name. */
import { fileIndexOf } from '../model/capture-source.ts';
import type { BgpConnection, BgpSession } from '../model/bgp-session.ts';
import type { EvidenceRef, Finding } from '../model/report.ts';
import { orderEnds } from '../sessions/flows.ts';

/** How much is kept of a session. Whether that is enough shows when the slice is analysed; if not, the next one is taken. */
export const WIDTHS = ['nothing', 'proof', 'connections', 'session'] as const;
export type Width = (typeof WIDTHS)[number];

/** Packets of one connection, up to a place in the capture and a few more. */
export interface ConnectionPlan {
  readonly from: number;
  readonly until: number;
}

export interface SlicePlan {
  /** By the key of a flow, in the order in which they came. */
  readonly connections: ReadonlyMap<string, readonly ConnectionPlan[]>;
  /** By the pair of addresses: those of which something is kept. */
  readonly pairs: ReadonlyMap<string, Width>;
  /** All that bears on BGP, whosever it is. */
  readonly everything: boolean;
}

/** Of the connections of a session that tries again and again: how it began and what it came to. */
const FIRST_CONNECTIONS = 2;
const LAST_CONNECTIONS = 3;
const SOURCE = 2 ** 32;

/** Frames count in their file: this orders those of several. */
export const positionOf = (sources: readonly string[], source: string, frame: number): number =>
  fileIndexOf(sources, source) * SOURCE + frame;

/** Nothing of a session that no finding is about, unless that goes for all of them. */
export function firstWidths(
  sessions: readonly BgpSession[],
  findings: readonly Finding[],
  least: Width = 'proof',
): Map<string, Width> {
  const named = new Set(findings.map(({ subject }) => subject.id));
  // A finding about a file that the snap length cut is one about the sessions in which it did.
  const telling = sessions.filter(({ id, connections }) => named.has(id) || connections.some(({ snapped }) => snapped));
  const kept = new Set((telling.length > 0 ? telling : sessions).map(({ id }) => id));
  // What one of two captures left out would look lost on its way from the other.
  const widthOf = ({ bothEnds }: BgpSession): Width => (bothEnds === undefined ? least : 'session');
  return new Map(sessions.map((session) => [session.id, kept.has(session.id) ? widthOf(session) : 'nothing']));
}

/** The next width of each session that `differs`; null if there is none for one of them. */
export function widen(widths: ReadonlyMap<string, Width>, differs: readonly string[]): Map<string, Width> | null {
  const wider = new Map(widths);
  for (const id of differs) {
    const width = widths.get(id);
    const next = width === undefined ? undefined : WIDTHS[WIDTHS.indexOf(width) + 1];
    if (next === undefined) return null;
    wider.set(id, next);
  }
  return wider;
}

/** `widths` by session; null keeps everything. `sources` are the files in the order in which they are read. */
export function planSlice(
  sessions: readonly BgpSession[],
  findings: readonly Finding[],
  widths: ReadonlyMap<string, Width> | null,
  sources: readonly string[],
): SlicePlan {
  const connections = new Map<string, ConnectionPlan[]>();
  const pairs = new Map<string, Width>();
  for (const session of sessions) {
    const width = widths?.get(session.id) ?? 'nothing';
    if (width === 'nothing') continue;
    const { local, remote, bothEnds } = session;
    const { translated } = bothEnds ?? {};
    pairs.set(orderEnds(local.address, 0, remote.address, 0).pair, width);
    if (translated !== undefined) {
      pairs.set(orderEnds(local.address, 0, translated.remote, 0).pair, width);
      pairs.set(orderEnds(translated.local, 0, remote.address, 0).pair, width);
    }
    const refs = findings.filter(({ subject }) => subject.id === session.id).flatMap(({ evidence }) => evidence);
    const places = placesOf(refs, sources);
    for (const connection of width === 'proof' ? tellingOf(session, places, sources) : session.connections) {
      const { key } = orderEnds(local.address, connection.ports.local, remote.address, connection.ports.remote);
      const plan = planConnection(connection, places, width, sources);
      connections.set(key, [...(connections.get(key) ?? []), plan]);
    }
  }
  return { connections, pairs, everything: widths === null };
}

const placesOf = (refs: readonly EvidenceRef[], sources: readonly string[]): number[] =>
  refs.flatMap(({ source, frame }) => (frame === undefined ? [] : positionOf(sources, source, frame)));

function tellingOf(
  { connections }: BgpSession,
  places: readonly number[],
  sources: readonly string[],
): readonly BgpConnection[] {
  const established = connections.filter(({ establishedAt }) => establishedAt !== null);
  const ends = [connections, established].flatMap((some) => [
    ...some.slice(0, FIRST_CONNECTIONS),
    ...some.slice(-LAST_CONNECTIONS),
  ]);
  const chosen = new Set(ends);
  for (const connection of connections) {
    const { from, until } = rangeOf(connection, sources);
    if (places.some((place) => from <= place && place <= until)) chosen.add(connection);
  }
  return connections.filter((connection) => chosen.has(connection));
}

/** A connection that did not end may be left where nothing more is proven: its octets then just end earlier. */
function planConnection(
  connection: BgpConnection,
  places: readonly number[],
  width: Width,
  sources: readonly string[],
): ConnectionPlan {
  const { end, notifications, establishedAt, openedAt, first } = connection;
  const { from, until } = rangeOf(connection, sources);
  if (width !== 'proof' || end !== null || notifications.length > 0) return { from, until };
  const needed = [establishedAt, openedAt, first].flatMap((at) =>
    at === null ? [] : positionOf(sources, at.source, at.frame),
  );
  return { from, until: Math.max(...needed, ...places.filter((place) => from <= place && place <= until)) };
}

const rangeOf = ({ first, last }: BgpConnection, sources: readonly string[]): ConnectionPlan => ({
  from: positionOf(sources, first.source, first.frame),
  until: positionOf(sources, last.source, last.frame),
});
