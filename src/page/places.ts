import type { Report } from '../model/report.ts';
import type { MessageIndex } from './log.ts';
import { typeName } from './log.ts';

/** Which message a rung of a ladder or a piece of evidence shows. */
export interface Places {
  /** By its type too, since a packet may bring several; null where the log has none. */
  find(wanted: Wanted): number | null;
  /** The session of the report that a flow belongs to; null where it is none of them. */
  sessionOf(flow: number): number | null;
}

/** A packet that brought a message; its time is that of another clock where captures of both ends were joined. */
export interface Wanted {
  readonly frame: number;
  readonly time: string;
  readonly source: string | null;
  readonly type: string | null;
}

export function createPlaces({ sessions, findings }: Report, log: MessageIndex): Places {
  const wanted = new Set<number>([
    ...sessions.flatMap(({ ladder }) => ladder.map(({ frame }) => frame)),
    ...findings.flatMap(({ evidence }) => evidence.map(({ frame }) => frame ?? -1)),
  ]);
  const byFrame = new Map<number, number[]>();
  const firstOf = new Map<number, number>();
  for (let index = 0; index < log.count; index += 1) {
    const frame = log.frames[index] ?? 0;
    const flow = log.flowOf[index] ?? 0;
    if (!firstOf.has(flow)) firstOf.set(flow, log.seconds[index] ?? 0);
    if (!wanted.has(frame)) continue;
    const known = byFrame.get(frame);
    if (known === undefined) byFrame.set(frame, [index]);
    else known.push(index);
  }
  const owners = new Map<string, number[]>();
  for (const [index, { local, remote, bothEnds }] of sessions.entries()) {
    const { translated } = bothEnds ?? {};
    const pairs = [
      [local.address, remote.address],
      ...(translated === undefined
        ? []
        : [
            [local.address, translated.remote],
            [translated.local, remote.address],
          ]),
    ];
    for (const pair of pairs) {
      const key = pair.toSorted().join(' ');
      owners.set(key, [...(owners.get(key) ?? []), index]);
    }
  }
  const files = new Set(log.flows.map(({ file }) => file));
  const flowSession = log.flows.map(({ source, destination }, flow) => {
    const candidates = owners.get([source.address, destination.address].toSorted().join(' ')) ?? [];
    const first = firstOf.get(flow) ?? 0;
    return candidates.findLast((index) => secondsOf(sessions[index]?.firstSeen) <= first) ?? candidates[0] ?? null;
  });
  return {
    find({ frame, time, source, type }) {
      const isSame =
        source !== null && files.has(source)
          ? (index: number) => log.flows[log.flowOf[index] ?? 0]?.file === source
          : (index: number) => log.timeOf(index) === time;
      const candidates = (byFrame.get(frame) ?? []).filter((index) => isSame(index));
      const same = candidates.filter((index) => typeName(log.types[index] ?? 0) === type);
      return (type === null ? candidates[0] : same[0]) ?? null;
    },
    sessionOf: (flow) => flowSession[flow] ?? null,
  };
}

/** A little early: a date holds milliseconds only. */
const secondsOf = (time: string | undefined): number => (time === undefined ? 0 : Date.parse(time) / 1000 - 0.001);
