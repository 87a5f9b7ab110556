/**
 * One session that was captured in two places is told once. It is the same one if both have its random sequence numbers
 * (match.ts); where the places can be told apart by what they saw, they are its ends, and what each side sent is as its own
 * capture has it (join-session.ts). Else the fuller view is told.
 */
import type { BgpSession } from '../../model/bgp-session.ts';
import { packetsOf } from '../both-ends.ts';
import { type Ends, orientViews } from './orient.ts';
import { joinSession } from './join-session.ts';
import { pairUp, relatedViews } from './match.ts';
import type { SessionView } from './view.ts';

/** In the order of the views that come first. */
export function joinViews(views: readonly SessionView[]): readonly BgpSession[] {
  if (views.every(({ place }) => place === views[0]?.place)) return views.map(({ session }) => session);
  const told = new Map<SessionView, BgpSession | null>();
  for (const related of relatedViews(views)) {
    const rest = new Set(related);
    for (const view of related) {
      if (!rest.has(view)) continue;
      const same = [...rest].filter((other) => other !== view && isSameSession(view, other));
      if (same.length === 0) continue;
      for (const each of [view, ...same]) {
        rest.delete(each);
        told.set(each, null);
      }
      told.set(view, tellOnce([view, ...same]));
    }
  }
  return views.flatMap((view) => {
    const session = told.get(view);
    return session === null ? [] : [session ?? view.session];
  });
}

const isSameSession = (one: SessionView, other: SessionView): boolean =>
  one.place !== other.place && pairUp(one.state, other.state).length > 0;

/** Of more than two places those that are the farthest from one another. */
function tellOnce(views: readonly SessionView[]): BgpSession {
  const pairs = views.flatMap((one, index) => views.slice(index + 1).flatMap((other) => orientViews(one, other) ?? []));
  const [widest] = pairs.toSorted((a, b) => distanceOf(b) - distanceOf(a));
  if (widest !== undefined) return joinSession(widest);
  const [fullest] = views.map(({ session }) => session).toSorted((a, b) => packetsOf(b) - packetsOf(a));
  if (fullest === undefined) throw new RangeError('no view');
  return fullest;
}

const distanceOf = ({ clock }: Ends): number => clock.uncertainty ?? 0;
