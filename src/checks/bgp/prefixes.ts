import type { WithdrawnSeen } from '../../model/routes.ts';
import { list, plural } from '../words.ts';

const NAMED = 3;
/** Announced and withdrawn so often, a prefix flaps. */
const MANY_TIMES = 3;

export const isFlapping = ({ times }: WithdrawnSeen): boolean => times >= MANY_TIMES;

/** `10.1.0.0/16 and 10.2.0.0/16`; of more than three the rest is counted. `count` is how many there are in all. */
export function firstPrefixes(routes: readonly { readonly prefix: string }[], count: number = routes.length): string {
  const names = [...new Set(routes.map(({ prefix }) => prefix))];
  if (count <= NAMED) return list(names);
  const named = names.slice(0, NAMED);
  return `${named.join(', ')} and ${plural(count - named.length, 'other prefix', 'other prefixes')}`;
}
