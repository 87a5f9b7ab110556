/** Round trips, windows and repeats of sessions over time, in one more reading of their captures. */
import { createCaptureReader } from '../decoders/capture/reader.ts';
import { createClassifier, LOOK } from '../decoders/classify.ts';
import { createDissector } from '../decoders/dissect.ts';
import { PacketKind } from '../decoders/dissected.ts';
import type { CaptureReader } from '../decoders/capture/packet.ts';
import { type BgpSession, SIDES, type Side } from '../model/evidence.ts';
import type { SeriesPoint, TcpSeries } from '../model/tcp-series.ts';
import { createFlowMeter, type FlowMeter, type Readings } from '../sessions/flow-meter.ts';
import { flowOf, orderEnds } from '../sessions/flows.ts';

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
  readonly sideOf: readonly [Side, Side];
}

export function createTcpSampler(sessions: readonly BgpSession[]): TcpSampler {
  const looked = sessions
    .toSorted((left, right) => Number(left.state === 'established') - Number(right.state === 'established'))
    .slice(0, MOST_SESSIONS);
  const gauges = new Map(looked.map((session) => [session, createGauge(session)]));
  const byPair = new Map<string, Gauge[]>();
  for (const [{ local, remote }, gauge] of gauges) {
    const { pair } = orderEnds(local.address, 0, remote.address, 0);
    byPair.set(pair, [...(byPair.get(pair) ?? []), gauge]);
  }
  const ports = looked.flatMap(({ connections }) => connections.flatMap((one) => SIDES.map((side) => one.ports[side])));

  function open() {
    const classifier = createClassifier(ports);
    const dissector = createDissector();
    const meters = new Map<string, FlowMeter>();
    const reader = createCaptureReader(
      (packet) => {
        const dissected = dissector.dissect(packet);
        if (dissected.kind !== PacketKind.Tcp) return;
        const { key, pair, from } = flowOf(dissected);
        const at = packet.seconds + packet.nanoseconds / 1e9;
        const gauge = byPair.get(pair)?.find(({ start, seconds }) => at >= start && at <= start + seconds);
        if (gauge === undefined) return;
        let meter = meters.get(key);
        if (meter === undefined) {
          const [oldest] = meters.keys();
          if (oldest !== undefined && meters.size >= MOST_FLOWS) meters.delete(oldest);
          meter = createFlowMeter(readingsOf(gauge));
          meters.set(key, meter);
        }
        meter.packet(from, dissected, at);
      },
      (bytes, start, end, linkType) => (classifier.classify(bytes, start, end, linkType) & LOOK) !== 0,
    );
    return { reader, push: (chunk: Uint8Array) => reader.push(chunk), end: () => reader.end() };
  }

  return { open, finish: () => sessions.map((session) => toSeries(gauges.get(session))) };
}

const unknown = (): Record<Side, Float64Array> => ({
  local: new Float64Array(BINS).fill(Number.NaN),
  remote: new Float64Array(BINS).fill(Number.NaN),
});

function createGauge({ local, remote, firstSeen, lastSeen }: BgpSession): Gauge {
  const isLocalFirst = orderEnds(local.address, 0, remote.address, 0).from === 0;
  return {
    waits: unknown(),
    windows: unknown(),
    repeats: unknown(),
    start: firstSeen.seconds,
    seconds: lastSeen.seconds - firstSeen.seconds,
    sideOf: isLocalFirst ? ['local', 'remote'] : ['remote', 'local'],
  };
}

function readingsOf({ waits, windows, repeats, start, seconds, sideOf }: Gauge): Readings {
  const binOf = (at: number): number => Math.min(BINS - 1, Math.floor(((at - start) / (seconds || 1)) * BINS));
  return {
    wait: (from, value, at) => put(waits[sideOf[from]], binOf(at), value, Math.max),
    window: (from, value, at) => put(windows[sideOf[from]], binOf(at), value, Math.min),
    again: (from, at) => put(repeats[sideOf[from]], binOf(at), 1, sum),
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
