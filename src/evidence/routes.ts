/** What became of routes, and what UPDATEs carry: what each end of a connection knows of the other decides it. */
import { familyNameOf } from '../decoders/bgp/families.ts';
import type { Incomplete } from '../model/report.ts';
import type { CommunitySeen, NextHopSeen, RouteSeen, RoutesSeen, WithdrawnSeen } from '../model/routes.ts';
import type { Half } from '../sessions/connection.ts';
import { findRoute, type RouteStory } from '../sessions/route-log.ts';
import type { SessionState } from '../sessions/session.ts';
import { momentOf } from '../sessions/stamp.ts';
import { prefixText, type RouteMention } from '../sessions/watch-update.ts';

/** A person looks at a few prefixes; how many there are is counted. */
const SHOWN = 32;

export function toRoutesSeen(half: Half, peer: Half): RoutesSeen {
  const { watch } = half;
  const loops = watch.loops.filter((loop) => !isOwn(peer, loop));
  const announced = [...half.routes.values()].reduce((sum, counts) => sum + counts.announced, 0);
  const withdrawn = [...watch.log.stories.values()].filter((story) => story.withdrawals > 0 && !story.isCrowded);
  return {
    // Of a table that is not known whole it cannot be told which routes are the receiver's own.
    loops: isKnown(peer) ? loops.map(toRoute) : [],
    onlyReturns: announced > 0 && announced === watch.looped && loops.length === 0 && !watch.lostLoops,
    confederation: watch.hasConfederation,
    localPref: watch.localPref === null ? null : toRoute(watch.localPref),
    nextHops: watch.nextHops
      .filter((hop) => hop.problem !== 'receiver' || (isKnown(peer) && !isOwn(peer, hop)))
      .map((hop): NextHopSeen => ({ ...toRoute(hop), nextHop: hop.nextHop, problem: hop.problem })),
    communities: watch.communities.map((each): CommunitySeen => ({ ...toRoute(each), community: each.community })),
    withdrawn: byWithdrawals(withdrawn).slice(0, SHOWN).flatMap(toWithdrawn),
    withdrawnCount: withdrawn.length,
  };
}

/** Every announcement of it is remembered, and none is missing from the capture. */
const isKnown = ({ watch, missing }: Half): boolean => watch.log.isWhole && missing === null;

const isOwn = ({ watch }: Half, { family, bits, octets }: RouteMention): boolean =>
  findRoute(watch.log, family, bits, octets, 0) !== undefined;

const toRoute = ({ family, bits, octets, words, stamp }: RouteMention): RouteSeen => ({
  prefix: prefixText(family, bits, octets),
  family: familyNameOf(family),
  at: momentOf(stamp, words),
});

/** What stays away first, then what comes and goes most often. */
const byWithdrawals = (stories: readonly RouteStory[]): readonly RouteStory[] =>
  stories.toSorted((a, b) => b.withdrawals - a.withdrawals || a.paths.length - b.paths.length);

function toWithdrawn(story: RouteStory): WithdrawnSeen[] {
  const { family, bits, octets, firstWithdrawn, lastWithdrawn, returned, withdrawals, paths } = story;
  if (firstWithdrawn === null || lastWithdrawn === null) return [];
  const prefix = prefixText(family, bits, octets);
  return [
    {
      prefix,
      family: familyNameOf(family),
      times: withdrawals,
      first: momentOf(firstWithdrawn, `UPDATE withdraws ${prefix}`),
      last: momentOf(lastWithdrawn, `UPDATE withdraws ${prefix}`),
      returned: returned === null ? null : momentOf(returned, `UPDATE announces ${prefix} again`),
      isBack: paths.length > 0,
    },
  ];
}

/**
 * What could not be told for want of room. That the receiver of a table announces one itself, and which routes come back to
 * it then, is not worth it: all that is lost is a finding of info.
 */
export function incompleteRoutes(sessions: readonly SessionState[]): Incomplete[] {
  const halves = sessions.flatMap(({ connections }) =>
    connections.flatMap(({ addresses, halves: [first, second] }) => [
      { from: addresses[0], log: first.watch.log },
      { from: addresses[1], log: second.watch.log },
    ]),
  );
  return halves.flatMap(({ from, log: { unfollowed, stories } }): Incomplete[] =>
    unfollowed === 0
      ? []
      : [
          {
            source: null,
            what: 'withdrawn routes',
            why: `${from} withdraws prefixes beyond the ${stories.size} that are remembered, ${unfollowed} times`,
          },
        ],
  );
}
