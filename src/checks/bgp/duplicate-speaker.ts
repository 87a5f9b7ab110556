import { CapabilityCode } from '../../decoders/bgp/registry/capabilities.ts';
import { CeaseSubcode, ErrorCode } from '../../decoders/bgp/registry/notifications.ts';
import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import type { OpenSeen } from '../../model/messages-seen.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { plural } from '../words.ts';
import { defineSessionCheck, SESSION_DOWN, type SessionDraft } from './define-session-check.ts';
import { isOpen, isUp, lastEstablished, untilOf } from './progress.ts';

const REPEATEDLY = 2;

export const duplicateSpeaker: Check = defineSessionCheck({
  id: 'bgp/duplicate-speaker',
  severity: 'error',
  explains: [
    ...SESSION_DOWN,
    'bgp/connection-collision',
    'bgp/cease-connection-rejected',
    'bgp/closed-before-open',
    'bgp/closed-before-established',
    'bgp/no-open',
    'bgp/bad-bgp-id',
    'bgp/fsm-error',
  ],
  docs: {
    what: 'OPENs that differ in AS, identifier or capabilities come from one address, and the peer repeatedly ends one of the connections.',
    why:
      'Two speakers on one node peer with the same router: MetalLB beside Calico or Cilium, or a second instance of a daemon. The router knows one neighbour by that address and keeps one connection: it refuses the other with 6/7 or ' +
      '6/5, or closes it without a word (BIRD). Whichever comes first wins, so after a restart it may be the other one, and the routes of the loser are never learned. Let one speaker announce for both, or give them different ' +
      'addresses or routers.',
    remedy: [action('disable-bgp-elsewhere', { on: 'SIDE', peer: 'PEER' })],
    references: [
      rfc(4271, '6.8'),
      { title: 'MetalLB: issues with Calico', url: 'https://metallb.universe.tf/configuration/calico' },
    ],
  },
  judge: (session) => SIDES.flatMap((side) => judgeSide(session, side)),
});

function judgeSide(session: BgpSession, side: Side): SessionDraft[] {
  const speaking = session.connections.flatMap((connection) => {
    const open = connection.opens[side];
    return open === null ? [] : [{ connection, open }];
  });
  const rivals = speaking.filter(({ connection, open }) =>
    speaking.some((other) => differ(open, other.open) && areAtOnce(session, connection, other.connection)),
  );
  const ended = rivals.filter(({ connection }) => isEndedByPeer(connection, side));
  const loser = ended.at(-1);
  const winner =
    loser &&
    rivals.findLast(
      ({ connection, open }) => differ(open, loser.open) && areAtOnce(session, connection, loser.connection),
    );
  if (ended.length < REPEATEDLY || loser === undefined || winner === undefined) return [];
  const on = session[side].address;
  const peer = session[otherSide(side)].address;
  return [
    {
      title: `Two speakers use ${on}: one sends ${summary(winner.open)}, the other ${summary(loser.open)}; ${peer} ends ${plural(ended.length, 'connection')} of them.`,
      cause: `One speaker sends one kind of OPEN. Inferred: two of them run on ${on} and dial ${peer}, which keeps one connection to a neighbour (RFC 4271 §6.8).`,
      remedy: [action('disable-bgp-elsewhere', { on, peer })],
      evidence: [
        winner.open.at,
        loser.open.at,
        ...ended.flatMap(({ connection }) => connection.notifications.at(-1)?.at ?? connection.end?.at ?? []),
      ],
      blame: on,
    },
  ];
}

/** A speaker that was refused may try again with fewer capabilities; that is no other speaker. */
function differ(a: OpenSeen, b: OpenSeen): boolean {
  if (a.as !== b.as || a.bgpId !== b.bgpId) return true;
  if (a.capabilities.length === 0 || b.capabilities.length === 0) return false;
  return codesOf(a) !== codesOf(b);
}

/** Graceful restart comes and goes with one and the same speaker: while it restarts. */
const codesOf = ({ capabilities }: OpenSeen): string =>
  [...new Set(capabilities.map(({ code }) => code))]
    .filter((code) => code !== CapabilityCode.GRACEFUL_RESTART && code !== CapabilityCode.LONG_LIVED_GRACEFUL_RESTART)
    .toSorted((a, b) => a - b)
    .join(' ');

const areAtOnce = (session: BgpSession, a: BgpConnection, b: BgpConnection): boolean =>
  a !== b &&
  isOpen(a) &&
  isOpen(b) &&
  Math.max(a.first.seconds, b.first.seconds) < Math.min(closingOf(session, a), closingOf(session, b));

/** What is up is so between two KEEPALIVEs, and after the last one that was captured. */
const closingOf = (session: BgpSession, connection: BgpConnection): number =>
  isUp(session) && connection.end === null && lastEstablished(session) === connection
    ? session.captureEnd
    : untilOf(connection).seconds;

/** By 6/7 or 6/5, or without a word before it was established. */
function isEndedByPeer({ notifications, end, establishedAt }: BgpConnection, side: Side): boolean {
  const refused = notifications.some(
    ({ from, code, subcode }) =>
      from !== side &&
      code === ErrorCode.Cease &&
      (subcode === CeaseSubcode.ConnectionCollisionResolution || subcode === CeaseSubcode.ConnectionRejected),
  );
  return refused || (notifications.length === 0 && establishedAt === null && end?.from === otherSide(side));
}

const summary = ({ as, bgpId, capabilities }: OpenSeen): string =>
  `AS ${as}, identifier ${bgpId}, ${plural(capabilities.length, 'capability', 'capabilities')}`;
