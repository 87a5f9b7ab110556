/** Which message of the one reading is which of the other. */
import { groupBy } from '../../src/transports/kube/group-by.ts';

/** What a message is recognised by. */
export interface Placed {
  /** Number of the packet that brought its last octet. */
  readonly frame: number;
  /** Type and length, as text. */
  readonly key: string;
}

export interface Pair<Ours, Theirs> {
  readonly ours?: Ours;
  readonly theirs?: Theirs;
}

/**
 * Pairs those of the same frame in their order. Where types and lengths don't agree, the longest run that does is kept
 * and the others stand alone.
 */
export function align<Ours extends Placed, Theirs extends Placed>(
  ours: readonly Ours[],
  theirs: readonly Theirs[],
): readonly Pair<Ours, Theirs>[] {
  const frames = [...new Set([...ours, ...theirs].map(({ frame }) => frame))].toSorted((one, two) => one - two);
  const ourFrames = groupBy(ours, ({ frame }) => frame);
  const theirFrames = groupBy(theirs, ({ frame }) => frame);
  return frames.flatMap((frame) => alignFrame(ourFrames.get(frame) ?? [], theirFrames.get(frame) ?? []));
}

function alignFrame<Ours extends Placed, Theirs extends Placed>(
  ours: readonly Ours[],
  theirs: readonly Theirs[],
): readonly Pair<Ours, Theirs>[] {
  const lengths = commonLengths(ours, theirs);
  const pairs: Pair<Ours, Theirs>[] = [];
  let [at, other] = [0, 0];
  while (at < ours.length || other < theirs.length) {
    const [mine, yours] = [ours[at], theirs[other]];
    if (mine !== undefined && yours !== undefined && mine.key === yours.key) {
      pairs.push({ ours: mine, theirs: yours });
      at++;
      other++;
    } else if (mine !== undefined && common(lengths, at + 1, other) >= common(lengths, at, other + 1)) {
      pairs.push({ ours: mine });
      at++;
    } else if (yours !== undefined) {
      pairs.push({ theirs: yours });
      other++;
    } else {
      break;
    }
  }
  return pairs;
}

const common = (lengths: readonly (readonly number[])[], at: number, other: number): number =>
  lengths[at]?.[other] ?? -1;

/** Of the longest common subsequence from each place on. */
function commonLengths(ours: readonly Placed[], theirs: readonly Placed[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: ours.length + 1 }, () => Array.from({ length: theirs.length + 1 }, () => 0));
  for (let at = ours.length - 1; at >= 0; at--) {
    for (let other = theirs.length - 1; other >= 0; other--) {
      const row = lengths[at];
      if (row === undefined) continue;
      const matches = ours[at]?.key === theirs[other]?.key;
      row[other] = matches
        ? 1 + common(lengths, at + 1, other + 1)
        : Math.max(common(lengths, at + 1, other), common(lengths, at, other + 1));
    }
  }
  return lengths;
}
