/** What `nft list ruleset` prints: nft(8). */
import {
  type BaseChain,
  type Chain,
  type FirewallRule,
  HOOKS,
  type Match,
  type NamedSet,
  type RuleAction,
} from '../../model/firewall.ts';
import type { TextLine } from '../../model/kernel.ts';
import type { Gap, Output, Section, TextFormat } from '../format.ts';
import { FAMILIES, kindOfSet, toSubjectMatches, unknownMatch } from './nft-match.ts';

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

/** `{ 22, 6443, 10250-10259 }`; null where they are of a kind that is not read. */
function listOf(text: string): readonly string[] | null {
  const inner = /^\{([^{}]*)\}$/.exec(text.trim())?.[1];
  if (inner === undefined) return null;
  const values = inner
    .split(',')
    .map((one) => (one.trim().split(/ +(?:timeout|expires|counter|comment) /, 1)[0] ?? '').replaceAll('"', ''));
  return values.every((one) => !/[ :]\S* |\s\.\s/.test(one)) ? values.filter((one) => one !== '') : null;
}

const TOKEN = /"[^"]*"|\{[^{}]*\}|\([^()]*\)|[^\s{}()"]+/g;
const SUBJECT =
  /^(?:(?:ip|ip6) (?:saddr|daddr|protocol|nexthdr)|(?:tcp|udp|udplite|sctp|dccp|th) (?:sport|dport|flags)|(?:icmp|icmpv6) (?:type|code)|(?:meta )?(?:iifname|oifname|iif|oif)|meta (?:l4proto|nfproto|protocol|mark)|ct (?:state|status|mark|direction)|fib [sd]addr type|mark)(?= )/;

/** A rule, or one for each entry of its verdict map. */
function readRule(text: string, at: TextLine): FirewallRule[] {
  const matches: Match[] = [];
  let packets: number | null = null;
  let action: RuleAction = { does: 'nothing' };
  let rest = text.replace(/ comment "[^"]*"$/, '');
  while (rest !== '') {
    const [subject] = SUBJECT.exec(rest) ?? [];
    if (subject !== undefined && !/^(?:meta )?mark set /.test(rest)) {
      const words = rest.slice(subject.length).match(TOKEN) ?? [];
      if (words[0] === 'vmap') return entriesOf(subjectName(subject), words[1] ?? '', matches, packets, at);
      const { found, used } = readMatch(subjectName(subject), words);
      matches.push(...found);
      rest = drop(rest.slice(subject.length), used);
      continue;
    }
    const words = rest.match(TOKEN) ?? [];
    const statement = readStatement(words);
    if (statement === null) {
      matches.push(unknownMatch(words[0] ?? rest));
      rest = words.length === 0 ? '' : drop(rest, 1);
    } else {
      packets = statement.packets ?? packets;
      action = statement.action ?? action;
      if (statement.match !== undefined) matches.push(statement.match);
      rest = drop(rest, statement.used);
    }
  }
  return [{ matches, action, packets, at }];
}

/** What follows the first `count` tokens. */
function drop(text: string, count: number): string {
  TOKEN.lastIndex = 0;
  for (let index = 0; index < count; index++) if (TOKEN.exec(text) === null) return '';
  const at = TOKEN.lastIndex;
  TOKEN.lastIndex = 0;
  return text.slice(at).trim();
}

const subjectName = (text: string): string => (/^(?:iif|oif|mark)/.test(text) ? `meta ${text}` : text);

function readMatch(
  subject: string,
  words: readonly string[],
): { readonly found: readonly Match[]; readonly used: number } {
  const [first = '', second = '', third = '', fourth = ''] = words;
  if (first === '&' && (third === '==' || third === '!=')) {
    const isNot = third === '!=';
    if (subject === 'meta mark')
      return { found: [{ on: 'mark', values: [`${Number(fourth)}/${Number(second)}`], isNot }], used: 4 };
    if (subject === 'tcp flags')
      return { found: [TCP, { on: 'tcp-flags', values: [flagsOf(second), flagsOf(fourth)], isNot }], used: 4 };
    return { found: [unknownMatch(`${subject} ${words.slice(0, 4).join(' ')}`)], used: 4 };
  }
  if (subject === 'tcp flags') {
    if (second === '/')
      return {
        found: [TCP, { on: 'tcp-flags', values: [flagsOf(third), flagsOf(first)], isNot: false }],
        used: 3,
      };
    return { found: [TCP, unknownMatch(`${subject} ${first}`)], used: first === '!=' ? 2 : 1 };
  }
  const hasOperator = first === '==' || first === '!=';
  const value = hasOperator ? second : first;
  const used = hasOperator ? 2 : 1;
  if (/^[<>&|^]/.test(first)) return { found: [unknownMatch(`${subject} ${first} ${second}`)], used: 2 };
  const values = value.startsWith('{') ? listOf(value) : value.replaceAll('"', '').split(',');
  return { found: toSubjectMatches(subject, values, first === '!='), used };
}

const TCP: Match = { on: 'protocol', values: ['tcp'], isNot: false };

const flagsOf = (text: string): string =>
  text
    .replaceAll(/[()\s]/g, '')
    .replaceAll('|', ',')
    .toUpperCase();

interface Statement {
  readonly used: number;
  readonly action?: RuleAction;
  readonly packets?: number;
  readonly match?: Match;
}

/** Statements that neither match nor decide take all that follows: nft prints them last, or before a verdict. */
function readStatement(words: readonly string[]): Statement | null {
  const [first = '', second = ''] = words;
  switch (first) {
    case 'accept':
    case 'drop':
    case 'return':
      return { used: 1, action: { does: first } };
    case 'jump':
    case 'goto':
      return { used: 2, action: { does: first, chain: second } };
    case 'reject':
      return {
        used: words.length,
        action: { does: 'reject', by: /\btcp reset\b/.test(words.join(' ')) ? 'reset' : (words.at(-1) ?? '') },
      };
    case 'counter':
      return second === 'packets' ? { used: 5, packets: Number(words[2]) } : { used: 1 };
    case 'log':
      return { used: untilVerdict(words) };
    case 'limit':
      return { used: untilVerdict(words), match: unknownMatch(words.slice(0, 4).join(' ')) };
    case 'dnat':
    case 'redirect':
    case 'tproxy':
      return { used: words.length, action: { does: 'translate', what: 'destination' } };
    case 'snat':
    case 'masquerade':
      return { used: words.length, action: { does: 'translate', what: 'source' } };
    case 'notrack':
      return { used: 1, action: { does: 'untrack' } };
    case 'queue':
    case 'synproxy':
      return { used: words.length, action: { does: 'unknown' } };
    case 'meta':
    case 'mark':
      return / mark set |^mark set /.test(` ${words.slice(0, 3).join(' ')} `) ? readMark(words) : null;
    case 'ct':
      return words[2] === 'set' ? { used: 4 } : null;
    default:
      return null;
  }
}

/** `meta mark set 0x1`, `meta mark set mark or 0x4000`. */
function readMark(words: readonly string[]): Statement {
  const at = words.indexOf('set') + 1;
  const [value = '', operator = '', bits = ''] = words.slice(at);
  if (/^(?:0x[\da-f]+|\d+)$/i.test(value))
    return { used: at + 1, action: { does: 'mark', value: Number(value), mask: 0xffff_ffff } };
  const used = untilVerdict(words);
  if (operator === 'or' || operator === '|')
    return { used, action: { does: 'mark', value: Number(bits), mask: Number(bits) } };
  return { used, action: { does: 'mark', value: null, mask: 0xffff_ffff } };
}

function untilVerdict(words: readonly string[]): number {
  const at = words.findIndex((word) => /^(?:accept|drop|return|reject|jump|goto|counter)$/.test(word));
  return at === -1 ? words.length : at;
}

function entriesOf(
  subject: string,
  text: string,
  matches: readonly Match[],
  packets: number | null,
  at: TextLine,
): FirewallRule[] {
  const inner = /^\{(.*)\}$/.exec(text)?.[1];
  if (inner === undefined)
    return [
      { matches: [...matches, unknownMatch(`${subject} vmap ${text}`)], action: { does: 'unknown' }, packets, at },
    ];
  return inner.split(',').map((entry) => {
    const [, key = '', verdict = ''] = /^\s*(.*?) : (.*?)\s*$/.exec(entry) ?? [];
    const action = readStatement(verdict.split(' '))?.action ?? { does: 'unknown' as const };
    const found = toSubjectMatches(subject, [key.replaceAll('"', '')], false);
    return { matches: [...matches, ...found], action, packets, at };
  });
}
