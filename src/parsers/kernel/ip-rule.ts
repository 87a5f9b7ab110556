import type { TextLine } from '../../model/finding.ts';
import type { IpFamily, Rule } from '../../model/kernel.ts';
import {
  type Fields,
  type Gap,
  type Origin,
  type Read,
  familyOf,
  isFields,
  listOf,
  numberOf,
  textOf,
  toNumber,
} from './read.ts';

const LINE = /^(\d{1,10}):\s+(.*)$/;

/** Whether `line` (trimmed) is a rule as `ip rule` prints it. */
export const isRuleLine = (line: string): boolean => /^\d{1,10}:\s+(?:not )?from /.test(line);

type Draft = Omit<Rule, 'at'>;
const ACTIONS: ReadonlySet<string> = new Set(['unreachable', 'prohibit', 'blackhole', 'nop', 'masquerade']);

/** Reads what `ip rule` prints; `family` as `-4` or `-6` told. */
export function parseIpRule(lines: readonly string[], origin: Origin, family: IpFamily | null = null): Read<Rule> {
  const values: Rule[] = [];
  const gaps: Gap[] = [];
  for (const [index, raw] of lines.entries()) {
    const text = raw.trim();
    if (text === '') continue;
    const at: TextLine = { source: origin.source, line: origin.line + index, text };
    const [, priority, rest = ''] = LINE.exec(text) ?? [];
    const draft = priority === undefined ? 'no rule' : readRule(Number(priority), rest.split(/\s+/), family);
    if (typeof draft === 'string') gaps.push({ line: at.line, why: draft });
    else values.push({ ...draft, at });
  }
  return { values, gaps };
}

function readRule(priority: number, tokens: readonly string[], family: IpFamily | null): Draft | string {
  const isNegated = tokens[0] === 'not';
  const words = new Map<string, string>();
  let action: string | null = null;
  for (let at = isNegated ? 1 : 0; at < tokens.length; at++) {
    const word = tokens[at] ?? '';
    if (ACTIONS.has(word)) action = word;
    else if (/^\[(?:detached|unresolved|none)\]$/.test(word)) words.set(word.slice(1, -1), '');
    else {
      const value = tokens[++at];
      if (value === undefined) return `it ends after ${word}`;
      words.set(word, value);
    }
  }
  const take = (name: string): string | null => {
    const value = words.get(name) ?? null;
    words.delete(name);
    return value;
  };
  const lookup = take('lookup') ?? take('table');
  const goto = take('goto');
  const mark = take('fwmark');
  const suppressed = take('suppress_prefixlength');
  const isL3mdev = lookup === '[l3mdev-table]';
  take('proto');
  const from = toSelector(take('from'));
  const to = toSelector(take('to'));
  const kind = action ?? (isL3mdev ? 'l3mdev' : lookup !== null ? 'lookup' : goto === null ? null : 'goto');
  if (kind === null) return 'a rule that does nothing';
  return {
    priority,
    family: family ?? familyOfSelectors(from, to),
    isNegated,
    from,
    to,
    inDevice: take('iif'),
    outDevice: take('oif'),
    mark: mark === null ? null : readMark(mark),
    conditions: [...words].map(([name, value]) => `${name} ${value}`.trim()),
    action: kind,
    table: kind === 'lookup' ? lookup : null,
    goto: toNumber(goto ?? undefined),
    suppressPrefixLength: toNumber(suppressed ?? undefined),
  };
}

const toSelector = (text: string | null): string | null => (text === 'all' ? null : text);

function familyOfSelectors(from: string | null, to: string | null): IpFamily | null {
  const selector = from ?? to;
  return selector === null ? null : familyOf(selector);
}

function readMark(text: string): Rule['mark'] {
  const [value = '', mask = '0xffffffff'] = text.split('/');
  return { value: Number(value), mask: Number(mask) };
}

/** Whether `value` is what `ip -j rule` prints. */
export const isIpRuleJson = (value: unknown): boolean =>
  Array.isArray(value) && value.some((item) => isFields(item) && 'priority' in item && 'src' in item);

const KNOWN: ReadonlySet<string> = new Set(
  'priority not src srclen dst dstlen fwmark fwmask iif oif table action goto l3mdev suppress_prefixlen protocol'.split(
    ' ',
  ),
);

/** Reads what `ip -j rule` prints; `at` is where it stands. */
export function parseIpRuleJson(value: unknown, at: TextLine, family: IpFamily | null = null): Read<Rule> {
  const values: Rule[] = [];
  const gaps: Gap[] = [];
  for (const item of listOf(value).filter(isFields)) {
    const draft = readItem(item, family);
    if (draft === null) gaps.push({ line: at.line, why: 'a rule that does nothing' });
    else values.push({ ...draft, at: { ...at, text: JSON.stringify(item) } });
  }
  return { values, gaps };
}

function readItem(item: Fields, family: IpFamily | null): Draft | null {
  const priority = numberOf(item['priority']);
  const table = textOf(item['table']);
  const action =
    textOf(item['action']) ??
    ('l3mdev' in item ? 'l3mdev' : table !== null ? 'lookup' : 'goto' in item ? 'goto' : null);
  if (priority === null || action === null) return null;
  const from = joinPrefix(item['src'], item['srclen']);
  const to = joinPrefix(item['dst'], item['dstlen']);
  const mark = textOf(item['fwmark']);
  const mask = textOf(item['fwmask']);
  return {
    priority,
    family: family ?? familyOfSelectors(from, to),
    isNegated: 'not' in item,
    from,
    to,
    inDevice: textOf(item['iif']),
    outDevice: textOf(item['oif']),
    mark: mark === null ? null : readMark(mask === null ? mark : `${mark}/${mask}`),
    conditions: Object.entries(item).flatMap(([name, each]) => (KNOWN.has(name) ? [] : [`${name} ${String(each)}`])),
    action,
    table: action === 'lookup' ? table : null,
    goto: numberOf(item['goto']),
    suppressPrefixLength: numberOf(item['suppress_prefixlen']),
  };
}

function joinPrefix(address: unknown, length: unknown): string | null {
  const text = toSelector(textOf(address));
  const bits = numberOf(length);
  return text === null || bits === null ? text : `${text}/${bits}`;
}
