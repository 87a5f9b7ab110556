/** Words for routes. */
import type { Route } from '../../model/kernel.ts';

/** Only what is a name to a shell, too: it stands in commands that are printed to be run. */
const SAFE = /^[\w.:@/-]+$/;
export const safe = (text: string): string => (SAFE.test(text) ? text : 'NAME');

/** As `ip route del` takes it. */
export function routeWords({ type, destination, nextHops, table, protocol, metric }: Route): string {
  const [hop, ...others] = nextHops;
  const via = hop === undefined || others.length > 0 || hop.via === null ? '' : ` via ${safe(hop.via)}`;
  const device = hop === undefined || others.length > 0 || hop.device === null ? '' : ` dev ${safe(hop.device)}`;
  return [
    ...(type === 'unicast' ? [] : [type]),
    `${destination}${via}${device}`,
    ...(table === 'main' ? [] : [`table ${safe(table)}`]),
    ...(protocol === 'boot' ? [] : [`proto ${safe(protocol)}`]),
    ...(metric === 0 ? [] : [`metric ${metric}`]),
  ].join(' ');
}

/** The first few of many. */
export function some(words: readonly string[], most = 4): string {
  const shown = words.slice(0, most).join(', ');
  return words.length > most ? `${shown} and ${words.length - most} more` : shown;
}
