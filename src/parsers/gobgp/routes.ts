/** `gobgp global rib`, `gobgp neighbor ADDRESS adj-in` and `adj-out`, and the lines of `gobgp monitor`. */
import type { BgpRoute } from '../../model/daemon-routes.ts';
import type { Gap, Output, Section, TextFormat } from '../format.ts';
import { ownerOf } from '../owner.ts';
import { named, toBgpRoute } from '../route.ts';
import { isAddress, isPrefix } from '../values.ts';

export const gobgpRoutes: TextFormat = {
  name: 'gobgp rib',
  starts: (line) => HEADER.test(line) || EVENT.test(line) || (line.endsWith(']') && readRow(line) !== null),
  owns: (line) => PLAIN.test(line),
  parse,
};

const HEADER = /^(?:ID +)?Network +(?:Labels +)?Next Hop +AS_PATH +(?:Age +)?Attrs$/;
const EVENT = /^(?:\d{4}-\d\d-\d\dT\S{4,20} )?\[(ROUTE|DELROUTE)\] (\S+) via (\S+) aspath \[([^\]]*)\]/;
const PLAIN = /^[*>]{1,2} ?[\da-fA-F.:]{2,45}\/\d{1,3} +[\da-fA-F.:]{2,45} .*\[\{Origin: /;
const AGE = /^\d+:\d\d:\d\d$/;
const FLAGS = /^[NVIS]?\*?>?$/;

function parse(section: Section): Output {
  const bgpRoutes: BgpRoute[] = [];
  const gaps: Gap[] = [];
  const told = tableTold(section.command);
  const peer = /\bneighbor +(\S+) +adj-(?:in|out)/.exec(section.command ?? '')?.[1] ?? null;
  let hasAge = true;
  for (const [at, raw] of section.lines.entries()) {
    const text = raw.trim();
    const [, event, prefix = '', via = '', asPath = ''] = EVENT.exec(text) ?? [];
    if (event !== undefined && isPrefix(prefix)) {
      const nextHops = isAddress(via) ? [via] : [];
      const isWithdrawn = event === 'DELROUTE';
      bgpRoutes.push(toBgpRoute({ table: told ?? 'received', prefix, nextHops, asPath, isWithdrawn }, section, at));
      continue;
    }
    if (HEADER.test(text)) {
      hasAge = text.includes(' Age ');
      continue;
    }
    const row = readRow(text);
    if (row !== null) {
      const isChoice = row.flags !== '';
      const table = isChoice ? 'chosen-from' : (told ?? (hasAge ? 'received' : 'sent'));
      const isBest = isChoice ? row.flags.includes('>') : null;
      const { prefix: of, nextHop, asPath: path } = row;
      bgpRoutes.push(toBgpRoute({ table, prefix: of, nextHops: [nextHop], peer, asPath: path, isBest }, section, at));
    } else if (text.split(/\s+/, 3).some(isPrefix))
      gaps.push({ line: section.line + at, why: 'a route that is not whole' });
  }
  return { routing: [{ ...named(section, ownerOf(section, 'gobgp')), bgpRoutes }], gaps };
}

/** `*> 10.50.0.0/24  10.7.1.1  65000 65002  00:00:35  [{Origin: i}]`, with an identifier of the path or without an age. */
function readRow(line: string) {
  const end = line.indexOf(' [{');
  if (end === -1) return null;
  const words = line.slice(0, end).trim().split(/\s+/);
  const at = words.findIndex(isPrefix);
  const nextHop = words[at + 1] ?? '';
  if (at < 0 || at > 2 || !isAddress(nextHop)) return null;
  const [first = ''] = words;
  if (at > 0 && !FLAGS.test(first) && !/^\d+$/.test(first)) return null;
  const path = words.slice(at + 2);
  if (AGE.test(path.at(-1) ?? '')) path.pop();
  if (/^\d+d$/.test(path.at(-1) ?? '')) path.pop(); // of an age of days
  const flags = at > 0 && FLAGS.test(first) ? first : '';
  return { flags, prefix: words[at] ?? '', nextHop, asPath: path.join(' ') };
}

export function tableTold(command: string | null): BgpRoute['table'] {
  if (command === null) return null;
  if (/\badj-in\b/.test(command)) return 'received';
  if (/\badj-out\b/.test(command)) return 'sent';
  return /\brib\b/.test(command) ? 'chosen-from' : null;
}
