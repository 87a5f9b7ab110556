/** From the octets of captures to evidence: readers, layers and the session engine behind one another. */
import type { CapturedPacket, CaptureReader } from '../decoders/capture/packet.ts';
import { createCaptureReader } from '../decoders/capture/reader.ts';
import { createClassifier, LOOK, SYN_ELSEWHERE, TRAFFIC, TRAFFIC_MASK } from '../decoders/classify.ts';
import { createDissector } from '../decoders/dissect.ts';
import { type Dissected, PacketKind } from '../decoders/dissected.ts';
import { createSignatureVerifier, type Md5 } from '../decoders/tcp/md5-signature.ts';
import { linkTypeName } from '../decoders/link/link-layer.ts';
import type { BgpSession } from '../model/bgp-session.ts';
import type { Evidence } from '../model/evidence.ts';
import { sourceName } from '../model/capture-source.ts';
import type { Incomplete, Source } from '../model/report.ts';
import type { Timestamp } from '../model/timestamp.ts';
import { createSessionEngine, type SessionEngine } from '../sessions/engine.ts';
import type { SessionState } from '../sessions/session.ts';
import { secondsOf, type Stamp } from '../sessions/stamp.ts';
import type { MessageListener } from '../sessions/take-message.ts';
import { toBgpSession } from './bgp-session.ts';
import { type CaptureTally, toCaptureSeen } from './capture-seen.ts';
import { joinViews } from './ends/join.ts';
import { handshakeOf } from './ends/match.ts';
import type { Place as PlaceSeen, SessionView } from './ends/view.ts';
import { incompleteRoutes } from './routes.ts';
import { createSetAside } from './set-aside.ts';
import { createSteadyClock, type SteadyClock } from './steady-clock.ts';

export interface CaptureOptions {
  /** TCP ports that carry BGP besides 179; on others BGP is found by its marker. */
  readonly ports?: readonly number[];
  /** Told of every BGP message as its last octet arrives. */
  readonly listener?: MessageListener;
  /** Keys that SYNs may be signed with by TCP MD5, and the hash that tells. */
  readonly tcpMd5?: { readonly keys: readonly Uint8Array[]; readonly md5: Md5 };
  /** Captures that follow no other, whatever their clocks say: of another place. */
  readonly elsewhere?: ReadonlySet<string>;
}

export interface CaptureAnalysis {
  /** The next file or stream. Several are read one after another. */
  open(name: string): CaptureInput;
  /** When the first packet of all was captured; null before it. */
  readonly start: Timestamp | null;
  /** The sessions as they stand, while more is to come. */
  peek(): readonly BgpSession[];
  finish(): CapturesRead;
}

export interface CaptureInput {
  readonly reader: CaptureReader;
  /** `chunk` may be reused afterwards. */
  push(chunk: Uint8Array): void;
  /** No more octets; `bytes` of the source in all, null if that is not known. `fault` is why it ended early, if it did. */
  end(bytes: number | null, fault?: string): void;
}

export interface CaptureEvidence {
  readonly evidence: Evidence;
  readonly sources: readonly Source[];
  readonly incomplete: readonly Incomplete[];
}

/** With what the sessions were joined from: captures of other places may show the same ones. */
export interface CapturesRead extends CaptureEvidence {
  readonly views: readonly SessionView[];
  /** Captures that begin with what others have already: their clocks made them look as if they followed. */
  readonly elsewhere: readonly string[];
}

const BGP_PORT = 179;
/** A capture that begins this much before the one before it ended shows the same time from another place. */
const ANOTHER_PLACE_SECONDS = 1;

/** Of one file: each has an engine. */
const MOST_CAPTURES = 64;

/** Files that follow one another (tcpdump's -C and -G) are one story; others have an engine of their own. */
interface Place {
  /** Of a file that holds several captures, one. */
  readonly isOneOfFile: boolean;
  readonly sources: string[];
  readonly engine: SessionEngine;
  /** Since then without a gap between files. By a clock that never goes back, as `last` is. */
  since: number;
  last: number;
  readonly clock: SteadyClock;
  /** By the capture's own clock. */
  lastShown: number;
}

export function createCaptureAnalysis({
  ports = [],
  listener,
  tcpMd5,
  elsewhere = new Set(),
}: CaptureOptions = {}): CaptureAnalysis {
  const bgpPorts = new Set([BGP_PORT, ...ports]);
  const places: Place[] = [];
  const tallies: CaptureTally[] = [];
  const sources: Source[] = [];
  const verify = tcpMd5 === undefined ? undefined : createSignatureVerifier(tcpMd5.keys, tcpMd5.md5);
  let firstTime: Timestamp | null = null;

  function placeOf(name: string, packet: CapturedPacket, isOneOfFile: boolean): Place {
    const previous = places.at(-1);
    const current = isOneOfFile || elsewhere.has(name) || previous?.isOneOfFile === true ? undefined : previous;
    if (current !== undefined && packet.seconds >= current.lastShown - ANOTHER_PLACE_SECONDS) {
      if (packet.seconds > current.lastShown + ANOTHER_PLACE_SECONDS)
        current.since = current.clock.secondsAt(packet.seconds);
      current.sources.push(name);
      return current;
    }
    const engine = createSessionEngine({ ports: [...bgpPorts], listener: listener ?? null }, packet);
    const since = packet.seconds + packet.nanoseconds / 1e9;
    const clock = createSteadyClock();
    const place = {
      isOneOfFile,
      sources: [name],
      engine,
      since,
      last: packet.seconds,
      clock,
      lastShown: packet.seconds,
    };
    places.push(place);
    return place;
  }

  /** TCP on a port that nobody knows for BGP: it begins with a marker, or was put together from fragments. */
  function mayShowBgp({ kind, sourcePort, destinationPort }: Dissected): boolean {
    return kind === PacketKind.Tcp && !bgpPorts.has(sourcePort) && !bgpPorts.has(destinationPort);
  }

  function open(name: string): CaptureInput {
    const classifier = createClassifier(bgpPorts);
    const dissector = createDissector(verify);
    const kinds = new Uint32Array(TRAFFIC.length);
    const learn = (port: number): void => {
      bgpPorts.add(port);
      classifier.addPort(port);
    };
    const handshakes = createSetAside();
    const handshakeDissector = createDissector(verify);
    let kind = 0;
    let place: Place | null = null;
    /** Of a file that holds several captures, by their names. */
    const several = new Map<string, Place>();
    let isSeveral = false;

    function wants(bytes: Uint8Array, start: number, end: number, linkType: number): boolean {
      kind = classifier.classify(bytes, start, end, linkType);
      const traffic = kind & TRAFFIC_MASK;
      kinds[traffic] = (kinds[traffic] ?? 0) + 1;
      return kind > TRAFFIC_MASK || place === null || isSeveral;
    }

    const reader = createCaptureReader((packet) => {
      firstTime ??= { seconds: packet.seconds, nanoseconds: packet.nanoseconds, digits: packet.digits };
      const source = sourceName(name, reader.capture);
      place = placeIn(source, packet);
      place.clock.take(source, packet);
      if (kind & SYN_ELSEWHERE) handshakes.keep(packet);
      if ((kind & LOOK) === 0) return;
      const { engine } = place;
      const dissected = dissector.dissect(packet);
      if (mayShowBgp(dissected))
        handshakes.empty((early) => engine.packet(source, early, handshakeDissector.dissect(early), learn));
      engine.packet(source, packet, dissected, learn);
    }, wants);

    function placeIn(source: string, packet: CapturedPacket): Place {
      const isOneOfFile = source !== name;
      const found = isOneOfFile ? (several.get(source) ?? (several.size < MOST_CAPTURES ? undefined : place)) : place;
      const here = found ?? placeOf(source, packet, isOneOfFile);
      if (!isOneOfFile) return here;
      isSeveral = true;
      if (found === undefined || found === null) several.set(source, here);
      here.last = here.clock.secondsAt(packet.seconds + packet.nanoseconds / 1e9);
      return here;
    }

    return {
      reader,
      push(chunk) {
        reader.push(chunk);
        if (place === null || isSeveral) return;
        place.last = place.clock.secondsAt(reader.seconds);
        place.lastShown = reader.seconds;
      },
      end(bytes, fault) {
        reader.end();
        tallies.push({ name, reader, kinds, fault: fault ?? null });
        const linkTypes = [...reader.linkTypes].map(linkTypeName);
        sources.push({ kind: 'pcap', name, format: reader.format, bytes, linkTypes, packets: reader.packets });
      },
    };
  }

  function finish(): CapturesRead {
    const states: SessionState[] = [];
    const views: SessionView[] = [];
    const incomplete: Incomplete[] = [];
    for (const { sources: files, engine, since, last } of places) {
      const result = engine.finish();
      const place: PlaceSeen = { sources: files, since, last };
      states.push(...result.sessions);
      for (const state of result.sessions) {
        const session = toBgpSession(state, last);
        if (session !== undefined) views.push({ state, session, place });
      }
      incomplete.push(...incompleteRoutes(result.sessions));
      if (result.ignoredPairs > 0) incomplete.push(tooManyPairs(result.sessions.length, result.ignoredPairs));
    }
    const names = tallies.map(({ name }) => name);
    const steps = places.flatMap(({ clock }) => clock.steps);
    const captures = tallies.map((tally) => toCaptureSeen(tally, states, names, steps));
    return {
      evidence: { captures, sessions: joinViews(views) },
      views,
      elsewhere: tallies.length < 2 ? [] : shownBefore(states),
      sources,
      incomplete,
    };
  }

  return {
    open,
    get start() {
      return firstTime;
    },
    peek: () =>
      places.flatMap(({ engine, last }) => [...engine.sessions].flatMap((each) => toBgpSession(each, last) ?? [])),
    finish,
  };
}

/** Nobody sends a SYN again once it is answered: what has it again after another capture had it shows the same time. */
function shownBefore(states: readonly SessionState[]): readonly string[] {
  const names = new Set<string>();
  const handshakes = new Map<string, Stamp>();
  for (const connection of states.flatMap(({ connections }) => connections)) {
    const { opened, client, halves, first } = connection;
    const syn = client === null ? null : halves[client].syn;
    if (opened === null || syn === null) continue;
    if (syn.stamp.source !== syn.last.source && secondsOf(syn.last) > secondsOf(opened) + ANOTHER_PLACE_SECONDS)
      names.add(syn.last.source);
    // With its addresses translated it is another session.
    const key = handshakeOf(connection);
    const other = key === undefined ? undefined : handshakes.get(key);
    if (key !== undefined && other === undefined) handshakes.set(key, first);
    else if (other !== undefined && isElsewhere(other, first)) names.add(first.source);
    else if (other !== undefined && isElsewhere(first, other)) names.add(other.source);
  }
  return [...names];
}

const isElsewhere = (before: Stamp, after: Stamp): boolean =>
  before.source !== after.source && secondsOf(after) > secondsOf(before) + ANOTHER_PLACE_SECONDS;

const tooManyPairs = (followed: number, ignored: number): Incomplete => ({
  source: null,
  what: 'sessions',
  why: `the capture holds more pairs of BGP speakers than the ${followed} that were followed; at least ${ignored} were not`,
});
