import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { RouteSeen } from '../../model/routes.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { defineSessionCheck, type SessionDraft } from './define-session-check.ts';
import { firstPrefixes } from './prefixes.ts';

const SHOWN = 4;

export const asPathLoop: Check = defineSessionCheck({
  id: 'bgp/as-path-loop',
  severity: 'info',
  explains: ['bgp/update-error', 'bgp/header-error'],
  docs: {
    what: "An UPDATE's AS_PATH holds the receiver's own AS, for a prefix that the receiver did not announce itself on that session. An echo of its own route is normal.",
    why:
      'A speaker drops a route whose path holds its own AS: to BGP it is a loop. It is one wherever two clusters, or the nodes of one, share an AS number and learn of each other by the fabric in between; then each is deaf to ' +
      "the other's routes. To a speaker that installs no routes (Cilium, MetalLB) it does not matter, so it is only worth knowing: look at it where the receiver is meant to reach that prefix by BGP. Of a receiver that announces more than 4,096 prefixes itself, echoes cannot be told from loops, and nothing is said.",
    remedy: [
      action('nothing-if-intended', { on: 'RECEIVER', peer: 'SENDER' }),
      action('accept-own-as', { on: 'RECEIVER', peer: 'SENDER' }),
      action('override-as', { on: 'SENDER', peer: 'RECEIVER' }),
    ],
    references: [rfc(4271, '9.1.2'), rfc(4271, '6.3')],
  },
  judge: (session) => SIDES.flatMap((from) => judgeSide(session, from)),
});

function judgeSide(session: BgpSession, from: Side): SessionDraft[] {
  const last = session.connections.findLast(({ sides }) => sides[from].carried.loops.length > 0);
  if (last === undefined) return [];
  const { loops } = last.sides[from].carried;
  const as = last.opens[otherSide(from)]?.as;
  const on = session[otherSide(from)].address;
  const peer = session[from].address;
  return [
    {
      title: `${peer} sends ${on} ${firstPrefixes(loops)} with AS ${as}, which is ${on}'s own, in the path; ${on} does not announce ${loops.length === 1 ? 'it' : 'them'} on this session.`,
      cause: `To ${on} that is a loop, and it does not use the route (RFC 4271 §9.1.2). Inferred: ${originOf(last, from, loops)}.`,
      remedy: [
        action('nothing-if-intended', { on, peer }),
        action('accept-own-as', { on, peer }),
        action('override-as', { on: peer, peer: on }),
      ],
      evidence: loops.slice(0, SHOWN).map(({ at }) => at),
      blame: null,
    },
  ];
}

const originOf = ({ opens }: BgpConnection, from: Side, loops: readonly RouteSeen[]): string =>
  `${loops.length === 1 ? 'it comes' : 'they come'} from, or by way of, another speaker with AS ${opens[otherSide(from)]?.as}, such as another node or cluster behind AS ${opens[from]?.as}`;
