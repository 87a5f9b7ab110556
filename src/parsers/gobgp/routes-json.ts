/** `gobgp global rib -j`, `gobgp neighbor ADDRESS adj-in -j` and `gobgp monitor … -j`. */
import type { BgpRoute } from '../../model/daemon-routes.ts';
import { createLineFinder, type Fields, fieldsOf, isFields, listOf, textOf } from '../fields.ts';
import type { JsonFormat, JsonSection } from '../format.ts';
import { ownerOf } from '../owner.ts';
import { named, toBgpRoute } from '../route.ts';
import { isPrefix } from '../values.ts';
import { tableTold } from './routes.ts';

export const gobgpRoutesJson: JsonFormat = {
  name: 'gobgp rib -j',
  recognises: (value) =>
    Array.isArray(value)
      ? value.some(isPath)
      : Object.values(fieldsOf(value)).some((list) => listOf(list).some(isPath)),
  parse(value, section) {
    const find = createLineFinder(section.lines);
    const paths = pathsOf(value);
    // Of what a neighbour sent none is the best, nor of what is sent to it: without the command nobody can tell these apart.
    const table = paths.some(({ best }) => best === true) ? 'chosen-from' : tableTold(section.command);
    const bgpRoutes = paths.map((path) => toPath(path, table, section, find));
    return { routing: [{ ...named(section, ownerOf(section, 'gobgp')), bgpRoutes }] };
  },
};

const isPath = (path: unknown): path is Fields =>
  isFields(path) && Array.isArray(path['attrs']) && isPrefix(prefixOf(path));

function pathsOf(value: unknown): readonly Fields[] {
  const lists = Array.isArray(value) ? [value] : Object.values(fieldsOf(value));
  return lists.flatMap(listOf).filter(isPath);
}

const prefixOf = (path: Fields): string => textOf(fieldsOf(path['nlri'])['prefix']) ?? '';

function toPath(
  path: Fields,
  table: BgpRoute['table'],
  section: JsonSection,
  find: (text: string) => number,
): BgpRoute {
  const prefix = prefixOf(path);
  const attributes = listOf(path['attrs']).filter(isFields);
  const of = (type: number): Fields => attributes.find((one) => one['type'] === type) ?? {};
  const nextHop = textOf(of(NEXT_HOP)['nexthop']) ?? textOf(of(MP_REACH_NLRI)['nexthop']);
  const segments = listOf(of(AS_PATH)['as_paths']).map((segment) => listOf(fieldsOf(segment)['asns']).join(' '));
  const isChoice = table === 'chosen-from';
  const peer = textOf(path['neighbor-ip']);
  return toBgpRoute(
    {
      table,
      prefix,
      nextHops: nextHop === null ? [] : [nextHop],
      peer: table === 'sent' ? null : peer,
      asPath: segments.join(' '),
      isBest: isChoice ? path['best'] === true : null,
      isWithdrawn: path['withdrawal'] === true,
    },
    section,
    find(`"${prefix}"`),
  );
}

const [AS_PATH, NEXT_HOP, MP_REACH_NLRI] = [2, 3, 14] as const;
