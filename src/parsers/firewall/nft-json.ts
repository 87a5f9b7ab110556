/** What `nft -j list ruleset` prints: libnftables-json(5). */
import {
  type BaseChain,
  type Chain,
  type FirewallRule,
  HOOKS,
  type Match,
  type NamedSet,
  type RuleAction,
} from '../../model/firewall.ts';
import type { TextLine } from '../../model/finding.ts';
import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from '../fields.ts';
import type { Gap, JsonFormat, Output, JsonSection } from '../format.ts';
import { FAMILIES, kindOfSet, toSubjectMatches, unknownMatch } from './nft-match.ts';

export const nftJson: JsonFormat = {
  name: 'nft -j list ruleset',
  recognises: (value) => isFields(value) && Array.isArray(value['nftables']),
  parse,
};

interface Draft extends Chain {
  readonly rules: FirewallRule[];
}

function parse(value: unknown, { source, node, line, isCut = false }: JsonSection): Output {
  const drafts = new Map<string, Draft>();
  const sets = new Map<string, NamedSet>();
  const gaps: Gap[] = [];
  for (const item of listOf(fieldsOf(value)['nftables']).filter(isFields)) {
    const chain = fieldsOf(item['chain']);
    const rule = fieldsOf(item['rule']);
    const set = fieldsOf(item['set'] ?? item['map']);
    const family = FAMILIES[textOf(chain['family'] ?? rule['family'] ?? set['family']) ?? ''];
    if (family === undefined) continue;
    const name = textOf(chain['name']);
    if (name !== null) {
      const base = baseOf(chain);
      const table = textOf(chain['table']) ?? '';
      const text = describeChain(textOf(chain['family']) ?? '', table, name, base);
      drafts.set(keyOf(chain, name), { family, table, name, base, rules: [], at: { source, line, text } });
    } else if ('chain' in rule) {
      const owner = drafts.get(keyOf(rule, textOf(rule['chain']) ?? ''));
      const expressions = listOf(rule['expr']).filter(isFields);
      const text = describeRule(rule, expressions);
      if (owner === undefined) gaps.push({ line, why: `a rule of a chain that is not there: ${text}` });
      else owner.rules.push(...readExpressions(expressions, { source, line, text }));
    } else if ('set' in item) {
      const elements = toElements(set['elem']);
      sets.set(keyOf(set, textOf(set['name']) ?? ''), {
        on: kindOfSet(textOf(set['type']) ?? ''),
        elements: elements ?? [],
      });
      // A map, an interval of what is not read here: whether something is in it nobody knows.
      if (elements === null) sets.delete(keyOf(set, textOf(set['name']) ?? ''));
    }
  }
  if (isCut) {
    const cut: FirewallRule = {
      matches: [],
      action: { does: 'unknown' },
      packets: null,
      at: { source, line, text: '' },
    };
    for (const { rules } of drafts.values()) rules.push(cut);
  }
  return {
    kernel: { source, node, rulesets: [{ tool: 'nft', command: 'nft', chains: [...drafts.values()], sets }] },
    gaps,
  };
}

const keyOf = (fields: Fields, name: string): string =>
  `${FAMILIES[textOf(fields['family']) ?? '']} ${textOf(fields['table'])} ${name}`;

function baseOf(chain: Fields): BaseChain | null {
  const hook = HOOKS.find((one) => one === chain['hook']);
  if (hook === undefined) return null;
  const policy = chain['policy'] === 'drop' ? 'drop' : 'accept';
  return { hook, priority: numberOf(chain['prio']) ?? 0, isNat: chain['type'] === 'nat', policy };
}

/** A rule, or one for each entry of its verdict map. */
function readExpressions(expressions: readonly Fields[], at: TextLine): FirewallRule[] {
  const matches: Match[] = [];
  const rules: FirewallRule[] = [];
  let packets: number | null = null;
  let action: RuleAction = { does: 'nothing' };
  for (const expression of expressions) {
    const [kind = '', value] = Object.entries(expression)[0] ?? [];
    if (kind === 'match') matches.push(...toMatches(fieldsOf(value)));
    else if (kind === 'counter') packets = numberOf(fieldsOf(value)['packets']);
    else if (kind === 'vmap') {
      for (const { found, does } of toEntries(fieldsOf(value)))
        rules.push({ matches: [...matches, ...found], action: does, packets, at });
    } else if (kind === 'limit' || kind === 'quota' || kind === 'xt' || kind === 'ct count' || kind === 'connlimit') {
      if (kind !== 'xt' || fieldsOf(value)['name'] !== 'comment') matches.push(unknown(kind, value));
    } else action = toAction(kind, value) ?? action;
  }
  return rules.length > 0 ? rules : [{ matches, action, packets, at }];
}

function toAction(kind: string, value: unknown): RuleAction | null {
  const fields = fieldsOf(value);
  switch (kind) {
    case 'accept':
    case 'drop':
    case 'return':
      return { does: kind };
    case 'jump':
    case 'goto':
      return { does: kind, chain: textOf(fields['target']) ?? '' };
    case 'reject':
      return {
        does: 'reject',
        by: fields['type'] === 'tcp reset' ? 'reset' : (textOf(fields['expr']) ?? textOf(fields['type']) ?? ''),
      };
    case 'dnat':
    case 'redirect':
    case 'tproxy':
      return { does: 'translate', what: 'destination' };
    case 'snat':
    case 'masquerade':
      return { does: 'translate', what: 'source' };
    case 'notrack':
      return { does: 'untrack' };
    case 'queue':
    case 'synproxy':
      return { does: 'unknown' };
    case 'mangle':
      return toMark(fields);
    // Counters, logs, source addresses: no matter here.
    default:
      return null;
  }
}

function toMark(mangle: Fields): RuleAction | null {
  if (fieldsOf(fieldsOf(mangle['key'])['meta'])['key'] !== 'mark') return null;
  const value = mangle['value'];
  if (typeof value === 'number') return { does: 'mark', value, mask: 0xffff_ffff };
  const [, bits] = listOf(fieldsOf(value)['|']);
  return typeof bits === 'number'
    ? { does: 'mark', value: bits, mask: bits }
    : { does: 'mark', value: null, mask: 0xffff_ffff };
}

function toEntries(vmap: Fields): { readonly found: readonly Match[]; readonly does: RuleAction }[] {
  const entries = listOf(fieldsOf(vmap['data'])['set']);
  if (entries.length === 0) return [{ found: [unknown('vmap', vmap['data'])], does: { does: 'unknown' } }];
  return entries.map((entry) => {
    const [key, verdict] = listOf(entry);
    const [kind = '', value] = Object.entries(fieldsOf(verdict))[0] ?? [];
    return {
      found: toMatches({ op: '==', left: vmap['key'], right: key }),
      does: toAction(kind, value) ?? { does: 'nothing' },
    };
  });
}

/** Of `{"payload":{"protocol":"tcp","field":"dport"}}` and its like, beside what it is compared with. */
function toMatches({ op, left, right }: Fields): readonly Match[] {
  const subject = subjectOf(left);
  const isNot = op === '!=';
  if (!(isNot || op === '==' || op === 'in')) return [unknown('match', { op, left, right })];
  if (subject === 'tcp flags') return [{ on: 'protocol', values: ['tcp'], isNot: false }, toFlags(left, right, isNot)];
  const masked = subject === '' ? maskOf(left, right) : null;
  if (masked !== null) return [{ on: 'mark', values: [masked], isNot }];
  return subject === '' ? [unknown('match', { left, right })] : toSubjectMatches(subject, toValues(right), isNot);
}

function subjectOf(left: unknown): string {
  const fields = fieldsOf(left);
  if (isFields(fields['payload']))
    return `${textOf(fields['payload']['protocol'])} ${textOf(fields['payload']['field'])}`;
  if (isFields(fields['meta'])) return `meta ${textOf(fields['meta']['key'])}`;
  if (isFields(fields['ct']) && !('dir' in fields['ct'])) return `ct ${textOf(fields['ct']['key'])}`;
  const [masked] = listOf(fields['&']);
  if (masked !== undefined && subjectOf(masked) === 'tcp flags') return 'tcp flags';
  if (!isFields(fields['fib']) || fields['fib']['result'] !== 'type') return '';
  const flags = listOf(fields['fib']['flags']);
  const [only] = flags.length > 0 ? flags : [fields['fib']['flags']];
  return flags.length < 2 ? `fib ${textOf(only)} type` : '';
}

/** `meta mark & 0x4000 == 0x4000`. */
function maskOf(left: unknown, right: unknown): string | null {
  const [meta, mask] = listOf(fieldsOf(left)['&']);
  if (subjectOf(meta) !== 'meta mark' || typeof mask !== 'number' || typeof right !== 'number') return null;
  return `${right}/${mask}`;
}

function toFlags(left: unknown, right: unknown, isNot: boolean): Match {
  const [, mask] = listOf(fieldsOf(left)['&']);
  const [bits, set] = [flagsOf(mask), flagsOf(right)];
  if (bits === null || set === null) return unknown('match', { left, right });
  return { on: 'tcp-flags', values: [bits, set], isNot };
}

function flagsOf(value: unknown): string | null {
  const list = Array.isArray(fieldsOf(value)['|'])
    ? listOf(fieldsOf(value)['|'])
    : Array.isArray(value)
      ? value
      : [value];
  return list.every((one) => typeof one === 'string') ? list.join(',').toUpperCase() : null;
}

function toValues(right: unknown): readonly string[] | null {
  if (isFields(right) && Array.isArray(right['set'])) return toElements(right['set']);
  if (Array.isArray(right)) return toElements(right);
  const value = toElement(right);
  return value === null ? null : [value];
}

/** Null where one of them is of a kind that is not read. */
function toElements(list: unknown): readonly string[] | null {
  if (list === undefined) return [];
  const elements = listOf(list).map(toElement);
  return elements.every((element) => element !== null) ? elements : null;
}

function toElement(value: unknown): string | null {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const fields = fieldsOf(value);
  if (isFields(fields['prefix'])) return `${textOf(fields['prefix']['addr'])}/${numberOf(fields['prefix']['len'])}`;
  if (isFields(fields['elem'])) return toElement(fields['elem']['val']);
  const [from, to] = listOf(fields['range']);
  return (typeof from === 'string' || typeof from === 'number') && (typeof to === 'string' || typeof to === 'number')
    ? `${from}-${to}`
    : null;
}

const unknown = (kind: string, value: unknown): Match => unknownMatch(`${kind} ${JSON.stringify(value) ?? ''}`);

const describeChain = (family: string, table: string, name: string, base: BaseChain | null): string =>
  `table ${family} ${table} chain ${name}${base === null ? '' : ` { hook ${base.hook} priority ${base.priority}; policy ${base.policy}; }`}`;

function describeRule(rule: Fields, expressions: readonly Fields[]): string {
  const words = expressions.map((expression) => {
    const [kind = '', value] = Object.entries(expression)[0] ?? [];
    if (kind === 'match') {
      const { on, values, isNot } = toMatches(fieldsOf(value)).at(-1) ?? unknown(kind, value);
      return `${on === 'unknown' ? '' : `${on} ${isNot ? '!= ' : ''}`}${values.length === 1 ? values[0] : `{ ${values.join(', ')} }`}`;
    }
    if (kind === 'counter') return `counter packets ${numberOf(fieldsOf(value)['packets'])}`;
    if (kind === 'jump' || kind === 'goto') return `${kind} ${textOf(fieldsOf(value)['target'])}`;
    return kind;
  });
  return `${textOf(rule['family'])} ${textOf(rule['table'])} ${textOf(rule['chain'])} handle ${numberOf(rule['handle'])}: ${words.join(' ')}`.slice(
    0,
    300,
  );
}
