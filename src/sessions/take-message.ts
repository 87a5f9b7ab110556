/** What a BGP message does to its connection (RFC 4271 §8): OPENs, negotiated state, Established, routes, faults. */
import { decodeMessage } from '../decoders/bgp/decode-message.ts';
import type { MessageFault } from '../decoders/bgp/fault.ts';
import { type BgpMessage, type DecodeContext, MessageType } from '../decoders/bgp/message.ts';
import {
  createInference,
  type Inference,
  inferredContext,
  knowsEnough,
  weighUpdate,
} from '../decoders/bgp/infer-context.ts';
import { negotiate, restrict } from '../decoders/bgp/negotiate.ts';
import { createUpdateScan, scanFramedUpdate } from '../decoders/bgp/scan-update.ts';
import { messageDetails } from '../decoders/bgp/summary.ts';
import { AS_TRANS } from '../net/asn.ts';
import { findBlamed } from './blamed-update.ts';
import { type Clock, isOf, move } from './clock.ts';
import type { Connection, Half } from './connection.ts';
import { judgeEstablished, noteAcceptance } from './established.ts';
import type { HeaderFault } from './framer.ts';
import { type End, otherEnd } from './ladder.ts';
import { countRoutes, noteAsNumbers } from './take-update.ts';
import { keepUpdate } from './update-copies.ts';
import { isWorthWatching, watchUpdate } from './watch-update.ts';

/**
 * Told of every message as its last octet arrives. `bytes` hold the whole message, or what the capture has of it, or the
 * octets that stand where a header should be; they are valid during the call only.
 */
export type MessageListener = (
  connection: Connection,
  from: End,
  bytes: Uint8Array,
  context: DecodeContext,
  clock: Clock,
) => void;

const MAX_KEPT = 20;
const COUNTED = {
  OPEN: 'open',
  UPDATE: 'update',
  NOTIFICATION: 'notification',
  KEEPALIVE: 'keepalive',
  'ROUTE-REFRESH': 'routeRefresh',
} as const;

const scan = createUpdateScan();

export function takeMessage(
  connection: Connection,
  from: End,
  bytes: Uint8Array,
  start: number,
  end: number,
  clock: Clock,
  listener: MessageListener | null,
): void {
  const half = connection.halves[from];
  const type = bytes[start + 18];
  if (half.lastType === MessageType.UPDATE && type !== MessageType.UPDATE) half.lastUpdate = { ...half.lastMessage };
  noteTime(half, clock);
  half.lastType = type ?? null;
  if (type === MessageType.UPDATE) {
    takeUpdate(connection, from, bytes, start, end, clock);
  } else if (type === MessageType.KEEPALIVE && end - start === 19) {
    half.messages.keepalive += 1;
    connection.ladder.repeat('KEEPALIVE', from, clock.stamp);
  } else {
    takeDecoded(connection, from, decodeMessage(bytes.subarray(start, end), half.context), clock);
  }
  if (connection.established === null) {
    noteAcceptance(half);
    judgeEstablished(connection, clock);
  }
  listener?.(connection, from, bytes.subarray(start, end), half.context, clock);
}

/** A message of which the capture lacks the end. Code and subcode of a NOTIFICATION are worth having all the same. */
export function takeCutMessage(
  connection: Connection,
  from: End,
  bytes: Uint8Array,
  start: number,
  end: number,
  clock: Clock,
  listener: MessageListener | null,
): void {
  const half = connection.halves[from];
  const held = bytes.subarray(start, end);
  noteTime(half, clock);
  const message = decodeMessage(held, half.context);
  if (message.type === 'NOTIFICATION') takeDecoded(connection, from, { ...message, fault: null }, clock);
  else if (message.type === 'OPEN') half.messages.open += 1;
  else if (message.type === 'UPDATE') half.messages.update += 1;
  listener?.(connection, from, held, half.context, clock);
}

export function takeHeaderFault(
  connection: Connection,
  from: End,
  fault: HeaderFault,
  header: Uint8Array,
  clock: Clock,
  listener: MessageListener | null,
): void {
  noteFault(connection, from, 'message header', { ...fault, treatment: null }, clock);
  listener?.(connection, from, header, connection.halves[from].context, clock);
}

function takeDecoded(connection: Connection, from: End, message: BgpMessage, clock: Clock): void {
  const half = connection.halves[from];
  if (message.type !== 'UNKNOWN') half.messages[COUNTED[message.type]] += 1;
  if (message.fault !== null) keepFault(half, message.type, message.fault, clock);
  const refused = message.type === 'NOTIFICATION';
  connection.ladder.add(clock.stamp(), from, message.type, messageDetails(message), refused || message.fault !== null);
  if (message.type === 'OPEN' && message.open !== null && half.open === null) {
    half.open = { open: message.open, stamp: clock.stamp() };
    noteAsNumbers(half, message.open, clock);
    agree(connection);
  }
  if (message.type === 'NOTIFICATION' && message.notification !== null && connection.notifications.length < MAX_KEPT) {
    const { lastMessage, lastType } = connection.halves[otherEnd(from)];
    const answers = lastType === null ? null : { type: lastType, stamp: { ...lastMessage } };
    const blames = findBlamed(connection.halves[otherEnd(from)], message.notification);
    connection.notifications.push({ from, notification: message.notification, stamp: clock.stamp(), answers, blames });
  }
}

function takeUpdate(
  connection: Connection,
  from: End,
  bytes: Uint8Array,
  start: number,
  end: number,
  clock: Clock,
): void {
  const half = connection.halves[from];
  half.messages.update += 1;
  scan.receiverAs = half.receiverAs;
  scan.receiverIpv4 = half.watch.receiverIpv4;
  if (connection.contextKnown) scanFramedUpdate(bytes, start, end, half.context, scan);
  else scanInferred(connection, from, bytes, start, end);
  if (scan.fault === null) connection.ladder.repeat('UPDATE', from, clock.stamp);
  else noteFault(connection, from, 'UPDATE', scan.fault, clock);
  countRoutes(half, scan, clock);
  if (isWorthWatching(half.watch, scan)) {
    const { watch } = connection.halves[otherEnd(from)];
    watchUpdate(half.watch, watch, bytes, start, end, scan, half.context, clock);
  }
  if (!half.copies.isFull) keepUpdate(half.copies, half.watch.log.budget, bytes, start, end, clock);
}

/** Without both OPENs: the first UPDATEs are weighed, and later those that do not fit. */
function scanInferred(connection: Connection, from: End, bytes: Uint8Array, start: number, end: number): void {
  const inference = (connection.inference ??= createInference());
  const weighed = !knowsEnough(inference, from);
  if (weighed) weigh(connection, inference, from, bytes, start, end);
  scanFramedUpdate(bytes, start, end, connection.halves[from].context, scan);
  if (scan.fault === null || weighed) return;
  weigh(connection, inference, from, bytes, start, end);
  scanFramedUpdate(bytes, start, end, connection.halves[from].context, scan);
}

function weigh(
  connection: Connection,
  inference: Inference,
  from: End,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  weighUpdate(inference, from, bytes, start, end);
  const { halves } = connection;
  const opens = [halves[0].open?.open ?? null, halves[1].open?.open ?? null] as const;
  halves[0].context = restrict(inferredContext(inference, 0), opens[0], opens[1]);
  halves[1].context = restrict(inferredContext(inference, 1), opens[1], opens[0]);
}

function agree(connection: Connection): void {
  const [first, second] = connection.halves;
  if (first.open === null || second.open === null) return;
  const { contexts, extendedMessage } = negotiate(first.open.open, second.open.open);
  connection.contextKnown = true;
  connection.halves.forEach((half, end) => {
    half.context = contexts[end] ?? half.context;
    const receiver = end === 0 ? second.open?.open.as : first.open?.open.as;
    if (receiver !== undefined && receiver !== AS_TRANS) half.receiverAs = receiver;
    if (extendedMessage[end] === true) half.framer?.allowExtended();
  });
}

export function noteTime(half: Half, clock: Clock): void {
  // Of a table, a packet holds a dozen messages.
  if (half.firstMessage !== null && isOf(half.lastMessage, clock)) return;
  half.firstMessage ??= clock.stamp();
  move(half.lastMessage, clock);
}

function noteFault(connection: Connection, from: End, type: string, fault: MessageFault, clock: Clock): void {
  keepFault(connection.halves[from], type, fault, clock);
  connection.ladder.add(clock.stamp(), from, type, fault.reason, true);
}

function keepFault({ malformed }: Half, type: string, fault: MessageFault, clock: Clock): void {
  if (malformed.length < MAX_KEPT) malformed.push({ type, fault, stamp: clock.stamp() });
}
