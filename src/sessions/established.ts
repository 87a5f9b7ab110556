import type { Clock } from './clock.ts';
import type { Connection, Half } from './connection.ts';
import { secondsOf } from './stamp.ts';

/** How far into its stream an end has accepted the other: up to the first KEEPALIVE or UPDATE that it sent. */
export function noteAcceptance(half: Half): void {
  if (half.acceptedTo === -1 && accepts(half)) half.acceptedTo = half.reassembly?.next ?? -1;
}

/**
 * Established once each has sent its OPEN and the KEEPALIVE that accepts the other's (RFC 4271 §8.2.2), and the other's
 * TCP has taken it: a speaker with TTL security drops what it does not like after it is captured. Where OPENs are not in the
 * capture, KEEPALIVEs both ways, repeated ones or an UPDATE show that the session is up.
 */
export function judgeEstablished(connection: Connection, clock: Clock): void {
  if (connection.established !== null || connection.end !== null || !isAgreed(connection)) return;
  connection.agreed ??= clock.stamp();
  const [first, second] = connection.halves;
  if (!isTaken(first, second) || !isTaken(second, first)) return;
  connection.established = clock.stamp();
  connection.ladder.add(clock.stamp(), null, 'ESTABLISHED', '');
}

function isAgreed({ halves: [first, second] }: Connection): boolean {
  if (first.messages.notification + second.messages.notification > 0) return false;
  if (accepts(first) && accepts(second)) return true;
  const bothOpen = first.messages.open > 0 && second.messages.open > 0;
  const updates = first.messages.update + second.messages.update;
  const repeats = first.messages.keepalive > 1 || second.messages.keepalive > 1;
  return !bothOpen && (updates > 0 || repeats);
}

const accepts = ({ messages }: Half): boolean => messages.keepalive + messages.update > 0;

/** Of an end that the capture does not show nothing can be asked. */
const isTaken = ({ acceptedTo }: Half, peer: Half): boolean =>
  acceptedTo === -1 || peer.packets === 0 || (peer.ackedTo !== -1 && ((peer.ackedTo - acceptedTo) | 0) >= 0);

/** An end this soon came before the other's acknowledgement: the one that loses a collision is closed so (RFC 4271 §6.8). */
const AT_ONCE_SECONDS = 0.5;

/** An acknowledgement that was not captured is no fault; that octets were sent again because none came is one. */
export function finishEstablished(connection: Connection): void {
  const { agreed, established, end, halves, ladder } = connection;
  if (established !== null || agreed === null) return;
  if (end !== null && secondsOf(end.stamp) - secondsOf(agreed) < AT_ONCE_SECONDS) return;
  const [first, second] = halves;
  if ((!isTaken(first, second) && isRepeated(first)) || (!isTaken(second, first) && isRepeated(second))) return;
  connection.established = agreed;
  ladder.add(agreed, null, 'ESTABLISHED', '');
}

const isRepeated = ({ reassembly }: Half): boolean => reassembly !== null && reassembly.repeats > 0;
