/**
 * Puts packets together to connections and sessions. A `Connection` is one four-tuple and incarnation, a session is all
 * connections of one pair of addresses. Memory is bounded whatever the capture holds.
 */
import type { CapturedPacket } from '../decoders/capture/packet.ts';
import { type Dissected, PacketKind, TcpFlag } from '../decoders/dissected.ts';
import { formatAddress } from '../net/address.ts';
import { createBudget } from './budget.ts';
import { type Clock, createClock } from './clock.ts';
import { type Connection, createConnection } from './connection.ts';
import { finishEstablished } from './established.ts';
import { createFlowCache, type Flow, flowOf, orderEnds } from './flows.ts';
import { looksLikeHeader } from './framer.ts';
import { type End, otherEnd } from './ladder.ts';
import { createPendingHandshakes } from './pending.ts';
import { takeSegment } from './segment.ts';
import { addConnection, createSession, noteIcmp, type SessionState } from './session.ts';
import { createTranslations } from './translations.ts';
import type { MessageListener } from './take-message.ts';
import type { Stamp } from './stamp.ts';

const MAX_SESSIONS = 10_000;
const BGP_PORT = 179;

const ignorePort = (_port: number): void => {};

export interface EngineOptions {
  /** TCP ports that carry BGP besides 179. */
  readonly ports: readonly number[];
  readonly listener: MessageListener | null;
}

export interface SessionEngine {
  /** `learn` is told each port on which a marker shows BGP. */
  packet(source: string, captured: CapturedPacket, dissected: Dissected, learn: (port: number) => void): void;
  /** As they stand, in the order in which their first packets came: what waits for missing packets still does. */
  readonly sessions: Iterable<SessionState>;
  /** No more packets: hands out what waited for missing ones. */
  finish(): EngineResult;
}

export interface EngineResult {
  /** In the order in which their first packets came. */
  readonly sessions: readonly SessionState[];
  /** Pairs of addresses beyond the cap, which were not followed. */
  readonly ignoredPairs: number;
}

export function createSessionEngine({ ports, listener }: EngineOptions, firstPacket: CapturedPacket): SessionEngine {
  const bgpPorts = new Set([BGP_PORT, ...ports]);
  const sessions = new Map<string, SessionState>();
  const flows = new Map<string, { readonly session: SessionState; readonly connection: Connection }>();
  const cache = createFlowCache();
  const pending = createPendingHandshakes();
  const translations = createTranslations();
  const ignored = new Set<string>();
  const budget = createBudget();
  const clock = createClock(firstPacket);
  let learnPort = ignorePort;
  /** Connections of all sessions. */
  let kept = 0;

  function sessionOf({ pair, addresses }: Flow): SessionState | undefined {
    const known = sessions.get(pair);
    if (known !== undefined) return known;
    if (sessions.size >= MAX_SESSIONS) {
      if (ignored.size < MAX_SESSIONS) ignored.add(pair);
      return undefined;
    }
    const session = createSession(addresses);
    sessions.set(pair, session);
    return session;
  }

  function begin(flow: Flow, first: Stamp, midstream: boolean): Connection | undefined {
    const session = sessionOf(flow);
    if (session === undefined) return undefined;
    const connection = createConnection(
      session.connectionCount + 1,
      flow.addresses,
      session,
      flow.ports,
      first,
      midstream,
      budget,
    );
    const dropped = addConnection(session, connection, kept);
    if (dropped === undefined) kept += 1;
    else forget(dropped);
    flows.set(flow.key, { session, connection });
    cache.clear();
    return connection;
  }

  function forget(connection: Connection): void {
    const { key } = orderEnds(
      connection.addresses[0],
      connection.ports[0],
      connection.addresses[1],
      connection.ports[1],
    );
    if (flows.get(key)?.connection === connection) flows.delete(key);
  }

  function take(connection: Connection, from: End, packet: Dissected): void {
    const { outgoing, incoming } = connection.directions;
    if (packet.outgoing === true) outgoing[from] += 1;
    else if (packet.outgoing === false) incoming[from] += 1;
    if (connection.halves[from].copyFilter.isCopy(packet, clock.seconds)) return;
    takeSegment(connection, from, packet, clock, listener);
  }

  function takeTcp(packet: Dissected): void {
    const isSyn = (packet.flags & TcpFlag.SYN) !== 0;
    if (!bgpPorts.has(packet.sourcePort) && !bgpPorts.has(packet.destinationPort)) {
      takeUnknownPort(packet, isSyn);
      return;
    }
    if (!isSyn) {
      const cached = cache.find(packet);
      if (cached !== undefined) {
        take(cached.connection, cached.from, packet);
        return;
      }
    }
    const flow = flowOf(packet);
    const known = flows.get(flow.key);
    if (known !== undefined && !(isSyn && beginsAnew(known.connection, flow.from, packet))) {
      if (!isSyn) cache.remember(packet, known.connection, flow.from);
      take(known.connection, flow.from, packet);
      return;
    }
    const translated = translations.find(flow, packet, clock.seconds);
    if (translated !== undefined) {
      take(translated.connection, translated.from, packet);
      return;
    }
    const connection = begin(flow, clock.stamp(), !isSyn);
    if (connection === undefined) return;
    if (isSyn) translations.note(connection, flow, packet, clock.seconds);
    take(connection, flow.from, packet);
  }

  /** BGP shows on any port by its marker; the handshake before it waited in `pending`. */
  function takeUnknownPort(packet: Dissected, isSyn: boolean): void {
    if (isSyn) {
      pending.note(packet, clock);
      return;
    }
    if (!looksLikeHeader(packet.bytes, packet.payloadStart, packet.payloadEnd)) return;
    const flow = flowOf(packet);
    const handshake = pending.take(packet);
    const connection = begin(flow, handshake[0]?.stamp ?? clock.stamp(), handshake.length === 0);
    if (connection === undefined) return;
    for (const { sameDirection, segment, stamp } of handshake) {
      const from = sameDirection ? flow.from : otherEnd(flow.from);
      clock.during(stamp, () => takeSegment(connection, from, segment, clock, listener));
    }
    const server = connection.client === null ? Math.min(...flow.ports) : flow.ports[otherEnd(connection.client)];
    bgpPorts.add(server);
    learnPort(server);
    take(connection, flow.from, packet);
  }

  function takeIcmp(packet: Dissected): void {
    const { bytes, addressLength } = packet;
    const quoted = orderEnds(
      formatAddress(bytes, packet.quotedSourceAt, addressLength),
      packet.quotedSourcePort,
      formatAddress(bytes, packet.quotedDestinationAt, addressLength),
      packet.quotedDestinationPort,
    );
    const session =
      flows.get(quoted.key)?.session ??
      (quoted.ports.some((port) => bgpPorts.has(port)) ? sessions.get(quoted.pair) : undefined);
    if (session === undefined) return;
    noteIcmp(session, {
      sender: formatAddress(bytes, packet.sourceAt, addressLength),
      version: addressLength === 4 ? 4 : 6,
      type: packet.icmpType,
      code: packet.icmpCode,
      quotes: quoted.from,
      mtu: packet.mtu,
      stamp: clock.stamp(),
    });
  }

  return {
    packet(source, captured, dissected, learn) {
      clock.set(source, captured);
      learnPort = learn;
      if (dissected.kind === PacketKind.Tcp) takeTcp(dissected);
      else if (dissected.kind === PacketKind.IcmpError) takeIcmp(dissected);
    },
    get sessions() {
      return sessions.values();
    },
    finish() {
      for (const { connections } of sessions.values())
        for (const connection of connections) finishConnection(connection, clock);
      return { sessions: [...sessions.values()], ignoredPairs: ignored.size };
    },
  };
}

/** A SYN with another sequence number on a known four-tuple: the port is used again. */
function beginsAnew({ halves, client, end }: Connection, from: End, packet: Dissected): boolean {
  const half = halves[from];
  const peer = halves[otherEnd(from)];
  const isAnother = half.syn !== null && half.syn.sequence !== packet.sequence;
  // A late or repeated answer belongs to what is there; after its end, one to a SYN that was not captured does not.
  if (packet.flags & TcpFlag.ACK) return isAnother && end !== null;
  if (half.syn !== null) return isAnother;
  // The SYN was captured after its answer, or both ends dial at once from the same port.
  const answered = peer.syn !== null && peer.syn.acknowledges === (packet.sequence + 1) >>> 0;
  const simultaneous =
    client !== null && client !== from && peer.syn !== null && peer.syn.acknowledges === -1 && end === null;
  return !answered && !simultaneous;
}

function finishConnection(connection: Connection, clock: Clock): void {
  const { halves } = connection;
  for (const half of halves) {
    clock.during({ ...half.last }, () => {
      half.reassembly?.finish();
      half.framer?.finish();
    });
  }
  finishEstablished(connection);
}
