/** Round trips, windows and repeats of sessions over time, in one more reading of their captures. */
import { createCaptureReader } from '../decoders/capture/reader.ts';
import { createClassifier, LOOK } from '../decoders/classify.ts';
import { createDissector } from '../decoders/dissect.ts';
import { PacketKind } from '../decoders/dissected.ts';
import type { CaptureReader } from '../decoders/capture/packet.ts';
import { sourceName } from '../model/capture-source.ts';
import type { BgpSession } from '../model/bgp-session.ts';
import { otherSide, SIDES, type Side } from '../model/moment.ts';
import type { SeriesPoint, TcpSeries } from '../model/tcp-series.ts';
import { createFlowMeter, type FlowMeter, type Readings } from '../sessions/flow-meter.ts';
import type { End } from '../sessions/ladder.ts';
import { flowOf, orderEnds } from '../sessions/flows.ts';
import type { SessionView } from './ends/view.ts';

export interface TcpSampler {
  /** The next file; what is behind one another in several is behind one another here. */
  open(name: string): { readonly reader: CaptureReader; push(chunk: Uint8Array): void; end(): void };
  /** Of the sessions, in their order; null of those that were not looked at. */
  finish(): readonly (TcpSeries | null)[];
}

const BINS = 120;
/** Of more sessions, those that are in trouble first. */
const MOST_SESSIONS = 100;
/** Those that were seen first are forgotten first. */
const MOST_FLOWS = 4096;

/** The greatest, the least or all of the values of a bin; NaN where nothing is known. */
interface Gauge {
  readonly waits: Readonly<Record<Side, Float64Array>>;
  readonly windows: Readonly<Record<Side, Float64Array>>;
  readonly repeats: Readonly<Record<Side, Float64Array>>;
  readonly start: number;
  readonly seconds: number;
}

/** A session as one capture has it. */
interface Lookout {
  readonly gauge: Gauge;
  readonly pair: string;
  readonly files: ReadonlySet<string>;
  readonly sideOf: readonly [Side, Side];
  /** The sides that are measured here. */
  readonly sides: readonly Side[];
  /** Seconds that its clock is ahead of the one that the session is told by. */
  readonly ahead: number;
}

/**
 * A session is measured in its own capture, which with `views` may be several files, and of one that both ends captured
 * each side in the capture at its end.
 */
export function createTcpSampler(sessions: readonly BgpSession[], views: readonly SessionView[]): TcpSampler {
  const looked = sessions
    .toSorted((left, right) => Number(left.state === 'established') - Number(right.state === 'established'))
    .slice(0, MOST_SESSIONS);
  const gauges = new Map(looked.map((session) => [session, createGauge(session)]));
  const filesOf = new Map(
    views.flatMap(({ place: { sources } }) => sources.map((source) => [source, new Set(sources)] as const)),
  );
  const byPair = new Map<string, Lookout[]>();
  for (const [session, gauge] of gauges) {
    for (const lookout of lookoutsOf(session, gauge, filesOf))
      byPair.set(lookout.pair, [...(byPair.get(lookout.pair) ?? []), lookout]);
  }
  const ports = looked.flatMap(({ connections }) => connections.flatMap((one) => SIDES.map((side) => one.ports[side])));

  function open(name: string) {
    const classifier = createClassifier(ports);
    const dissector = createDissector();
    const meters = new Map<string, FlowMeter>();
    const reader = createCaptureReader(
      (packet) => {
        const dissected = dissector.dissect(packet);
        if (dissected.kind !== PacketKind.Tcp) return;
        const { key, pair, from } = flowOf(dissected);
        const at = packet.seconds + packet.nanoseconds / 1e9;
        const source = sourceName(name, reader.capture);
        const lookout = byPair.get(pair)?.find((each) => each.files.has(source) && isWithin(each, at));
        if (lookout === undefined) return;
        const own = `${key} ${source}`;
        let meter = meters.get(own);
        if (meter === undefined) {
          const [oldest] = meters.keys();
          if (oldest !== undefined && meters.size >= MOST_FLOWS) meters.delete(oldest);
          meter = createFlowMeter(readingsOf(lookout));
          meters.set(own, meter);
        }
        meter.packet(from, dissected, at);
      },
      (bytes, start, end, linkType) => (classifier.classify(bytes, start, end, linkType) & LOOK) !== 0,
    );
    return { reader, push: (chunk: Uint8Array) => reader.push(chunk), end: () => reader.end() };
  }

  return { open, finish: () => sessions.map((session) => toSeries(gauges.get(session))) };
}

function lookoutsOf(
  { local, remote, firstSeen, bothEnds }: BgpSession,
  gauge: Gauge,
  filesOf: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Lookout[] {
  const files = (source: string): ReadonlySet<string> => filesOf.get(source) ?? new Set([source]);
  const addresses = { local: local.address, remote: remote.address };
  if (bothEnds === undefined) {
    return [{ gauge, files: files(firstSeen.source), sides: SIDES, ahead: 0, ...orderSides(addresses) }];
  }
  const { sources, translated, clock } = bothEnds;
  return SIDES.map((side) => {
    const far = otherSide(side);
    const seen = { ...addresses, ...(translated !== undefined && { [far]: translated[far] }) };
    const ahead = side === 'remote' ? clock.difference : 0;
    return { gauge, files: files(sources[side]), sides: [side], ahead, ...orderSides(seen) };
  });
}

function orderSides(addresses: Readonly<Record<Side, string>>): Pick<Lookout, 'pair' | 'sideOf'> {
  const { pair, from } = orderEnds(addresses.local, 0, addresses.remote, 0);
  return { pair, sideOf: from === 0 ? ['local', 'remote'] : ['remote', 'local'] };
}

/** Of what clocks that were told apart leave: packets on the way, and what the difference is not sure of. */
const TOLERANCE_SECONDS = 0.05;

function isWithin({ gauge: { start, seconds }, ahead, sides }: Lookout, at: number): boolean {
  const tolerance = sides === SIDES ? 0 : TOLERANCE_SECONDS;
  return at - ahead >= start - tolerance && at - ahead <= start + seconds + tolerance;
}

const unknown = (): Record<Side, Float64Array> => ({
  local: new Float64Array(BINS).fill(Number.NaN),
  remote: new Float64Array(BINS).fill(Number.NaN),
});

const createGauge = ({ firstSeen, lastSeen }: BgpSession): Gauge => ({
  waits: unknown(),
  windows: unknown(),
  repeats: unknown(),
  start: firstSeen.seconds,
  seconds: lastSeen.seconds - firstSeen.seconds,
});

function readingsOf({ gauge, sideOf, sides, ahead }: Lookout): Readings {
  const { waits, windows, repeats, start, seconds } = gauge;
  const binOf = (at: number): number => {
    const bin = Math.floor(((at - ahead - start) / (seconds || 1)) * BINS);
    return Math.min(BINS - 1, Math.max(0, bin));
  };
  const note = (
    values: Gauge['waits'],
    from: End,
    at: number,
    value: number,
    choose: (one: number, other: number) => number,
  ): void => {
    const side = sideOf[from];
    if (sides.includes(side)) put(values[side], binOf(at), value, choose);
  };
  return {
    wait: (from, value, at) => note(waits, from, at, value, Math.max),
    window: (from, value, at) => note(windows, from, at, value, Math.min),
    again: (from, at) => note(repeats, from, at, 1, sum),
  };
}

const sum = (one: number, other: number): number => one + other;

function put(values: Float64Array, bin: number, value: number, choose: (one: number, other: number) => number): void {
  const before = values[bin] ?? Number.NaN;
  values[bin] = Number.isNaN(before) ? value : choose(before, value);
}

function toSeries(gauge: Gauge | undefined): TcpSeries | null {
  if (gauge === undefined) return null;
  const { waits, windows, repeats } = gauge;
  return { bins: BINS, waits: pointsOf(waits), windows: pointsOf(windows), repeats: pointsOf(repeats) };
}

function pointsOf({ local, remote }: Gauge['waits']): TcpSeries['waits'] {
  return { local: knownOf(local), remote: knownOf(remote) };
}

const knownOf = (values: Float64Array): readonly SeriesPoint[] =>
  [...values].flatMap((value, bin) => (Number.isNaN(value) ? [] : [[bin, Math.round(value * 1e6) / 1e6] as const]));
