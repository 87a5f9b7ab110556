/** Values in commands: what the capture tells, else a word in capitals that stands for them. */
import type { ActionDetail } from './actions.ts';

export const asOf = ({ as }: ActionDetail): string => (as === undefined ? 'AS' : String(as));

/** Somewhat above the limit that was met. */
export const limitOf = ({ limit }: ActionDetail): string => (limit === undefined ? 'LIMIT' : String(limit * 2));

/** `names` says how the platform calls a family; `unknown` stands for those that it has no word for: ours is none of its. */
export const familiesIn = (
  { families = [''] }: ActionDetail,
  names: Readonly<Record<string, string>>,
  unknown: string,
): readonly string[] => [...new Set(families.map((family) => names[family] ?? unknown))];
