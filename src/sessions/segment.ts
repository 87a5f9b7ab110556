/** What a TCP segment does to its connection (RFC 9293 §3.5): handshake, data, end. */
import { TcpFlag } from '../decoders/dissected.ts';
import { noteAcknowledged } from './acknowledgement.ts';
import { type Clock, move } from './clock.ts';
import { noteWindow } from './closed-window.ts';
import type { Connection, Half } from './connection.ts';
import { judgeEstablished } from './established.ts';
import { type End, otherEnd } from './ladder.ts';
import type { Segment } from './segment-fields.ts';
import { openStream } from './stream.ts';
import type { MessageListener } from './take-message.ts';
import { noteSent } from './transmission.ts';

export function takeSegment(
  connection: Connection,
  from: End,
  segment: Segment,
  clock: Clock,
  listener: MessageListener | null,
): void {
  const { flags } = segment;
  countPacket(connection, connection.halves[from], segment, clock);

  if (flags & TcpFlag.SYN) takeSyn(connection, from, segment, clock);
  if (flags & TcpFlag.RST) {
    takeReset(connection, from, clock);
    return;
  }
  if (flags & TcpFlag.ACK) takeAck(connection, from, segment, clock, listener);
  if (segment.payloadLength > 0) {
    const reassembly = connection.halves[from].reassembly ?? openStream(connection, from, clock, listener);
    if (connection.end === null && !(flags & TcpFlag.SYN)) {
      noteSent(connection.halves[from], connection.halves[otherEnd(from)], reassembly.next, segment, clock);
    }
    const dataAt = flags & TcpFlag.SYN ? (segment.sequence + 1) >>> 0 : segment.sequence;
    reassembly.segment(
      dataAt,
      segment.bytes,
      segment.payloadStart,
      segment.payloadEnd,
      segment.payloadLength,
      clock.seconds,
    );
  }
  if (flags & TcpFlag.FIN && connection.end === null) endConnection(connection, 'FIN', from, clock);
}

function countPacket(connection: Connection, half: Half, { auth, ttl, flags }: Segment, clock: Clock): void {
  half.packets += 1;
  move(connection.last, clock);
  move(half.last, clock);
  if (auth === null) half.unsigned += 1;
  else half.signed += 1;
  // A RST is the kernel's, with a TTL that no daemon has set.
  if (flags & TcpFlag.RST) return;
  half.ttlMin = half.ttlMax === 0 ? ttl : Math.min(half.ttlMin, ttl);
  half.ttlMax = Math.max(half.ttlMax, ttl);
}

function takeSyn(connection: Connection, from: End, segment: Segment, clock: Clock): void {
  const half = connection.halves[from];
  const answers = (segment.flags & TcpFlag.ACK) !== 0;
  const text = segment.auth === null ? '' : segment.auth === 'md5' ? 'TCP MD5' : 'TCP-AO';
  connection.ladder.add(clock.stamp(), from, answers ? 'SYN-ACK' : 'SYN', text);
  connection.client ??= answers ? otherEnd(from) : from;
  if (half.syn !== null && half.syn.sequence === segment.sequence) {
    half.syn.count += 1;
    half.syn.last = clock.stamp();
    return;
  }
  half.syn = {
    stamp: clock.stamp(),
    last: clock.stamp(),
    count: 1,
    sequence: segment.sequence,
    acknowledges: answers ? segment.acknowledgement : -1,
    ttl: segment.ttl,
    mss: segment.mss === -1 ? null : segment.mss,
    auth: segment.auth,
    signature: segment.signature,
    hasData: segment.payloadLength > 0,
  };
}

function takeAck(
  connection: Connection,
  from: End,
  segment: Segment,
  clock: Clock,
  listener: MessageListener | null,
): void {
  const half = connection.halves[from];
  const peer = connection.halves[otherEnd(from)];
  const isSyn = (segment.flags & TcpFlag.SYN) !== 0;
  if (half.firstAck === -1) half.firstAck = segment.acknowledgement;
  else if (((segment.acknowledgement - half.firstAck) | 0) > 0) half.ackAdvanced = true;
  if (half.ackedTo === -1 || ((segment.acknowledgement - half.ackedTo) | 0) > 0) {
    half.ackedTo = segment.acknowledgement;
    move(half.lastAck, clock);
  }
  if (connection.opened === null && !isSyn && !connection.midstream) {
    const answered = from === connection.client || segment.payloadLength > 0;
    if (answered) connection.opened = clock.stamp();
  }
  const { syn } = peer;
  if (peer.reassembly === null && syn !== null && connection.opened !== null) {
    // The capture has no octet of what is acknowledged: a stream is opened to say that they are missing.
    if (((segment.acknowledgement - syn.sequence) | 0) > 1) openStream(connection, otherEnd(from), clock, listener);
  }
  if (peer.transmission !== null) noteAcknowledged(peer.transmission, segment, clock);
  if ((segment.window === 0 || half.closedWindow !== null) && connection.end === null && !isSyn) {
    half.closedWindow = noteWindow(half.closedWindow, segment.window, clock);
  }
  peer.reassembly?.acknowledged(segment.acknowledgement, clock.seconds);
  if (connection.agreed !== null && connection.established === null) judgeEstablished(connection, clock);
}

function takeReset(connection: Connection, from: End, clock: Clock): void {
  const client = connection.client;
  const refuses =
    connection.opened === null && client !== null && client !== from && connection.halves[from].syn === null;
  if (refuses) connection.halves[from].refusal ??= clock.stamp();
  if (connection.end === null) endConnection(connection, 'RST', from, clock);
}

function endConnection(connection: Connection, kind: 'FIN' | 'RST', from: End, clock: Clock): void {
  const stamp = clock.stamp();
  const { firstMessage, lastMessage } = connection.halves[otherEnd(from)];
  connection.end = { kind, from, stamp, answers: firstMessage === null ? null : { ...lastMessage } };
  connection.ladder.add(stamp, from, kind, '');
}
