/** What the session engine put together, seen from the cluster's side: its two ends become `local` and `remote`. */
import { familyName, familyNameOf } from '../decoders/bgp/families.ts';
import { type BgpOpen, MessageType } from '../decoders/bgp/message.ts';
import { CapabilityCode } from '../decoders/bgp/registry/capabilities.ts';
import type {
  AsSeen,
  BgpConnection,
  BgpSession,
  ConnectionEnd,
  RouteCounts,
  SideSeen,
  SynSeen,
} from '../model/bgp-session.ts';
import type { MalformedSeen, NotificationSeen, OpenSeen } from '../model/messages-seen.ts';
import type { Side } from '../model/moment.ts';
import type { LadderEntry, MessageCounts } from '../model/session.ts';
import { toIso } from '../model/timestamp.ts';
import { type AsMention, type Connection, type Half, lastUpdateOf } from '../sessions/connection.ts';
import type { End, Rung } from '../sessions/ladder.ts';
import type { SessionState } from '../sessions/session.ts';
import { momentOf, secondsOf } from '../sessions/stamp.ts';
import { icmpErrors } from './icmp.ts';
import { toRoutesSeen } from './routes.ts';
import { judgeState } from './state.ts';
import { toClosedWindow, toTransmission } from './transmission.ts';

const TYPE_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(MessageType).map(([name, type]) => [type, name.replace('_', '-')]),
);

/** `captureEnd`: the time of the capture's last packet, in seconds since the epoch. `chosen`: the end to take for local. */
export function toBgpSession(state: SessionState, captureEnd: number, chosen?: End): BgpSession | undefined {
  const first = state.connections[0];
  if (first === undefined) return undefined;
  const marked = markedLocal(state);
  const local = chosen ?? marked ?? first.client ?? clientByPort(first);
  const sideOf = (end: End): Side => (end === local ? 'local' : 'remote');
  const connections = state.connections.map((connection) => toConnection(connection, sideOf));
  const addresses = bySide(state.addresses, local);
  const icmp = icmpErrors(state.icmp, sideOf);
  const last = state.connections.reduce(
    (latest, { last: mark }) => (secondsOf(mark) > secondsOf(latest) ? mark : latest),
    first.last,
  );
  return {
    id: `${addresses.local}-${addresses.remote}`,
    local: { address: addresses.local },
    remote: { address: addresses.remote },
    localInferred: marked === undefined,
    state: judgeState({ connections, icmp, captureEnd }),
    connections,
    connectionCount: state.connectionCount,
    messages: messagesOf(connections),
    icmp,
    firstSeen: momentOf(first.first, 'first packet'),
    lastSeen: momentOf(last, 'last packet'),
    captureEnd,
  };
}

/** The end that the capturing host only sends from. Where packets pass through it, both are marked both ways. */
export function markedLocal({ outgoing, incoming }: SessionState): End | undefined {
  const only = (end: End): boolean => outgoing[end] > 0 && incoming[end] === 0;
  if (only(0) === only(1)) return undefined;
  return only(0) ? 0 : 1;
}

/** Without a handshake: the service's port is the lower one. */
export const clientByPort = ({ ports }: Connection): End => (ports[0] > ports[1] ? 0 : 1);

const bySide = <T>(pair: readonly [T, T], local: End): Record<Side, T> =>
  local === 0 ? { local: pair[0], remote: pair[1] } : { local: pair[1], remote: pair[0] };

function toConnection(connection: Connection, sideOf: (end: End) => Side): BgpConnection {
  const { number, halves, ports, client, first, last, opened, midstream, established, end, notifications, ladder } =
    connection;
  const local: End = sideOf(0) === 'local' ? 0 : 1;
  const sides = bySide(halves, local);
  return {
    number,
    ports: bySide(ports, local),
    openedBy: client === null ? null : sideOf(client),
    first: momentOf(first, 'first packet'),
    last: momentOf(last, 'last packet'),
    openedAt: opened === null ? null : momentOf(opened, 'TCP open'),
    midstream,
    snapped: connection.snapped !== null,
    sides: { local: toSide(sides.local, sides.remote), remote: toSide(sides.remote, sides.local) },
    opens: { local: toOpen(sides.local), remote: toOpen(sides.remote) },
    notifications: notifications.map(({ from, notification, stamp, answers, blames }): NotificationSeen => {
      const { code, subcode, name } = notification;
      return {
        from: sideOf(from),
        ...notification,
        answers: answers === null ? null : momentOf(answers.stamp, TYPE_NAMES[answers.type] ?? `type ${answers.type}`),
        blames: blames === null ? null : { at: momentOf(blames.stamp, 'UPDATE'), by: blames.by },
        at: momentOf(stamp, `NOTIFICATION ${code}/${subcode} ${name}`),
      };
    }),
    establishedAt: established === null ? null : momentOf(established, 'Established'),
    end: end === null ? null : toEnd(end, sideOf),
    ladder: ladder.rungs.map((rung) => toEntry(rung, number, sideOf)),
  };
}

const toEnd = (
  { kind, from, stamp, answers }: NonNullable<Connection['end']>,
  sideOf: (end: End) => Side,
): ConnectionEnd => ({
  kind,
  from: sideOf(from),
  at: momentOf(stamp, kind),
  ...(answers !== null && { answers: momentOf(answers, 'last message') }),
});

const toEntry = (
  { stamp, from, event, text, fault, count }: Rung,
  connection: number,
  sideOf: (end: End) => Side,
): LadderEntry => ({
  connection,
  frame: stamp.frame,
  time: toIso(stamp),
  from: from === null ? null : sideOf(from),
  event,
  text,
  count,
  ...(fault && { fault }),
});

function toSide(half: Half, peer: Half): SideSeen {
  const lastUpdate = lastUpdateOf(half);
  return {
    packets: half.packets,
    lastPacket: half.packets === 0 ? null : momentOf(half.last, 'last packet'),
    lastAcknowledgement: half.ackedTo === -1 ? null : momentOf(half.lastAck, 'acknowledges octets for the last time'),
    syn: half.syn === null ? null : toSyn(half.syn),
    refusal: half.refusal === null ? null : momentOf(half.refusal, 'RST'),
    signed: half.signed,
    unsigned: half.unsigned,
    ttl: { min: half.ttlMin, max: half.ttlMax },
    messages: { ...half.messages },
    firstMessage: half.firstMessage === null ? null : momentOf(half.firstMessage, 'first message'),
    lastMessage: half.firstMessage === null ? null : momentOf(half.lastMessage, 'last message'),
    lastUpdate: lastUpdate === null ? null : momentOf(lastUpdate, 'last UPDATE'),
    missing:
      half.missing === null
        ? null
        : { bytes: half.missing.bytes, at: momentOf(half.missing.stamp, `${half.missing.bytes} octets missing`) },
    unseen: half.packets === 0 && isAnswered(peer),
    transmission: half.transmission === null ? null : toTransmission(half.transmission, peer.ackedTo, half.last),
    closedWindow: half.closedWindow === null ? null : toClosedWindow(half.closedWindow),
    routes: toRoutes(half),
    carried: toRoutesSeen(half, peer),
    malformed: half.malformed.map(toMalformed),
    reservedAs: half.reservedAs.map(toAsSeen),
    wideAs: half.wideAs === null ? null : toAsSeen(half.wideAs),
  };
}

/** Its packets acknowledge some of the other end, which must have been on the wire. */
function isAnswered({ syn, ackAdvanced, firstAck }: Half): boolean {
  if (syn !== null) return syn.acknowledges !== -1 || firstAck !== -1;
  return ackAdvanced;
}

function toSyn({ stamp, last, count, ttl, mss, auth, signature, acknowledges }: NonNullable<Half['syn']>): SynSeen {
  const name = acknowledges === -1 ? 'SYN' : 'SYN-ACK';
  const fit =
    signature === null ? '' : signature === 'fits' ? ' that fits the given key' : ' of another key than the given one';
  const signed = auth === null ? '' : auth === 'md5' ? `, TCP MD5 option${fit}` : ', TCP-AO option';
  return {
    at: momentOf(stamp, `${name}, TTL ${ttl}${signed}`),
    last: momentOf(last, `${name}, TTL ${ttl}${signed}`),
    count,
    ttl,
    mss,
    auth,
    signature,
  };
}

function toOpen({ open: sent }: Half): OpenSeen | null {
  if (sent === null) return null;
  const { open, stamp } = sent;
  const offers = open.capabilities.length === 0 ? 'no capabilities' : `${open.capabilities.length} capabilities`;
  const text = `OPEN: AS ${open.as}, hold time ${open.holdTime} s, identifier ${open.bgpId}, ${offers}`;
  return { ...open, families: familiesOf(open), at: momentOf(stamp, text) };
}

function familiesOf({ capabilities }: BgpOpen): string[] {
  const families = capabilities.flatMap(({ code, afi, safi }) =>
    code === CapabilityCode.MULTIPROTOCOL && typeof afi === 'number' && typeof safi === 'number'
      ? [familyName(afi, safi)]
      : [],
  );
  return families.length === 0 ? [familyName(1, 1)] : [...new Set(families)];
}

function toRoutes({ routes }: Half): ReadonlyMap<string, RouteCounts> {
  return new Map([...routes].map(([code, counts]) => [familyNameOf(code), { ...counts }]));
}

const toMalformed = ({ type, fault, stamp }: Half['malformed'][number]): MalformedSeen => ({
  type,
  ...fault,
  at: momentOf(stamp, `${type}: ${fault.reason}`),
});

const toAsSeen = ({ as, where, stamp }: AsMention): AsSeen => ({
  as,
  where,
  at: momentOf(stamp, `AS ${as} in ${where}`),
});

/** Of all connections, both sides together. */
export function messagesOf(connections: readonly BgpConnection[]): MessageCounts {
  const sum = { open: 0, update: 0, notification: 0, keepalive: 0, routeRefresh: 0 };
  for (const { messages } of connections.flatMap(({ sides }) => [sides.local, sides.remote])) {
    sum.open += messages.open;
    sum.update += messages.update;
    sum.notification += messages.notification;
    sum.keepalive += messages.keepalive;
    sum.routeRefresh += messages.routeRefresh;
  }
  return sum;
}
