import { readFileSync } from 'node:fs';
import type { BgpRoute, RibEntry, RoutingOutput } from '../../../src/model/daemon-routes.ts';
import { readPaste } from '../../../src/parsers/recognise.ts';

export const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/outputs/routes/${name}`, import.meta.url), 'utf8');

export const routingOf = (text: string): readonly RoutingOutput[] =>
  readPaste(text, 'paste').found.flatMap(({ output }) => output.routing ?? []);

/** `*> 10.50.0.0/24 10.7.1.2 65001`: valid, best or multipath; prefix, next hops and path. `own` where the speaker made it. */
export const bgpRows = (text: string): readonly string[] =>
  routingOf(text).flatMap(({ bgpRoutes = [] }) => bgpRoutes.map(bgpRow));

function bgpRow({ isValid, isBest, isMultipath, isOwn, prefix, nextHops, asPath }: BgpRoute): string {
  const marks = `${isValid === true ? '*' : ''}${isBest === true ? '>' : isMultipath === true ? '=' : ''}`;
  const hops = nextHops.join(',');
  return [marks, prefix, isOwn === true ? 'own' : hops, asPath ?? '?'].filter((part) => part !== '').join(' ');
}

/** `>* bgp 10.56.0.0/24 10.7.1.2 vg1, 10.7.3.2 vg2`: selected, installed; who made it. */
export const ribRows = (text: string): readonly string[] =>
  routingOf(text).flatMap(({ ribEntries = [] }) => ribEntries.map(ribRow));

function ribRow({ isSelected, isInstalled, protocol, prefix, type, nextHops }: RibEntry): string {
  const marks = `${isSelected === true ? '>' : ''}${isInstalled === true ? '*' : isInstalled === null ? '?' : ''}`;
  const hops = nextHops.map(({ via, device, isActive }) =>
    [via, device, isActive === false ? 'inactive' : null].filter((part) => part !== null).join(' '),
  );
  return [marks, protocol, prefix, type === 'unicast' ? hops.join(', ') : type].filter((part) => part !== '').join(' ');
}
