import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import type { OpenSeen } from '../../model/messages-seen.ts';
import { type Moment, otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { seconds, times } from '../words.ts';
import { defineSessionCheck, SESSION_DOWN, type SessionDraft } from './define-session-check.ts';
import { silenceOn } from './first-words.ts';
import { causeElsewhere, type Sought, soughtBy, upFrom } from './other-addresses.ts';
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
      'So compare the source address in the capture with the neighbour that is configured: a second address of the node, an update-source or NAT is enough. Where the same speaker is up from another address, this is only worth knowing; where both sides dial addresses from which neither is called, it is told once. Other reasons: the neighbour is shut down there, ' +
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
      const { more = [], ...words } = lost
        ? backingOff(on, peer, seconds(last.openedAt.seconds - untilOf(lost).seconds))
        : refusal(session, by, open, all);
      const after = seconds(last.end.at.seconds - last.openedAt.seconds);
      return [
        {
          title: `${on} closes the TCP connection with ${peer} (${last.end.kind}) ${after} after it opened, before it sends an OPEN, ${times(closed.length)}.`,
          evidence: [last.openedAt, ...(open === null ? [] : [open.at]), last.end.at, ...more],
          blame: on,
          ...words,
        },
      ];
    });
  },
});

type Words = Pick<SessionDraft, 'cause' | 'remedy'> &
  Partial<Pick<SessionDraft, 'severity' | 'blame' | 'isAside'>> & { readonly more?: readonly Moment[] };

const backingOff = (on: string, peer: string, since: string): Words => ({
  cause: `The two were up ${since} before. Inferred: ${on} backs off after that loss, and takes no connection meanwhile (RFC 4271 §8.2.2, Idle state).`,
  remedy: [action('read-log', { on, peer })],
  severity: 'info',
});

function refusal(session: BgpSession, by: Side, open: OpenSeen | null, all: readonly BgpSession[]): Words {
  const on = session[by].address;
  const peer = session[otherSide(by)].address;
  const fromAnother = action('set-source-address', { on: peer, peer: on });
  const up = upFrom(session, by, open, all);
  if (up !== null) {
    return {
      cause: `The speaker of ${peer}, by its AS and identifier, is up with ${on} from ${up.address}. Inferred: that is the address that ${on} has for its neighbour; from this one it is refused (RFC 4271 §8.2.1 leaves it open).`,
      remedy: [fromAnother],
      severity: 'info',
      blame: peer,
      isAside: true,
      more: up.at,
    };
  }
  const elsewhere = causeElsewhere(session, by, all);
  if (elsewhere !== null) {
    return {
      cause: `Inferred: the fault of session ${elsewhere.id}, seen from the other side. Each has another address of the other's host for its neighbour than the one that it is called from.`,
      remedy: [fromAnother],
      severity: 'info',
    };
  }
  const sought = soughtBy(session, by, all);
  const configured = action('add-neighbor', { on, peer });
  return {
    cause: `${sought === null ? '' : soughtText(on, peer, sought)}Inferred: ${peer}${open === null ? '' : ` (AS ${open.as})`} is no neighbour of ${on} with exactly this address, or the neighbour is disabled there; what is not configured is refused without a word (RFC 4271 §8.2.1 leaves it open).`,
    remedy: [
      ...(sought === null ? [configured, fromAnother] : [fromAnother, configured]),
      action('end-the-shutdown', { on, peer }),
      action('raise-ttl', { on, peer }),
      action('read-log', { on, peer }),
    ],
    ...(sought !== null && { more: sought.at }),
  };
}

const soughtText = (on: string, peer: string, { by, address }: Sought): string =>
  `${by === on ? `${on} itself` : `The host of ${on} (from ${by})`} dials ${address}, another address of the host of ${peer}, in vain. `;

/** The connection that was lost shortly before. */
function lostBefore(session: BgpSession, at: Moment): BgpConnection | undefined {
  const lost = lastEstablished(session);
  if (lost === undefined) return undefined;
  const since = at.seconds - untilOf(lost).seconds;
  return since >= 0 && since < BACK_OFF_SECONDS ? lost : undefined;
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
