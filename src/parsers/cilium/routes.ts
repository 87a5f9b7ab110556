/** `cilium bgp routes` (of cilium-cli, with a column for the node) and `cilium-dbg bgp routes`, as a table and as JSON. */
import type { BgpRoute, RoutingOutput } from '../../model/daemon-routes.ts';
import { createLineFinder, type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from '../fields.ts';
import type { AnySection, Gap, JsonFormat, Output, Section, TextFormat } from '../format.ts';
import { isUnspecified, named, toBgpRoute } from '../route.ts';
import { isAddress, isPrefix } from '../values.ts';

export const ciliumRoutes: TextFormat = {
  name: 'cilium bgp routes',
  starts: (line) => HEADER.test(line),
  owns: (line) => line.includes(' [{'),
  parse,
};

const HEADER = /^(?:Node +)?VRouter +(?:Peer +)?Prefix +NextHop +(?:Best +)?Age +Attrs$/;

function parse(section: Section): Output {
  const routes: { readonly node: string | null; readonly as: number; readonly route: BgpRoute }[] = [];
  const gaps: Gap[] = [];
  let columns: readonly string[] = [];
  let before: readonly string[] = [];
  for (const [at, raw] of section.lines.entries()) {
    const text = raw.trim();
    if (HEADER.test(text)) {
      columns = text.split(/ +/);
      before = [];
      continue;
    }
    const words = text.split(' [{', 1)[0]?.split(/\s+/) ?? [];
    const place = words.findIndex(isPrefix);
    const lead = columns.indexOf('Prefix');
    if (place === -1) continue;
    // A node, instance or peer that is that of the row before may be left out.
    const leading =
      place === lead ? words.slice(0, lead) : [...before.slice(0, lead - place), ...words.slice(0, place)];
    const [nextHop = '', prefix = ''] = [words[place + 1], words[place]];
    const of = (name: string): string | null => leading[columns.indexOf(name)] ?? null;
    const as = Number(of('VRouter'));
    if (place > lead || leading.length !== lead || !isAddress(nextHop) || !(as > 0)) {
      gaps.push({ line: section.line + at, why: 'a route that is not whole' });
      continue;
    }
    before = leading;
    const peer = columns.includes('Peer') ? of('Peer') : peerTold(section);
    const table = tableOf(columns.includes('Peer'), nextHop, section);
    const [, asPath = null] = /\{AsPath: ([\d {},()]*)\}/.exec(text) ?? [];
    const node = columns.includes('Node') ? of('Node') : section.node;
    routes.push({ node, as, route: toBgpRoute({ table, prefix, nextHops: [nextHop], peer, asPath }, section, at) });
  }
  return { routing: bySpeaker(routes, section), gaps };
}

/** Each node, and each of its virtual routers, is a speaker. */
function bySpeaker(
  routes: readonly { readonly node: string | null; readonly as: number; readonly route: BgpRoute }[],
  section: AnySection,
): readonly RoutingOutput[] {
  const speakers = new Map<string, RoutingOutput & { bgpRoutes: BgpRoute[] }>();
  for (const { node, as, route } of routes) {
    const key = `${node} ${as}`;
    const known = speakers.get(key);
    if (known === undefined) speakers.set(key, { ...named(section, 'cilium'), node, as, bgpRoutes: [route] });
    else known.bgpRoutes.push(route);
  }
  return [...speakers.values()];
}

function tableOf(hasPeer: boolean, nextHop: string | null, { command }: AnySection): BgpRoute['table'] {
  if (hasPeer || /\badvertised\b/.test(command ?? '')) return 'sent';
  return /\bavailable\b/.test(command ?? '') || (nextHop !== null && isUnspecified(nextHop)) ? 'chosen-from' : null;
}

const peerTold = ({ command }: AnySection): string | null =>
  /\b(?:peer|neighbor) (\S+)/.exec(command ?? '')?.[1] ?? null;

export const ciliumRoutesJson: JsonFormat = {
  name: 'cilium bgp routes -o json',
  recognises: (value) => rowsOf(value).length > 0,
  parse(value, section) {
    const find = createLineFinder(section.lines);
    const routes = rowsOf(value).flatMap(({ node, row }) => {
      const prefix = textOf(row['prefix']) ?? '';
      const peer = textOf(row['neighbor']);
      const at = find(`"${prefix}"`);
      return listOf(row['paths'])
        .filter(isFields)
        .map((path) => ({
          node: node ?? section.node,
          as: numberOf(row['router-asn']) ?? 0,
          route: toPath(path, prefix, peer, section, at),
        }));
    });
    return { routing: bySpeaker(routes, section) };
  },
};

/** The agent prints a list, cilium-cli one for each node. */
function rowsOf(value: unknown): readonly { readonly node: string | null; readonly row: Fields }[] {
  const lists = Array.isArray(value) ? [[null, value] as const] : Object.entries(fieldsOf(value));
  return lists.flatMap(([node, list]) =>
    listOf(list)
      .filter(isFields)
      .filter((row) => 'router-asn' in row && Array.isArray(row['paths']) && isPrefix(textOf(row['prefix']) ?? ''))
      .map((row) => ({ node, row })),
  );
}

function toPath(path: Fields, prefix: string, peer: string | null, section: AnySection, at: number): BgpRoute {
  const attributes = listOf(path['path-attributes']).map((one) => octetsOf(textOf(fieldsOf(one)['base64'])));
  const nextHop = attributes.map(nextHopOf).find((found) => found !== null) ?? null;
  const table = tableOf(peer !== null, nextHop, section);
  const nextHops = nextHop === null ? [] : [nextHop];
  return toBgpRoute(
    { table, prefix, nextHops, peer, isBest: table === 'chosen-from' ? path['best'] === true : null },
    section,
    at,
  );
}

function octetsOf(base64: string | null): readonly number[] {
  if (base64 === null || base64.length > 64 || !/^[A-Za-z\d+/]{4,}={0,2}$/.test(base64) || base64.length % 4 !== 0)
    return [];
  return Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** NEXT_HOP (RFC 4271 §4.3): flags, 3, 4, four octets. */
function nextHopOf([, type, length, ...octets]: readonly number[]): string | null {
  return type === 3 && length === 4 && octets.length === 4 ? octets.join('.') : null;
}
