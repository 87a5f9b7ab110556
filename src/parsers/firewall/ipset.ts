/** What `ipset save` prints: ipset(8). */
import type { IpSet } from '../../model/firewall.ts';
import type { Gap, Output, Section, TextFormat } from '../format.ts';
import { splitWords } from './words.ts';

export const ipsetSave: TextFormat = {
  name: 'ipset save',
  starts: (line) => CREATE.test(line),
  owns: (line) => ADD.test(line),
  parse,
};

const CREATE = /^create (\S{1,31}) ((?:hash|bitmap):[a-z,]{2,30}|list:set)(?: |$)/;
const ADD = /^add (\S{1,31}) (\S{1,200})(?: (.*))?$/;

interface Draft extends IpSet {
  readonly members: { readonly fields: readonly string[]; readonly isException: boolean }[];
}

function parse({ source, node, line, lines, isCut = false }: Section): Output {
  const drafts = new Map<string, Draft>();
  const gaps: Gap[] = [];
  for (const [index, raw] of lines.entries()) {
    const text = raw.trim();
    const [, created, type = ''] = CREATE.exec(text) ?? [];
    const [, name = '', entry, options = ''] = ADD.exec(text) ?? [];
    if (created !== undefined) {
      const [, kinds = ''] = type.split(':');
      drafts.set(created, { kinds: kinds.split(','), members: [] });
    } else if (entry !== undefined && drafts.has(name)) {
      const isException = splitWords(options).includes('nomatch');
      drafts.get(name)?.members.push({ fields: entry.split(','), isException });
    } else if (text !== '') gaps.push({ line: line + index, why: 'neither a set nor a member of one' });
  }
  // A member may be missing: what is not in a set that is cut, nobody knows.
  if (isCut) drafts.delete([...drafts.keys()].at(-1) ?? '');
  const ruleset = { tool: 'iptables', command: 'ipset', chains: [], sets: new Map(), ipsets: drafts } as const;
  return { kernel: { source, node, rulesets: [ruleset] }, gaps };
}
