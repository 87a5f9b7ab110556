/** How two clocks differ, from packets that both have stamped (RFC 5905 §8 has the same of four time stamps). */
import type { ClockDifference } from '../../model/both-ends.ts';

/** Of packets of about one time: the far clock's stamp less the near clock's, in seconds. */
export interface Exchange {
  /** Of packets from near to far: the difference of the clocks and the time on the way, so no less than the difference. */
  readonly forth: readonly number[];
  /** Of packets from far to near: no more than the difference. */
  readonly back: readonly number[];
}

interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** Most captures count microseconds. */
const RESOLUTION = 1e-6;

/**
 * The middle of all bounds, which holds whatever the delays are. Where clocks drift, bounds of different times exclude
 * one another: then the middle of the narrowest, with an uncertainty that reaches the others. Null without a packet.
 */
export function estimateClock(exchanges: readonly Exchange[]): ClockDifference | null {
  const bounds = exchanges
    .map(({ forth, back }): Bounds => ({ low: Math.max(...back), high: Math.min(...forth) }))
    .filter(({ low, high }) => low <= high && (Number.isFinite(low) || Number.isFinite(high)));
  const [narrowest, ...others] = bounds
    .filter(({ low, high }) => Number.isFinite(high - low))
    .toSorted((a, b) => a.high - a.low - (b.high - b.low));
  if (narrowest === undefined) return oneWay(bounds);
  const common = others.reduce(intersect, narrowest);
  const difference = middle(common);
  const apart = others.filter((each) => each.low > common.high || each.high < common.low);
  return {
    difference,
    uncertainty: Math.max(
      RESOLUTION,
      ...[common, ...apart].map(({ low, high }) => Math.max(difference - low, high - difference)),
    ),
  };
}

/** Packets of one direction bound the difference on one side only: it is taken as if they took no time. */
function oneWay(bounds: readonly Bounds[]): ClockDifference | null {
  const high = Math.min(...bounds.map((each) => each.high));
  const low = Math.max(...bounds.map((each) => each.low));
  if (Number.isFinite(high)) return { difference: high, uncertainty: null };
  return Number.isFinite(low) ? { difference: low, uncertainty: null } : null;
}

function intersect(one: Bounds, other: Bounds): Bounds {
  const both = { low: Math.max(one.low, other.low), high: Math.min(one.high, other.high) };
  return both.low <= both.high ? both : one;
}

const middle = ({ low, high }: Bounds): number => (low + high) / 2;

/**
 * Whether the first of two clocks stands nearer to where the packets of `ours` come from than the second: theirs are
 * differences of second less first. Null where the packets do not tell.
 */
export function isNearer(
  exchanges: readonly { readonly ours: readonly number[]; readonly theirs: readonly number[] }[],
): boolean | null {
  let nearer = 0;
  for (const { ours, theirs } of exchanges) {
    if (ours.length === 0 || theirs.length === 0) continue;
    if (Math.min(...ours) > Math.max(...theirs)) nearer += 1;
    else if (Math.min(...theirs) > Math.max(...ours)) nearer -= 1;
  }
  return nearer === 0 ? null : nearer > 0;
}
