/** What `nft list ruleset` prints: nft(8). */
import { type BaseChain, type Chain, type FirewallRule, HOOKS, type NamedSet } from '../../model/firewall.ts';
import type { TextLine } from '../../model/finding.ts';
import type { Gap, Output, Section, TextFormat } from '../format.ts';
import { FAMILIES, kindOfSet } from './nft-match.ts';
import { listOf, readRule } from './nft-rule.ts';

export const nft: TextFormat = {
  name: 'nft list ruleset',
  starts: (line) => TABLE.test(line),
  owns: (line) =>
    /^(?:chain \S+ \{|type \w+ hook |\}$|(?:counter|iifname|oifname|ct state|meta|ip6? |tcp |udp ))/.test(line),
  parse,
};

const TABLE = /^table (\w{2,10}) (\S{1,64}) \{/;
const BLOCK = /^(chain|set|map|flowtable|counter|ct \w+|limit|quota|secmark|synproxy) (\S{1,64}) \{/;
const BASE = /^type (\w+) hook (\w+)(?: device \S+)? priority ([\w -]+?)\s*(\+ ?\d+|- ?\d+)?;(?: policy (\w+);)?/;
/** Of nft(8), "Standard priority names". */
const PRIORITIES: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
};

interface Draft {
  readonly family: string;
  readonly table: string;
  readonly kind: string;
  readonly name: string;
  base: BaseChain | null;
  readonly rules: FirewallRule[];
  at: TextLine;
  type: string;
  elements: string | null;
}

function parse({ source, node, line, lines }: Section): Output {
  const drafts: Draft[] = [];
  const gaps: Gap[] = [];
  let table: readonly [family: string, name: string] | null = null;
  let current: Draft | null = null;
  for (const [index, raw] of lines.entries()) {
    const text = raw.trim();
    const at: TextLine = { source, line: line + index, text };
    const [, family, name = ''] = TABLE.exec(text) ?? [];
    const [, kind = '', block] = BLOCK.exec(text) ?? [];
    if (family !== undefined) table = [family, name];
    else if (text === '' || text.startsWith('#')) continue;
    else if (table === null) gaps.push({ line: at.line, why: 'a line outside of any table' });
    else if (current === null && block !== undefined) {
      current = {
        family: table[0],
        table: table[1],
        kind,
        name: block,
        base: null,
        rules: [],
        at,
        type: '',
        elements: null,
      };
      drafts.push(current);
    } else if (text === '}') {
      if (current === null) table = null;
      else if (current.elements === null || current.elements.includes('}')) current = null;
    } else if (current?.kind === 'chain') readChainLine(text, at, current);
    else if (current !== null) readSetLine(text, current);
  }
  if (table !== null) {
    gaps.push({ line: line + lines.length - 1, why: `the table ${table[1]} ends without its brace` });
    const end: TextLine = { source, line: line + lines.length - 1, text: '' };
    for (const { rules } of drafts) rules.push({ matches: [], action: { does: 'unknown' }, packets: null, at: end });
  }
  return {
    kernel: {
      source,
      node,
      rulesets: [
        { tool: 'nft', command: 'nft', chains: drafts.flatMap(toChain), sets: new Map(drafts.flatMap(toSet)) },
      ],
    },
    gaps,
  };
}

function toChain({ family: printed, kind, table, name, base, rules, at }: Draft): readonly Chain[] {
  const family = FAMILIES[printed];
  return kind !== 'chain' || family === undefined ? [] : [{ family, table, name, base, rules, at }];
}

function toSet({ kind, family, table, name, type, elements }: Draft): readonly (readonly [string, NamedSet])[] {
  if (kind !== 'set') return [];
  const list = elements === null ? [] : listOf(elements);
  return list === null ? [] : [[`${FAMILIES[family]} ${table} ${name}`, { on: kindOfSet(type), elements: list }]];
}

function readChainLine(text: string, at: TextLine, chain: Draft): void {
  const [, type, named, priority = '', offset = '0', policy] = BASE.exec(text) ?? [];
  const hook = HOOKS.find((one) => one === named);
  if (hook !== undefined) {
    const number = PRIORITIES[priority.trim()] ?? Number(priority);
    chain.base = {
      hook,
      priority: (Number.isNaN(number) ? 0 : number) + Number(offset.replaceAll(' ', '')),
      isNat: type === 'nat',
      policy: policy === 'drop' ? 'drop' : 'accept',
    };
    chain.at = { ...at, text: `chain ${chain.name} { ${text} }` };
  } else if (!/^(?:type|comment|flags) /.test(text)) chain.rules.push(...readRule(text, at));
}

function readSetLine(text: string, set: Draft): void {
  const [, type] = /^type (\S+)$/.exec(text) ?? [];
  if (type !== undefined) set.type = type;
  const [, first] = /^elements = (\{.*)$/.exec(text) ?? [];
  if (first !== undefined) set.elements = first;
  else if (set.elements !== null && !set.elements.includes('}')) set.elements += ` ${text}`;
}
