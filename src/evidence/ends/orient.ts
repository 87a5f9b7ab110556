/** Which of two captures of one session stands nearer to which of its ends. */
import type { ClockDifference } from '../../model/both-ends.ts';
import { type End, otherEnd } from '../../sessions/ladder.ts';
import { clientByPort, markedLocal } from '../bgp-session.ts';
import { estimateClock, isNearer } from './clock.ts';
import { differencesOf, halvesOf, type Pairing } from './landmarks.ts';
import { pairUp } from './match.ts';
import type { SessionView } from './view.ts';

export interface Ends {
  readonly local: SessionView;
  readonly remote: SessionView;
  /** The local end, as each of the two counts its ends. */
  readonly localEnd: { readonly local: End; readonly remote: End };
  readonly pairings: readonly Pairing[];
  readonly clock: ClockDifference;
}

/** Undefined where both stand in one place, or nothing tells. */
export function orientViews(one: SessionView, other: SessionView): Ends | undefined {
  const pairings = pairUp(one.state, other.state);
  const near = nearEnd(one, other, pairings);
  if (near === undefined) return undefined;
  const isFirst = isLocal(one, other, near, pairings);
  const [local, remote] = isFirst ? [one, other] : [other, one];
  const pairs = isFirst ? pairings : pairUp(local.state, remote.state);
  const turned = pairs[0]?.turned === true;
  const ofLocal = isFirst || turned ? near : otherEnd(near);
  const ofRemote = turned ? otherEnd(ofLocal) : ofLocal;
  const clock = estimateClock(
    pairs.flatMap(differencesOf).map(({ of }) => ({ forth: of[ofLocal], back: of[otherEnd(ofLocal)] })),
  );
  if (clock === null) return undefined;
  return { local, remote, localEnd: { local: ofLocal, remote: ofRemote }, pairings: pairs, clock };
}

/** The end that the first one is nearer to: by the marks of the hosts, or the hops, or the time that packets take. */
function nearEnd(one: SessionView, other: SessionView, pairings: readonly Pairing[]): End | undefined {
  const marks = marksOf(one, other, pairings);
  const [first, second] = marks;
  if (first !== undefined && second !== undefined) return first === second ? undefined : first;
  const hops = hopsBetween(pairings);
  if (hops !== 0) return hops > 0 ? 0 : 1;
  const differences = pairings.flatMap(differencesOf);
  const isNearerToFirst = isNearer(differences.map(({ of: [ours, theirs] }) => ({ ours, theirs })));
  if (isNearerToFirst !== null) return isNearerToFirst ? 0 : 1;
  // The same stamps: the same capture, given twice.
  if (differences.every(({ of }) => of.flat().every((difference) => difference === 0))) return undefined;
  return first ?? (second === undefined ? undefined : otherEnd(second));
}

/** As the first one counts its ends. */
function marksOf(one: SessionView, other: SessionView, pairings: readonly Pairing[]): readonly (End | undefined)[] {
  const theirs = markedLocal(other.state);
  const isTurned = pairings[0]?.turned === true;
  return [markedLocal(one.state), theirs !== undefined && isTurned ? otherEnd(theirs) : theirs];
}

/** Above 0 if the packets of end 0 come to the first one earlier, and those of end 1 later. */
function hopsBetween(pairings: readonly Pairing[]): number {
  const hops = pairings.map((pairing) => {
    const [ours, theirs] = [halvesOf(pairing, 0), halvesOf(pairing, 1)];
    return lived(...ours) - lived(...theirs);
  });
  return Math.sign(hops.reduce((sum, each) => sum + Math.sign(each), 0));
}

const lived = (one: { readonly ttlMax: number }, other: { readonly ttlMax: number }): number =>
  one.ttlMax === 0 || other.ttlMax === 0 ? 0 : one.ttlMax - other.ttlMax;

/** The one that its host's marks make the cluster's, or who dialled first: whichever capture was given first. */
function isLocal(one: SessionView, other: SessionView, near: End, pairings: readonly Pairing[]): boolean {
  const marked = [one, other].map(({ session }) => !session.localInferred);
  if (marked[0] !== marked[1]) return marked[0] === true;
  const [first] = pairings.toSorted((a, b) => a.one.number + a.other.number - b.one.number - b.other.number);
  const connection = first?.one;
  return connection === undefined || (connection.client ?? clientByPort(connection)) === near;
}
