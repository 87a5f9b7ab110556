/** Values in commands: what the capture tells, else a word in capitals that stands for them. */
import type { ActionDetail } from './actions.ts';

export const asOf = ({ as }: ActionDetail): string => (as === undefined ? 'AS' : String(as));

/** Somewhat above the limit that was met. */
export const limitOf = ({ limit }: ActionDetail): string => (limit === undefined ? 'LIMIT' : String(limit * 2));

/** `name` says how the platform calls a family; one that it has no word for keeps ours. */
export const familiesIn = (
  { families }: ActionDetail,
  names: Readonly<Record<string, string>>,
  unknown: string,
): readonly string[] => (families === undefined ? [unknown] : families.map((family) => names[family] ?? family));
