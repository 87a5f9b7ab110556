import { ErrorCode } from '../../decoders/bgp/registry/notifications.ts';
import {
  type BgpConnection,
  type BgpSession,
  type Moment,
  type NotificationSeen,
  otherSide,
  type Side,
  SIDES,
} from '../../model/evidence.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { seconds, times } from '../words.ts';
import { defineSessionCheck, mergeDrafts, SESSION_DOWN, type SessionDraft } from './define-session-check.ts';
import { hasGap } from './progress.ts';

/** A hold timer that ran out on one connection. */
interface Expiry {
  readonly connection: BgpConnection;
  readonly silent: Side;
  readonly since: Moment | null;
  readonly seconds: number | null;
  /** Null where it never reached the wire. */
  readonly notification: NotificationSeen | null;
  readonly end: Moment;
}

/** Two ends of a timer that both run on clocks of their own. */
const TOLERANCE_SECONDS = 1;
/** BIRD shortens the hold timer too by the jitter that RFC 4271 §10 has for others. KEEPALIVEs come every third of it. */
const LEAST_JITTER = 0.75;

export const holdTimerExpired: Check = defineSessionCheck({
  id: 'bgp/hold-timer-expired',
  severity: 'error',
  explains: [
    ...SESSION_DOWN,
    'bgp/no-open',
    'bgp/closed-before-open',
    'bgp/closed-before-established',
    'bgp/tcp-refused',
    'bgp/fsm-error',
  ],
  docs: {
    what: 'A side sends NOTIFICATION 4 (Hold Timer Expired), or a side is silent for longer than the negotiated hold time and the connection ends.',
    why:
      'A neighbour that sends neither KEEPALIVE nor UPDATE for the hold time (the lower one of both OPENs) is given up. The finding says which side went silent, for how long, and whether its TCP still acknowledged: ' +
      'then its host is reachable and its BGP process hangs (CPU, memory, a stopped container). If nothing came from it, the path is broken or loses packets; at node boot, think of a host policy that is loaded before port 179 is ' +
      'excepted. The NOTIFICATION itself often gets lost on the same broken path, so silence followed by the end counts as well.',
    remedy: [
      action('check-process', { on: 'SIDE', peer: 'PEER' }),
      action('read-log', { on: 'SIDE', peer: 'PEER' }),
      action('check-path', { on: 'SIDE', peer: 'PEER' }),
      action('open-firewall', { on: 'PEER', peer: 'SIDE' }),
    ],
    references: [rfc(4271, '6.5'), rfc(4271, '4.2'), rfc(4271, '8.2.2')],
  },
  judge(session) {
    const drafts = SIDES.flatMap((silent): SessionDraft[] => {
      const all = session.connections.flatMap((connection) => expiryOn(session, connection, silent) ?? []);
      // That no OPEN comes when it is dialled again is the same silence, and says less.
      const ofSession = all.filter(({ connection }) => connection.establishedAt !== null);
      const expiries = ofSession.length > 0 ? ofSession : all;
      const last = expiries.at(-1);
      if (last === undefined) return [];
      const on = session[silent].address;
      const peer = session[otherSide(silent)].address;
      const alive = stillAcknowledges(last);
      return [
        {
          title: titleOf(last, on, peer, alive, expiries.length),
          cause: alive
            ? `The hold time ran out (RFC 4271 §6.5). Inferred: the BGP process of ${on} stood still, for its kernel went on acknowledging what ${peer} sent.`
            : `The hold time ran out (RFC 4271 §6.5). Inferred: the path from ${on} to ${peer} lost everything, or ${on} stopped altogether; its TCP acknowledged nothing more.`,
          remedy: alive
            ? [action('check-process', { on, peer }), action('read-log', { on, peer })]
            : [
                action('check-path', { on, peer }),
                action('open-firewall', { on: peer, peer: on }),
                action('check-process', { on, peer }),
              ],
          evidence: [last.since, last.notification?.at, last.end].flatMap((at) => at ?? []),
          blame: alive ? on : null,
        },
      ];
    });
    // On a path that is broken both fall silent; where one still acknowledges, it is the one that hangs.
    const hanging = drafts.filter(({ blame }) => blame !== null);
    return hanging.length > 0 ? hanging : mergeDrafts(drafts);
  },
});

/** The session was up, and lost since this side fell silent. */
export const wasLostToSilence = (session: BgpSession, silent: Side): boolean =>
  session.connections.some(
    (connection) => connection.establishedAt !== null && expiryOn(session, connection, silent) !== undefined,
  );

function expiryOn(session: BgpSession, connection: BgpConnection, silent: Side): Expiry | undefined {
  const { silence, lastMessage } = connection.sides[silent];
  const notification = connection.notifications.find(
    ({ code, from }) => code === ErrorCode.HoldTimerExpired && from === otherSide(silent),
  );
  if (notification !== undefined) {
    const elapsed = lastMessage === null ? null : notification.at.seconds - lastMessage.seconds;
    return { connection, silent, since: lastMessage, seconds: elapsed, notification, end: notification.at };
  }
  const hold = holdTimeOf(connection);
  if (silence === null || hold === null) return undefined;
  const isEndedByOther = connection.end?.from === otherSide(silent);
  const patience = isEndedByOther ? hold * LEAST_JITTER : hold - TOLERANCE_SECONDS;
  const end = endOf(session, connection, silence.since.seconds + patience);
  if (end === undefined) return undefined;
  if (connection.notifications.length > 0 || hasGap(connection)) return undefined;
  if (silence.seconds < patience) return undefined;
  const lasted = silence.since.seconds + silence.seconds >= end.seconds - TOLERANCE_SECONDS;
  return lasted
    ? {
        connection,
        silent,
        since: silence.since,
        seconds: end.seconds - silence.since.seconds,
        notification: null,
        end,
      }
    : undefined;
}

/** Seconds; null where the timer is off or an OPEN is not in the capture (RFC 4271 §4.2: the smaller one). */
function holdTimeOf({ opens: { local, remote } }: BgpConnection): number | null {
  if (local === null || remote === null) return null;
  const hold = Math.min(local.holdTime, remote.holdTime);
  return hold === 0 ? null : hold;
}

/** Its end, or the attempt of a new connection, `due` or later, that shows that it was given up. */
function endOf({ connections }: BgpSession, { number, end }: BgpConnection, due: number): Moment | undefined {
  return end?.at ?? connections.find((later) => later.number > number && later.first.seconds >= due)?.first;
}

function stillAcknowledges({ connection, silent, since }: Expiry): boolean {
  const acknowledged = connection.sides[silent].lastAcknowledgement;
  return since !== null && acknowledged !== null && acknowledged.seconds > since.seconds + TOLERANCE_SECONDS;
}

function titleOf(
  { connection, since, seconds: elapsed, notification }: Expiry,
  on: string,
  peer: string,
  alive: boolean,
  count: number,
): string {
  const hold = holdTimeOf(connection);
  const limit = hold === null ? '' : ` (hold time ${hold} s)`;
  const silence =
    since === null || elapsed === null ? `${on} sent no message` : `${on} sent no message for ${seconds(elapsed)}`;
  const tcp = alive ? '; its TCP still acknowledged' : '';
  const answer =
    notification === null
      ? `and the connection ended`
      : `and ${peer} sent NOTIFICATION 4/${notification.subcode} (Hold Timer Expired)`;
  return `${silence}${limit}${tcp}, ${answer}, ${times(count)}.`;
}
