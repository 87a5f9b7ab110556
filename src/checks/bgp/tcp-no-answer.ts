import type { Reach } from '../../model/both-ends.ts';
import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { ProbeSeen } from '../../model/probe.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { plural, seconds } from '../words.ts';
import { type Attempts, vainAttempts } from './attempts.ts';
import { DEAD_PATH, defineSessionCheck, mergeDrafts, SESSION_DOWN, type SessionDraft } from './define-session-check.ts';
import { endedSo, proberOf } from './probes.ts';
import { isUp } from './progress.ts';

const LEAST_REPEATED = 5;
/** With half of the packets lost in each direction every fourth SYN is answered; of nine in a row one is, mostly. */
const SYNS_LOST_BY_CHANCE = 8;

export const tcpNoAnswer: Check = defineSessionCheck({
  id: 'bgp/tcp-no-answer',
  severity: 'error',
  explains: [...SESSION_DOWN, ...DEAD_PATH, 'bgp/hold-timer-expired', 'bgp/send-hold-timer-expired'],
  docs: {
    what: 'SYNs to the BGP port get nothing back, and no connection of the pair, in either direction, is or comes up.',
    why:
      'Three SYNs, or one and three seconds of silence after it, and neither SYN-ACK nor RST nor an ICMP error: the packets are dropped on the way, the host is gone, ' +
      'or the host drops them itself, for a TCP key or a TTL that it does not accept. A closed port would answer with RST. Where SYN-ACKs do come back and are never ' +
      'acknowledged, the way back is blocked. Capture on the other host too: SYNs that arrive there and stay unanswered are dropped by that host. ' +
      'Where no packet shows it, a probe (`--probe`) does: its TTL is 64 and it has no key, so a host that answers it and not the session wants another TTL, a key or another source.',
    remedy: [
      action('open-firewall', { on: 'SIDE', peer: 'PEER' }),
      action('check-route', { on: 'PEER', peer: 'SIDE' }),
      action('agree-on-password', { on: 'PEER', peer: 'SIDE' }),
      action('raise-ttl', { on: 'PEER', peer: 'SIDE' }),
      action('start-listening', { on: 'SIDE', peer: 'PEER' }),
      action('open-firewall-back', { on: 'SIDE', peer: 'PEER' }),
      action('check-route', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(9293, '3.5'), rfc(2385, '2'), rfc(5082, '3')],
  },
  ofProbe: { part: 'tcp', draft: ofProbe },
  judge(session, probe) {
    if (isUp(session) || isLossy(session)) return [];
    const drafts = mergeDrafts(SIDES.flatMap((from) => [...unanswered(session, from), ...notTaken(session, from)]));
    return drafts.map((draft) => besideProbe(draft, probe));
  },
});

/** Where so much was lost that also a few SYNs in a row are: it is the loss that has to end. */
function isLossy(session: BgpSession): boolean {
  const syns = SIDES.map((from) => vainAttempts(session, from, 'nothing')?.count ?? 0);
  return Math.max(...syns) <= SYNS_LOST_BY_CHANCE && session.connections.some(losesHalf);
}

/** Sent again, and acknowledged in the end: the path was not dead. */
const losesHalf = ({ sides }: BgpConnection): boolean =>
  SIDES.some((side) => {
    const { repeated = 0, segments = 0 } = sides[side].transmission ?? {};
    return repeated >= LEAST_REPEATED && repeated >= segments / 2;
  });

function unanswered(session: BgpSession, from: Side): SessionDraft[] {
  const attempts = vainAttempts(session, from, 'nothing');
  if (attempts === undefined || isToldByIcmp(session, attempts)) return [];
  const { on, peer } = placesOf(session, from);
  const { syn } = attempts;
  const auth = isSharedKey(session) ? null : syn.auth;
  const key = keyCause(syn.auth, auth, peer);
  const { reach } = attempts.connection.sides[from];
  const came = reach !== undefined && reach.syns > 0 ? reach : null;
  return [
    {
      title: `${plural(attempts.count, 'SYN')} of ${peer} to ${on} (TTL ${syn.ttl}${signature(syn.auth)}) ${attempts.count === 1 ? 'gets' : `in ${span(attempts)} get`} no answer${came === null ? '' : `, though they come there: ${came.source} has them`}.`,
      cause: `Inferred: ${came === null ? list(syn.ttl, key) : listOfHost(came, on, syn.ttl, key)}. A host without a listener would answer with RST (RFC 9293 §3.5.2).`,
      remedy: [
        action('open-firewall', { on, peer }),
        came === null ? action('check-route', { on: peer, peer: on }) : action('check-route', { on, peer }),
        ...(key.length === 0 ? [] : [action('agree-on-password', { on: peer, peer: on })]),
        ...(syn.ttl === 1 ? [action('raise-ttl', { on: peer, peer: on })] : []),
        ...(came === null ? [action('start-listening', { on, peer })] : []),
      ],
      evidence: [attempts.first, attempts.last, ...(came === null || came.last === null ? [] : [came.last])],
      blame: came?.atHost === true && auth === null && syn.ttl !== 1 ? on : null,
    },
  ];
}

function notTaken(session: BgpSession, from: Side): SessionDraft[] {
  const attempts = vainAttempts(session, from, 'not-taken');
  const answer = attempts?.connection.sides[otherSide(from)].syn;
  if (attempts === undefined || answer === undefined || answer === null) return [];
  const { on, peer } = placesOf(session, from);
  return [
    {
      title: `${on} answers the ${plural(attempts.count, 'SYN')} of ${peer} with SYN-ACKs that ${peer} never acknowledges.`,
      cause: `The handshake never completes (RFC 9293 §3.5). Inferred: the way back is blocked, so the SYN-ACKs of ${on} do not reach ${peer}, or ${peer} drops them.`,
      remedy: [action('open-firewall-back', { on, peer }), action('check-route', { on, peer })],
      evidence: [attempts.first, answer.at, attempts.last, answer.last],
      blame: null,
    },
  ];
}

/** Both sign with the key that was given: SYNs are dropped for something else. */
const isSharedKey = ({ connections }: BgpSession): boolean =>
  SIDES.every((side) => connections.some(({ sides }) => sides[side].syn?.signature === 'fits'));

const isToldByIcmp = ({ icmp }: BgpSession, { from, first }: Attempts): boolean =>
  icmp.some(
    ({ kind, quotes, at }) => kind !== 'too-big' && kind !== 'other' && quotes === from && at.seconds >= first.seconds,
  );

/** `peer` calls, `on` does not answer. */
const placesOf = (session: BgpSession, from: Side): { readonly on: string; readonly peer: string } => ({
  on: session[otherSide(from)].address,
  peer: session[from].address,
});

const span = ({ first, last }: Attempts): string => seconds(last.seconds - first.seconds);

function signature(auth: 'md5' | 'ao' | null): string {
  if (auth === null) return '';
  return auth === 'md5' ? ', signed by TCP MD5' : ', signed by TCP-AO';
}

/** A host captures what comes in before its firewall sees it. */
function listOfHost({ source, atHost }: Reach, on: string, ttl: number, key: readonly string[]): string {
  const where = atHost ? '' : `if ${source} was taken on the host of ${on}, `;
  return [
    `${where}that host drops them itself: its firewall or network policy, or its filter of reverse paths`,
    ...key,
    ...(ttl === 1 ? ['it wants TTL 255 (RFC 5082 §3)'] : []),
  ].join(', or ');
}

/** `auth`: of a signed SYN, unless both are known to have that key. A host that has a key drops what is not signed, too. */
function keyCause(signed: 'md5' | 'ao' | null, auth: 'md5' | 'ao' | null, peer: string): readonly string[] {
  if (signed === null) return [`it has a TCP key for ${peer} and drops what is not signed (RFC 2385 §2)`];
  return auth === null ? [] : ['it drops them since its key is another one or it has none (RFC 2385 §2)'];
}

function list(ttl: number, key: readonly string[]): string {
  return [
    'a firewall or the way there drops them',
    'the host is down',
    ...key,
    ...(ttl === 1 ? ['they die at the first router, or the host wants TTL 255 (RFC 5082 §3)'] : []),
  ].join(', or ');
}

function ofProbe(probe: ProbeSeen): SessionDraft | null {
  const silence = endedSo(probe, 'no-answer');
  if (silence === null) return null;
  const [on, peer] = [probe.peer, proberOf(probe)];
  return {
    title: `A probe of ${peer} to ${on} port ${silence.port} gets no answer.`,
    cause: `Inferred: a firewall or the way there drops it, or the host is down, or it has a TCP key for ${peer} and drops what is not signed, as the probe is (RFC 2385 §2). A host without a listener would answer with RST (RFC 9293 §3.5.2).`,
    remedy: [
      action('open-firewall', { on, peer }),
      action('check-route', { on: peer, peer: on }),
      action('agree-on-password', { on: peer, peer: on }),
    ],
    evidence: [silence.at],
    blame: null,
  };
}

/** Of any connection that no BGP daemon opens. */
const PROBE_TTL = 64;

/** What the probe was, and the SYNs of the session were not, is what makes them different. */
function besideProbe(draft: SessionDraft, probe: ProbeSeen | undefined): SessionDraft {
  const connected = endedSo(probe, 'connected');
  if (probe === undefined || connected === null) return draft;
  return {
    ...draft,
    cause: `${draft.cause} A probe of ${proberOf(probe)} was answered on port ${connected.port}: it had TTL ${PROBE_TTL} and no key, so neither the way there nor the port is closed as such. What differs is the TTL, the key, the source address, or the time.`,
    evidence: [...draft.evidence, connected.at],
  };
}
