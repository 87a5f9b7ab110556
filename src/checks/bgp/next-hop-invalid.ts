import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { NextHopSeen } from '../../model/routes.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { defineSessionCheck, type SessionDraft } from './define-session-check.ts';

const SHOWN = 4;

export const nextHopInvalid: Check = defineSessionCheck({
  id: 'bgp/next-hop-invalid',
  severity: 'error',
  explains: ['bgp/update-error', 'bgp/header-error'],
  docs: {
    what: 'The next hop that applies to a route is unspecified, loopback, multicast, or IPv4-mapped in IPv6 NLRI. A warning where it is the address of the receiver itself, for a route that is not its own.',
    why:
      'The next hop that applies is NEXT_HOP for the IPv4 prefixes of the message itself, and that of MP_REACH_NLRI for the others. Routers ignore such a route; old ones answer 3/8 and end the session. IPv4-mapped next hops come from IPv6 ' +
      'routes over an IPv4 session whose speaker has no IPv6 address to offer: give each family a session of its own, or set the next hop. A route with BLACKHOLE, flowspec and VPN families are not judged: there it means other things.',
    remedy: [
      action('set-next-hop', { on: 'SENDER', peer: 'RECEIVER' }),
      action('split-families', { on: 'SENDER', peer: 'RECEIVER' }),
    ],
    references: [rfc(4271, '5.1.3'), rfc(4271, '6.3'), rfc(2545, '3'), rfc(7999, '3.1')],
  },
  judge: (session) => SIDES.flatMap((from) => judgeSide(session, from)),
});

function judgeSide(session: BgpSession, from: Side): SessionDraft[] {
  const all = session.connections.flatMap((connection) =>
    connection.sides[from].carried.nextHops.filter(
      ({ problem }) => problem !== 'receiver' || isWholeOf(connection, otherSide(from)),
    ),
  );
  const broken = all.filter(({ problem }) => problem !== 'receiver');
  const shown = broken.length > 0 ? broken : all;
  const [first] = shown;
  if (first === undefined) return [];
  const on = session[from].address;
  const peer = session[otherSide(from)].address;
  const isMapped = shown.some(({ problem }) => problem === 'ipv4-mapped');
  return [
    {
      title: `${on} sends ${peer} ${first.prefix} with next hop ${first.nextHop}, ${WORDS[first.problem]}.`,
      cause:
        broken.length > 0
          ? `No packet can be sent there: a receiver ignores the route, or ends the session with 3/8 (RFC 4271 §6.3${isMapped ? ', RFC 2545 §3' : ''}).`
          : `A speaker must not be told to use itself as next hop, and ignores such a route (RFC 4271 §5.1.3, §6.3). Inferred: ${on} passes on the next hop of another router instead of its own.`,
      remedy: [...(isMapped ? [action('split-families', { on, peer })] : []), action('set-next-hop', { on, peer })],
      evidence: firstOfEach(shown)
        .slice(0, SHOWN)
        .map(({ at }) => at),
      blame: on,
      ...(broken.length === 0 && { severity: 'warning' }),
    },
  ];
}

/** All that the side announced is in the capture: what is told back to it has its own next hop, and is known by that. */
const isWholeOf = ({ midstream, snapped, sides }: BgpConnection, side: Side): boolean =>
  !midstream && !snapped && !sides[side].unseen && sides[side].missing === null;

const WORDS: Readonly<Record<NextHopSeen['problem'], string>> = {
  unspecified: 'which is no address',
  loopback: 'a loopback address',
  multicast: 'a multicast address',
  'ipv4-mapped': 'an IPv4-mapped address, for an IPv6 route',
  receiver: "the receiver's own address",
};

const firstOfEach = (seen: readonly NextHopSeen[]): NextHopSeen[] =>
  seen.filter(({ nextHop }, at) => seen.findIndex((other) => other.nextHop === nextHop) === at);
