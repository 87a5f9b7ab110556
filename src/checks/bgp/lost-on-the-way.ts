import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import { type Moment, otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Reach } from '../../model/both-ends.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { plural, seconds } from '../words.ts';
import {
  AFTER_NOTIFICATION,
  DEAD_PATH,
  defineSessionCheck,
  mergeDrafts,
  type SessionDraft,
} from './define-session-check.ts';
import { isUp } from './progress.ts';

/** In so long TCP has tried again twice (RFC 6298 §5.5): it is not one packet. */
const LOST_SECONDS = 3;
const LOST_SYNS = 3;

/** What a side sends from some time on, and none of it comes. */
interface Loss {
  readonly connection: BgpConnection;
  readonly reach: Reach;
}

export const lostOnTheWay: Check = defineSessionCheck({
  id: 'bgp/lost-on-the-way',
  severity: 'error',
  explains: [
    ...AFTER_NOTIFICATION,
    ...DEAD_PATH,
    'bgp/tcp-no-answer',
    'bgp/hold-timer-expired',
    'bgp/send-hold-timer-expired',
    'bgp/packet-loss',
  ],
  docs: {
    what: 'Of a session that was captured at both ends, what one side sends is not in the capture at the other end, for three seconds or longer, and the session is not up.',
    why:
      'A capture shows what leaves its host and what arrives there, also what the host’s own firewall then drops. So a packet that is in the capture of its sender and not in that of its receiver was lost between the two: dropped by a firewall or an ' +
      'access list on the way, by a route that leads elsewhere, by a link that passes one direction only. Of a pod’s own capture, the node below it is on the way too. That a capture has other packets of the time shows that it was running; where it has not one packet of the ' +
      'direction, it may also have been taken on another interface than they come in by: `tcpdump -i any` has them all.',
    remedy: [
      action('find-the-drops', { on: 'SIDE', peer: 'PEER' }),
      action('check-path', { on: 'SIDE', peer: 'PEER' }),
      action('check-route', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(9293, '3.8.1'), rfc(6298, '5')],
  },
  judge(session) {
    if (isUp(session)) return [];
    return mergeDrafts(SIDES.flatMap((side) => lossOf(session, side)));
  },
});

function lossOf(session: BgpSession, side: Side): SessionDraft[] {
  const losses = session.connections.flatMap((connection) => lossOn(connection, side) ?? []);
  // What ended the session tells more than what is tried afterwards.
  const last = losses.findLast(({ connection }) => connection.establishedAt !== null) ?? losses.at(-1);
  if (last === undefined || session.bothEnds === undefined) return [];
  const on = session[side].address;
  const peer = session[otherSide(side)].address;
  const { connection, reach } = last;
  const own = session.bothEnds.sources[side];
  const hasDirection = session.connections.some(({ sides }) => (sides[side].reach?.packets ?? 0) > 0);
  const so = losses.length === 1 ? '' : ` So on ${plural(losses.length, 'connection')}.`;
  return [
    {
      title: `${titleOf(connection, side, reach, on, peer)}: ${own} has it, ${reach.source} has not.${so}`,
      cause: `Inferred: what ${on} sends is dropped between the two places where it was captured${hasDirection ? '' : `, or comes in by an interface that ${reach.source} was not taken on`}. ${peer} cannot acknowledge what it does not get (RFC 9293 §3.8.1).`,
      remedy: [
        action('find-the-drops', { on, peer }),
        action('check-path', { on, peer }),
        action('check-route', { on, peer }),
      ],
      evidence: [reach.last, ...lostOf(connection, side), connection.end?.at].flatMap((at) => at ?? []),
      blame: null,
    },
  ];
}

function lossOn(connection: BgpConnection, side: Side): Loss | undefined {
  const { reach, syn } = connection.sides[side];
  if (reach === undefined) return undefined;
  const isLong = reach.quiet >= LOST_SECONDS || (reach.packets === 0 && (syn?.count ?? 0) >= LOST_SYNS);
  return isLong ? { connection, reach } : undefined;
}

function titleOf({ openedBy, sides }: BgpConnection, side: Side, reach: Reach, on: string, peer: string): string {
  const { syn, packets } = sides[side];
  if (reach.packets > 0) {
    const octets = reach.lost === 0 ? '' : `, ${plural(reach.lost, 'octet')} of BGP among it`;
    return `For ${seconds(reach.quiet)} nothing of what ${on} sends comes to ${peer}${octets}`;
  }
  const kind = syn === null ? 'packet' : openedBy === side ? 'SYN' : 'SYN-ACK';
  return `Nothing of what ${on} sends comes to ${peer}, ${plural(syn?.count ?? packets, kind)} among it`;
}

function lostOf({ sides }: BgpConnection, side: Side): readonly (Moment | null | undefined)[] {
  const { syn, transmission, lastPacket, reach } = sides[side];
  if (reach?.packets === 0) return [syn?.at, syn?.last, lastPacket];
  const { stuck = null } = transmission ?? {};
  return [stuck?.first, stuck?.firstRepeat, stuck?.lastRepeat, lastPacket];
}
