/** A rule as nft prints it: matches, and what is done with the packet (nft(8)). */
import type { FirewallRule, Match, RuleAction } from '../../model/firewall.ts';
import type { TextLine } from '../../model/finding.ts';
import { toSubjectMatches, unknownMatch } from './nft-match.ts';

const TOKEN = /"[^"]*"|\{[^{}]*\}|\([^()]*\)|[^\s{}()"]+/g;
const SUBJECT =
  /^(?:(?:ip|ip6) (?:saddr|daddr|protocol|nexthdr)|(?:tcp|udp|udplite|sctp|dccp|th) (?:sport|dport|flags)|(?:icmp|icmpv6) (?:type|code)|(?:meta )?(?:iifname|oifname|iif|oif)|meta (?:l4proto|nfproto|protocol|mark)|ct (?:state|status|mark|direction)|fib [sd]addr type|mark)(?= )/;

/** A rule, or one for each entry of its verdict map. */
export function readRule(text: string, at: TextLine): FirewallRule[] {
  const rule = text.replace(/ comment "[^"]*"$/, '');
  const tokens = [...rule.matchAll(TOKEN)];
  const words = tokens.map(([word]) => word);
  const stray = rule.replaceAll(TOKEN, '').trim();
  const matches: Match[] = stray === '' ? [] : [unknownMatch(stray)];
  let packets: number | null = null;
  let action: RuleAction = { does: 'nothing' };
  let next = 0;
  while (next < words.length) {
    const rest = rule.slice(tokens[next]?.index);
    const [subject] = SUBJECT.exec(rest) ?? [];
    if (subject !== undefined && !/^(?:meta )?mark set /.test(rest)) {
      next += subject.split(' ').length;
      const following = words.slice(next);
      if (following[0] === 'vmap') return entriesOf(subjectName(subject), following[1] ?? '', matches, packets, at);
      const { found, used } = readMatch(subjectName(subject), following);
      matches.push(...found);
      next += used;
      continue;
    }
    const statement = readStatement(words.slice(next));
    if (statement === null) matches.push(unknownMatch(words[next] ?? ''));
    else {
      packets = statement.packets ?? packets;
      action = statement.action ?? action;
      if (statement.match !== undefined) matches.push(statement.match);
    }
    next += statement?.used ?? 1;
  }
  return [{ matches, action, packets, at }];
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

/** `{ 22, 6443, 10250-10259 }`; null where they are of a kind that is not read. */
export function listOf(text: string): readonly string[] | null {
  const inner = /^\{([^{}]*)\}$/.exec(text.trim())?.[1];
  if (inner === undefined) return null;
  const values = inner
    .split(',')
    .map((one) => (one.trim().split(/ +(?:timeout|expires|counter|comment) /, 1)[0] ?? '').replaceAll('"', ''));
  return values.every((one) => !/[ :]\S* |\s\.\s/.test(one)) ? values.filter((one) => one !== '') : null;
}
