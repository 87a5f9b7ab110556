import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import { type Moment, otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { times } from '../words.ts';
import { answerTo } from './attempts.ts';
import { defineSessionCheck, SESSION_DOWN, type SessionDraft } from './define-session-check.ts';
import { isOpen, isUp } from './progress.ts';

export const MAX_TTL = 255;
/** What starts at 255 has not come down to this on any path; other systems start at 128, 64 or 1. */
export const NO_GTSM_TTL = 128;
const IGNORED_SECONDS = 3;

export const ttlMismatch: Check = defineSessionCheck({
  id: 'bgp/ttl-mismatch',
  severity: 'error',
  explains: [...SESSION_DOWN, 'bgp/tcp-no-answer', 'bgp/closed-before-open', 'bgp/no-open', 'bgp/packet-loss'],
  docs: {
    what: "ICMP time exceeded quotes the session's packets, or packets reach a speaker that sends TTL 255 itself with a TTL under its limit and it does not take them.",
    why:
      'eBGP speakers send TTL 1 unless they are told that the neighbour is further away (ebgp-multihop): the first router on the way discards such a packet and says so. A speaker with TTL security (GTSM) sends ' +
      '255 and takes nothing that comes with less than its limit, in silence; where both do, the limit may be for fewer hops than there are: the kernel still takes the handshake, and nothing after it. TTL 1 alone proves nothing: every ordinary eBGP session of FRR and GoBGP sends it.',
    remedy: [
      action('raise-ttl', { on: 'SIDE', peer: 'PEER' }),
      action('raise-ttl', { on: 'PEER', peer: 'SIDE' }),
      action('allow-more-hops', { on: 'PEER', peer: 'SIDE' }),
      action('drop-ttl-security', { on: 'PEER', peer: 'SIDE' }),
      action('end-the-translation', { on: 'PEER', peer: 'SIDE' }),
    ],
    references: [rfc(4271, '5.1.3'), rfc(5082, '3'), rfc(792, 'page-6')],
  },
  judge(session) {
    const drafts = SIDES.flatMap((low) => exceeded(session, low) ?? belowLimit(session, low) ?? []);
    return drafts.length > 0 ? drafts : SIDES.flatMap((low) => tooFar(session, low) ?? []).slice(0, 1);
  },
});

function exceeded(session: BgpSession, low: Side): SessionDraft | undefined {
  const errors = session.icmp.filter(({ kind, quotes }) => kind === 'time-exceeded' && quotes === low);
  const last = errors.at(-1);
  if (last === undefined) return undefined;
  const on = session[low].address;
  const peer = session[otherSide(low)].address;
  const count = errors.reduce((sum, each) => sum + each.count, 0);
  const evidence = [...firstSyn(session, low), ...errors.map(({ at }) => at)];
  if (last.sender === peer) {
    return {
      title: `${peer} passes packets of ${on} on to another host, instead of taking them, and their TTL runs out there (ICMP “${last.name}”, ${times(count)}).`,
      cause: `Inferred: ${peer} translates the destination of BGP (a port forward, kube-proxy, a load balancer) to a host that it routes to, which a TTL for a direct neighbour does not reach (RFC 4271 §5.1.3).`,
      remedy: [action('end-the-translation', { on: peer, peer: on }), action('raise-ttl', { on, peer })],
      evidence,
      blame: null,
      ...(isUp(session) && { severity: 'info' }),
    };
  }
  return {
    title: `${last.sender} discards packets of ${on} to ${peer} whose TTL ran out (ICMP “${last.name}”, ${times(count)}).`,
    cause: `${on} sends BGP with a TTL that does not reach ${peer}: it takes it for directly connected, but ${last.sender} lies between (RFC 4271 §5.1.3).`,
    remedy: [action('raise-ttl', { on, peer }), action('raise-ttl', { on: peer, peer: on })],
    evidence,
    blame: on,
    ...(isUp(session) && { severity: 'info' }),
  };
}

function belowLimit(session: BgpSession, low: Side): SessionDraft | undefined {
  const strict = otherSide(low);
  const syns = session.connections.flatMap(({ sides }) => sides[strict].syn ?? []);
  // A SYN-ACK may have another TTL than the rest: it leaves before the daemon has set one.
  const least = Math.min(
    ...session.connections.flatMap(({ sides }) => (sides[low].packets > 0 ? sides[low].ttl.min : [])),
  );
  if (syns.length === 0 || !syns.every(({ ttl }) => ttl === MAX_TTL)) return undefined;
  // BIRD answers every SYN with 255; what it says afterwards shows whether it has TTL security.
  if (session.connections.some(({ sides }) => sides[strict].packets > 0 && sides[strict].ttl.min < MAX_TTL))
    return undefined;
  if (least > NO_GTSM_TTL || session.connections.some(({ establishedAt }) => establishedAt !== null)) return undefined;
  const ignored = session.connections.flatMap((connection) =>
    isUp(session) && !isOpen(connection) ? [] : (ignoredSince(connection, low) ?? []),
  );
  if (ignored.length === 0) return undefined;
  const on = session[low].address;
  const peer = session[strict].address;
  return {
    title: `${peer} sends TTL 255 and takes nothing of what ${on} sends it with TTL ${least}.`,
    cause: `Inferred: ${peer} has TTL security (GTSM, RFC 5082 §3) and discards packets under its limit; ${on} sends without it.`,
    remedy: [action('raise-ttl', { on, peer }), action('drop-ttl-security', { on: peer, peer: on })],
    evidence: [...firstSyn(session, strict), ...firstSyn(session, low), ...ignored],
    // Either may change: the one sends 255 as well, or the other asks for less.
    blame: null,
  };
}

/**
 * Both have TTL security, for fewer hops than there are: what has come that far is not taken. The kernel takes the handshake before
 * the daemon has told it its limit (BIRD), or takes no SYN-ACK in either direction (FRR): no firewall is likely to do that.
 */
function tooFar(session: BgpSession, low: Side): SessionDraft | undefined {
  const { connections } = session;
  if (connections.some(({ establishedAt }) => establishedAt !== null)) return undefined;
  const isMutual = SIDES.every((from) =>
    connections.some((each) => each.openedBy === from && answerTo(each) === 'not-taken'),
  );
  if (!isMutual && !connections.some(isOpen)) return undefined;
  const least = onlyTtl(session, low);
  if (least === null || least <= NO_GTSM_TTL || least === MAX_TTL || onlyTtl(session, otherSide(low)) !== MAX_TTL)
    return undefined;
  const ignored = connections.flatMap((connection) => ignoredSince(connection, low) ?? []);
  if (ignored.length === 0) return undefined;
  const on = session[low].address;
  const peer = session[otherSide(low)].address;
  return {
    title: `${peer} takes nothing of what ${on} sends it${isMutual ? '' : ' after the handshake'}: it comes with TTL ${least}, and both send 255.`,
    cause: `Inferred: ${peer} has TTL security (GTSM, RFC 5082 §3) for fewer hops than lie between the two, and discards what comes with a lower TTL.`,
    remedy: [action('allow-more-hops', { on: peer, peer: on }), action('drop-ttl-security', { on: peer, peer: on })],
    evidence: [...firstSyn(session, 'local'), ...firstSyn(session, 'remote'), ...ignored],
    blame: null,
  };
}

function onlyTtl({ connections }: BgpSession, side: Side): number | null {
  const sent = connections.flatMap(({ sides }) => (sides[side].packets === 0 ? [] : sides[side].ttl));
  const ttls = new Set(sent.flatMap(({ min, max }) => [min, max]));
  const [ttl = null] = ttls;
  return ttls.size === 1 ? ttl : null;
}

/** What `low` sent on a connection and the other never took, though it sends itself. */
function ignoredSince(connection: BgpConnection, low: Side): Moment | undefined {
  const strict = otherSide(low);
  const { [low]: sender, [strict]: receiver } = connection.sides;
  if (connection.openedBy === strict && !isOpen(connection)) {
    return answerTo(connection) === 'not-taken' ? sender.syn?.at : undefined;
  }
  if (!isOpen(connection) || sender.lastMessage === null || sender.lastPacket === null) return undefined;
  const taken = receiver.lastAcknowledgement;
  if (taken !== null && taken.seconds >= sender.lastMessage.seconds) return undefined;
  return sender.lastPacket.seconds - sender.lastMessage.seconds >= IGNORED_SECONDS ? sender.lastMessage : undefined;
}

const firstSyn = ({ connections }: BgpSession, side: Side): Moment[] =>
  connections.flatMap(({ sides }) => sides[side].syn?.at ?? []).slice(0, 1);
