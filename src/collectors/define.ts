import type { Collector, Speaker, Topic, Variant } from './collector.ts';

const DEADLINE_MS = 15_000;
const MAX_BYTES = 8 << 20;

export type Row = readonly [file: string, ...argv: string[]];
type Extra = Partial<Pick<Collector, 'deadlineMs' | 'maxBytes' | 'essential' | 'keep' | 'last'>>;

/** A collector of `speaker` (null: the host); its rows are variants, the best first. */
export function collector(
  speaker: Speaker | null,
  id: string,
  topics: readonly Topic[],
  rows: readonly Row[],
  extra: Extra = {},
): Collector {
  const variants = rows.map(([file, ...argv]): Variant => ({ file, argv }));
  return {
    id,
    speaker,
    topics,
    variants,
    deadlineMs: DEADLINE_MS,
    maxBytes: MAX_BYTES,
    essential: false,
    ...extra,
  };
}
