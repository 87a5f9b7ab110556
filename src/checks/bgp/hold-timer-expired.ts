import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import { type Moment, otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { type Action, action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { plural, seconds, times } from '../words.ts';
import { defineSessionCheck, mergeDrafts, SESSION_DOWN, type SessionDraft } from './define-session-check.ts';
import { holdLimitOf, holdTimeOf } from './hold-time.ts';
import { type Expiry, expiryOn, type Reason, reasonOf, stuckOf } from './hold-timer-expiry.ts';

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
      'excepted. Where that side did send, and its data was never acknowledged, the process is well and its data is stuck: behind a path that drops it, or a neighbour that keeps its TCP window closed. The NOTIFICATION itself often gets lost on the same broken path, so silence followed by the end counts as well.',
    remedy: [
      action('check-process', { on: 'SIDE', peer: 'PEER' }),
      action('read-log', { on: 'SIDE', peer: 'PEER' }),
      action('check-path', { on: 'SIDE', peer: 'PEER' }),
      action('open-firewall', { on: 'PEER', peer: 'SIDE' }),
      action('find-the-drops', { on: 'SIDE', peer: 'PEER' }),
      action('fix-mtu', { on: 'SIDE', peer: 'PEER' }),
      action('let-icmp-through', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(4271, '6.5'), rfc(4271, '4.2'), rfc(4271, '8.2.2')],
  },
  judge(session) {
    const lost = SIDES.flatMap((silent) => lostTo(session, silent) ?? []);
    // On a path that is broken both fall silent; where one still acknowledges, it is the one that hangs.
    const hanging = lost.filter(({ reason }) => reason === 'hangs' || reason === 'mute' || reason === 'unread');
    const drafts = (hanging.length > 0 ? hanging : lost).map((each) => draftOf(session, each));
    return drafts.some(({ blame }) => blame !== null) ? drafts : mergeDrafts(drafts);
  },
});

interface Lost extends Expiry {
  readonly reason: Reason;
  readonly count: number;
}

function lostTo(session: BgpSession, silent: Side): Lost | undefined {
  const all = session.connections.flatMap((connection) => expiryOn(session, connection, silent) ?? []);
  // That no OPEN comes when it is dialled again is the same silence, and says less.
  const ofSession = all.filter(({ connection }) => connection.establishedAt !== null);
  const expiries = ofSession.length > 0 ? ofSession : all;
  const last = expiries.at(-1);
  return last === undefined ? undefined : { ...last, reason: reasonOf(last), count: expiries.length };
}

function draftOf(session: BgpSession, lost: Lost): SessionDraft {
  const { silent, reason } = lost;
  const on = session[silent].address;
  const peer = session[otherSide(silent)].address;
  return {
    title: titleOf(session, lost, on, peer),
    cause: `${reason === 'unread' ? `${peer} says that the hold time ran out` : 'The hold time ran out'} (RFC 4271 §6.5). Inferred: ${causeOf(reason, on, peer)}`,
    remedy: remedyOf(reason, on, peer),
    evidence: [...framesOf(lost), lost.notification?.at, lost.end].flatMap((at) => at ?? []),
    blame: blameOf(reason, on, peer),
  };
}

function framesOf({ connection: { sides }, silent, since }: Expiry): (Moment | null | undefined)[] {
  const stuck = stuckOf(sides[silent]);
  const closed = sides[otherSide(silent)].closedWindow;
  return [since, stuck?.first, stuck?.firstRepeat, stuck?.lastRepeat, closed?.since, closed?.until];
}

function causeOf(reason: Reason, on: string, peer: string): string {
  if (reason === 'hangs')
    return `the BGP process of ${on} stood still, for its kernel went on acknowledging what ${peer} sent.`;
  if (reason === 'mute')
    return `the BGP process of ${on} stood still, for its kernel went on acknowledging what ${peer} sent; or, since no UPDATE of ${on} ever came, its first large ones are dropped before the capture (an MTU black hole). A capture at ${on} tells.`;
  if (reason === 'stuck')
    return `the BGP process of ${on} goes on, but its packets to ${peer}, or the acknowledgements on their way back, get lost or are dropped by a firewall.`;
  if (reason === 'unseen')
    return `the BGP process of ${on} stood still, or what it sent got lost: a capture that has its packets tells which.`;
  if (reason === 'unread')
    return `it had not: the kernel of ${peer} acknowledged what ${on} said, and its BGP process, which stood still, had not read it.`;
  if (reason === 'shut')
    return `the BGP process of ${peer} itself did not read what ${on} sent, until its TCP took nothing more.`;
  return `the path from ${on} to ${peer} lost everything, or ${on} stopped altogether; its TCP acknowledged nothing more.`;
}

function remedyOf(reason: Reason, on: string, peer: string): Action[] {
  if (reason === 'hangs') return [action('check-process', { on, peer }), action('read-log', { on, peer })];
  if (reason === 'mute')
    return [
      action('check-process', { on, peer }),
      action('fix-mtu', { on, peer }),
      action('let-icmp-through', { on, peer }),
      action('read-log', { on, peer }),
    ];
  if (reason === 'shut' || reason === 'unread')
    return [action('check-process', { on: peer, peer: on }), action('read-log', { on: peer, peer: on })];
  return [
    action('check-path', { on, peer }),
    action('open-firewall', { on: peer, peer: on }),
    reason === 'stuck' ? action('find-the-drops', { on, peer }) : action('check-process', { on, peer }),
  ];
}

function blameOf(reason: Reason, on: string, peer: string): string | null {
  if (reason === 'hangs') return on;
  return reason === 'shut' || reason === 'unread' ? peer : null;
}

function titleOf(session: BgpSession, lost: Lost, on: string, peer: string): string {
  const { connection, notification, count, isOver } = lost;
  const limit = limitText(session, connection);
  const answer =
    notification === null
      ? isOver
        ? `and the connection ended, ${times(count)}`
        : 'and so it stays until the capture ends'
      : `and ${peer} sent NOTIFICATION 4/${notification.subcode} (Hold Timer Expired), ${times(count)}`;
  return `${silenceText(lost, on, peer)}${limit}${tcpText(lost, peer)}, ${answer}.`;
}

function limitText(session: BgpSession, connection: BgpConnection): string {
  const hold = holdTimeOf(connection);
  if (hold !== null) return ` (hold time ${hold} s)`;
  const limit = holdLimitOf(session, connection);
  return limit === null ? '' : ` (hold time ${limit} s at most, by an OPEN of another connection)`;
}

function silenceText({ since, seconds: elapsed, reason }: Lost, on: string, peer: string): string {
  const span = since === null || elapsed === null ? '' : ` for ${seconds(elapsed)}`;
  if (reason === 'unseen') return `Nothing that ${on} sent was captured`;
  if (reason === 'unread') return `${on} had sent no message${span} only`;
  return reason === 'stuck' ? `Nothing of ${on} got through to ${peer}${span}` : `${on} sent no message${span}`;
}

function tcpText({ connection: { sides }, silent, reason }: Lost, peer: string): string {
  if (reason === 'hangs' || reason === 'mute') return '; its TCP still acknowledged';
  if (reason === 'unread') return `, and ${peer} had acknowledged its last one`;
  if (reason === 'shut') return `; the TCP window of ${peer} was closed`;
  const stuck = stuckOf(sides[silent]);
  if (reason === 'gone' || stuck === null) return '';
  const octets = plural(sides[silent].transmission?.unacknowledged ?? 0, 'octet');
  return `; ${octets} never acknowledged, sent again ${times(stuck.repeats)}`;
}
