/** One capture through both readings. */
import { align, type Pair } from './align.ts';
import { type Compared, compareLeaves, leaves, type Difference, Outcome } from './compare.ts';
import type { OurMessage } from './ours.ts';
import type { TheirMessage } from './theirs.ts';

/** Stands for a whole message that the other side lacks. */
const MESSAGE = 'message';

/** Of messages that both have. */
export interface Tally {
  readonly equal: number;
  readonly different: number;
  readonly here: number;
  readonly there: number;
}

export interface Found extends Difference {
  readonly capture: string;
  readonly frame: number;
}

export interface ComparedCapture {
  readonly capture: string;
  readonly messages: { readonly both: number; readonly here: number; readonly there: number };
  readonly fields: Tally;
  readonly found: readonly Found[];
}

export function compareCapture(
  capture: string,
  ours: readonly OurMessage[],
  theirs: readonly TheirMessage[],
): ComparedCapture {
  const pairs = align(ours, theirs);
  const compared = pairs.map(comparePair);
  const found = compared.flatMap(({ differences }, index) =>
    differences.map((difference) => ({ ...difference, capture, frame: frameOf(pairs[index]) })),
  );
  const count = (outcome: Outcome): number =>
    found.filter((difference) => difference.outcome === outcome && difference.field !== MESSAGE).length;
  return {
    capture,
    messages: {
      both: pairs.filter(({ ours: mine, theirs: yours }) => mine !== undefined && yours !== undefined).length,
      here: pairs.filter(({ theirs: yours }) => yours === undefined).length,
      there: pairs.filter(({ ours: mine }) => mine === undefined).length,
    },
    fields: {
      equal: compared.reduce((sum, { equal }) => sum + equal, 0),
      different: count(Outcome.DIFFERENT),
      here: count(Outcome.HERE),
      there: count(Outcome.THERE),
    },
    found,
  };
}

const frameOf = (pair: Pair<OurMessage, TheirMessage> | undefined): number =>
  pair?.ours?.frame ?? pair?.theirs?.frame ?? 0;

/** A message that one side lacks is one difference; its fields have nothing to be compared with. */
function comparePair({ ours, theirs }: Pair<OurMessage, TheirMessage>): Compared {
  if (ours === undefined && theirs !== undefined)
    return { equal: 0, differences: [{ field: MESSAGE, outcome: Outcome.THERE, theirs: theirs.key }] };
  if (theirs === undefined && ours !== undefined)
    return { equal: 0, differences: [{ field: MESSAGE, outcome: Outcome.HERE, ours: ours.key }] };
  return compareLeaves(leaves(ours?.message), leaves(theirs?.message));
}
