import type { BgpSession } from '../../model/bgp-session.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { WithdrawnSeen } from '../../model/routes.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { seconds } from '../words.ts';
import { defineSessionCheck, type SessionDraft } from './define-session-check.ts';
import { firstPrefixes, isFlapping } from './prefixes.ts';

const SHOWN = 4;

export const routeFlapping: Check = defineSessionCheck({
  id: 'bgp/route-flapping',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'One prefix is announced and withdrawn 3 times or more on one connection. Announced again without a withdrawal is no flapping, nor is one of several paths (ADD-PATH).',
    why:
      'Each withdrawal cuts the traffic to that prefix until it is announced again, and routers that damp flaps keep it out for longer. On a node the readiness of the last endpoint goes up and down, two controllers fight for one ' +
      'address, or the node itself becomes ready and not ready. A router may only pass on what flaps behind it: the path in the UPDATE says how far away.',
    remedy: [action('steady-route', { on: 'SIDE', peer: 'PEER' }), action('read-log', { on: 'SIDE', peer: 'PEER' })],
    references: [rfc(4271, '9.2.1.1'), rfc(2439, '1')],
  },
  judge: (session) => SIDES.flatMap((from) => judgeSide(session, from)),
});

/** What the other side announces and withdraws first is only told back to it: FRR does so with the routes of its neighbour. */
const comesBack = ({ prefix, family, first }: WithdrawnSeen, others: readonly WithdrawnSeen[]): boolean =>
  others.some((own) => own.prefix === prefix && own.family === family && own.first.seconds < first.seconds);

function judgeSide(session: BgpSession, from: Side): SessionDraft[] {
  const flapping = session.connections.map(({ sides }) => {
    const others = sides[otherSide(from)].carried.withdrawn.filter(isFlapping);
    return sides[from].carried.withdrawn.filter((route) => isFlapping(route) && !comesBack(route, others));
  });
  const last = flapping.findLast((routes) => routes.length > 0);
  const [worst] = last ?? [];
  if (last === undefined || worst === undefined) return [];
  const on = session[from].address;
  const peer = session[otherSide(from)].address;
  const during = seconds(worst.last.seconds - worst.first.seconds);
  return [
    {
      title: `${on} announces ${firstPrefixes(last)} to ${peer} and withdraws ${last.length === 1 ? 'it' : 'them'} again and again${last.length === 1 ? ',' : `: ${worst.prefix}`} ${worst.times} times in ${during}.`,
      cause: `Inferred: what the prefix stands for comes and goes on ${on}, or behind it.`,
      remedy: [action('steady-route', { on, peer }), action('read-log', { on, peer })],
      evidence: last
        .slice(0, SHOWN)
        .flatMap(({ first, last: latest, returned }) => [first, returned, latest].flatMap((at) => at ?? [])),
      blame: on,
    },
  ];
}
