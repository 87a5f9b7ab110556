import { type BgpConnection, type BgpSession, type Moment, otherSide, type Side, SIDES } from '../../model/evidence.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { seconds, times } from '../words.ts';
import { defineSessionCheck, SESSION_DOWN, type SessionDraft } from './define-session-check.ts';
import { silenceOn } from './first-words.ts';
import { comesUpAnyway, lastEstablished, untilOf } from './progress.ts';

/** So long a speaker may stay Idle, and refuse its neighbour, after it has lost it (RFC 4271 §8.1.1, DampPeerOscillations). */
const BACK_OFF_SECONDS = 60;

export const closedBeforeOpen: Check = defineSessionCheck({
  id: 'bgp/closed-before-open',
  severity: 'error',
  explains: [...SESSION_DOWN, 'bgp/no-open'],
  docs: {
    what: 'TCP opens, then one side closes or resets it before it sends an OPEN, and no connection of the pair comes up.',
    why:
      'FRR, BIRD, GoBGP and OpenBGPD do this to a caller that is no neighbour of theirs: the kernel accepts for whoever listens, the daemon looks at the address and hangs up, without a NOTIFICATION. ' +
      'So compare the source address in the capture with the neighbour that is configured: a second address of the node, an update-source or NAT is enough. Other reasons: the neighbour is shut down there, ' +
      'or must be directly connected and is not. Within a minute after the session was lost it may be backing off (Idle): then this is only worth knowing. Where who dialled never sends an octet (and no TTL of 1 shows a speaker), it may be a health probe, a port scan or telnet: then this is only worth knowing.',
    remedy: [
      action('add-neighbor', { on: 'SIDE', peer: 'PEER' }),
      action('set-source-address', { on: 'PEER', peer: 'SIDE' }),
      action('end-the-shutdown', { on: 'SIDE', peer: 'PEER' }),
      action('raise-ttl', { on: 'SIDE', peer: 'PEER' }),
      action('read-log', { on: 'SIDE', peer: 'PEER' }),
      action('nothing-if-intended', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(4271, '8.2.2'), rfc(4271, '8.2.1')],
  },
  judge(session, _, all) {
    // Closed, and still nothing is known of the pair: who dialled may not speak BGP at all.
    if (session.state === 'unknown') return probed(session);
    return SIDES.flatMap((by): SessionDraft[] => {
      const closed = session.connections.filter(
        (connection) => isClosedBy(session, connection, by) && !comesUpAnyway(session, connection),
      );
      const last = closed.at(-1);
      if (last === undefined || last.openedAt === null || last.end === null) return [];
      const on = session[by].address;
      const peer = session[otherSide(by)].address;
      const open = last.opens[otherSide(by)];
      const lost = lostBefore(session, last.openedAt);
      const sought = soughtBy(session, by, all);
      const after = seconds(last.end.at.seconds - last.openedAt.seconds);
      return [
        {
          title: `${on} closes the TCP connection with ${peer} (${last.end.kind}) ${after} after it opened, before it sends an OPEN, ${times(closed.length)}.`,
          cause: lost
            ? `The two were up ${seconds(last.openedAt.seconds - untilOf(lost).seconds)} before. Inferred: ${on} backs off after that loss, and takes no connection meanwhile (RFC 4271 §8.2.2, Idle state).`
            : `${sought === null ? '' : `${on} itself dials ${sought.address}, another address of the host of ${peer}, in vain. `}Inferred: ${peer}${open === null ? '' : ` (AS ${open.as})`} is no neighbour of ${on} with exactly this address, or the neighbour is disabled there; what is not configured is refused without a word (RFC 4271 §8.2.1 leaves it open).`,
          remedy: lost
            ? [action('read-log', { on, peer })]
            : [
                action('add-neighbor', { on, peer }),
                action('set-source-address', { on: peer, peer: on }),
                action('end-the-shutdown', { on, peer }),
                action('raise-ttl', { on, peer }),
                action('read-log', { on, peer }),
              ],
          evidence: [last.openedAt, ...(open === null ? [] : [open.at]), last.end.at, ...(sought?.at ?? [])],
          blame: on,
          ...(lost && { severity: 'info' as const }),
        },
      ];
    });
  },
});

/** The connection that was lost shortly before. */
function lostBefore(session: BgpSession, at: Moment): BgpConnection | undefined {
  const lost = lastEstablished(session);
  if (lost === undefined) return undefined;
  const since = at.seconds - untilOf(lost).seconds;
  return since >= 0 && since < BACK_OFF_SECONDS ? lost : undefined;
}

/**
 * What the side that hangs up has for its neighbour: another address of the same host, which it dials and which does not
 * take it either. The host is known where it was captured there.
 */
function soughtBy(
  { local, remote, localInferred }: BgpSession,
  by: Side,
  all: readonly BgpSession[],
): { readonly address: string; readonly at: readonly Moment[] } | null {
  if (by === 'local' || localInferred) return null;
  const other = all.find(
    (each) =>
      each.remote.address === remote.address &&
      each.local.address !== local.address &&
      !each.localInferred &&
      each.state === 'failed' &&
      each.connections.every(({ establishedAt }) => establishedAt === null) &&
      each.connections.some(({ openedBy }) => openedBy === 'remote'),
  );
  const syn = other?.connections.findLast(({ openedBy }) => openedBy === 'remote')?.sides.remote.syn?.at;
  return other === undefined ? null : { address: other.local.address, at: syn === undefined ? [] : [syn] };
}

function isClosedBy(session: BgpSession, connection: BgpConnection, by: Side): boolean {
  const silence = silenceOn(connection, session.captureEnd);
  return silence?.kind === 'closed' && silence.by === by;
}

function probed(session: BgpSession): SessionDraft[] {
  const closed = session.connections.filter((connection) => SIDES.some((by) => isClosedBy(session, connection, by)));
  const last = closed.at(-1);
  if (last === undefined || last.openedBy === null || last.openedAt === null || last.end === null) return [];
  const caller = session[last.openedBy].address;
  const answerer = session[otherSide(last.openedBy)].address;
  return [
    {
      title: `${caller} opens TCP to port ${last.ports[otherSide(last.openedBy)]} of ${answerer} and sends nothing before it is closed, ${times(closed.length)}.`,
      cause: `Inferred: a health probe, a port scan or telnet; nothing shows that ${caller} speaks BGP. If it should, it is no neighbour of ${answerer} with exactly this address (RFC 4271 §8.2.1).`,
      remedy: [
        action('nothing-if-intended', { on: caller, peer: answerer }),
        action('add-neighbor', { on: answerer, peer: caller }),
      ],
      evidence: [last.openedAt, last.end.at],
      blame: null,
      severity: 'info',
    },
  ];
}
