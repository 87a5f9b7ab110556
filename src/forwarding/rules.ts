/** Rules of policy routing: fib_rule_match() and fib_rules_lookup() in net/core/fib_rules.c. */
import type { IpFamily, Rule } from '../model/kernel.ts';
import { contains, parsePrefix } from '../net/parse.ts';
import { toTos } from './table.ts';

/** What a lookup goes by. What is left out is not known. */
export interface Packet {
  readonly destination: string;
  /** Null of a packet of the node's own that has no address yet. */
  readonly source: string | null;
  /** Where it entered; null of the node's own. */
  readonly inDevice?: string | null;
  /** What its socket is bound to; null of most. */
  readonly outDevice?: string | null;
  readonly mark?: number;
  readonly tos?: number;
  readonly protocol?: 'tcp' | 'udp' | 'icmp';
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

/** Whether a rule is for a packet; null where that hangs on what is not known of the packet. */
export function matchRule(rule: Rule, packet: Packet): boolean | null {
  const known =
    within(packet.source, rule.from) &&
    within(packet.destination, rule.to) &&
    (rule.inDevice === null || rule.inDevice === (packet.inDevice ?? 'lo')) &&
    (rule.outDevice === null || rule.outDevice === (packet.outDevice ?? null)) &&
    (rule.mark === null || (((packet.mark ?? 0) ^ rule.mark.value) & rule.mark.mask) === 0);
  const conditions = known ? rule.conditions.map((condition) => matchCondition(condition, packet)) : [];
  if (conditions.includes(false)) return rule.isNegated;
  if (conditions.includes(null)) return null;
  return known !== rule.isNegated;
}

function within(address: string | null, prefix: string | null): boolean {
  if (prefix === null) return true;
  const outer = parsePrefix(prefix);
  if (outer?.bits === 0) return true;
  const inner = address === null ? null : parsePrefix(address);
  return outer !== null && inner !== null && contains(outer, inner);
}

const PROTOCOLS: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp' };

function matchCondition(condition: string, packet: Packet): boolean | null {
  const [name, value = ''] = condition.split(' ');
  switch (name) {
    // The device that it names does not exist.
    case 'detached':
      return false;
    case 'unresolved':
    case 'none':
      return true;
    case 'tos':
    case 'dsfield':
      return toTos(value) === (packet.tos ?? 0);
    case 'ipproto':
      return packet.protocol === undefined ? null : (PROTOCOLS[value] ?? value) === packet.protocol;
    case 'sport':
      return inRange(packet.sourcePort, value);
    case 'dport':
      return inRange(packet.destinationPort, value);
    default:
      return null;
  }
}

function inRange(port: number | undefined, range: string): boolean | null {
  if (port === undefined) return null;
  const [first, last = first] = range.split('-').map(Number);
  return first === undefined || last === undefined ? null : port >= first && port <= last;
}

/** The rules of one family in the order in which the kernel asks them; those that every node has where none were given. */
export function rulesOf(rules: readonly Rule[] | null, family: IpFamily): readonly Rule[] {
  if (rules === null || rules.length === 0) return DEFAULT_RULES;
  const own = listings(rules)
    .flat()
    .filter((rule) => rule.family === null || rule.family === family);
  return own.length === 0 ? DEFAULT_RULES : own.toSorted((a, b) => a.priority - b.priority);
}

/** `ip rule; ip -6 rule` are two listings of one family each, though nothing in them may say so. */
function listings(rules: readonly Rule[]): readonly (readonly Rule[])[] {
  const found: Rule[][] = [];
  let before: Rule | null = null;
  for (const rule of rules) {
    const isNext = before !== null && rule.priority >= before.priority && rule.at.source === before.at.source;
    if (isNext) found.at(-1)?.push(rule);
    else found.push([rule]);
    before = rule;
  }
  if (found.length < 2) return found;
  // IPv4 alone begins with a rule for the table `default`.
  return found.map((listing) => {
    const family = listing.some(({ table }) => table === 'default') ? 'ipv4' : 'ipv6';
    return listing.map((rule) => (rule.family === null ? { ...rule, family } : rule));
  });
}

const rule = (priority: number, table: string): Rule => ({
  priority,
  table,
  family: null,
  isNegated: false,
  from: null,
  to: null,
  inDevice: null,
  outDevice: null,
  mark: null,
  conditions: [],
  action: 'lookup',
  goto: null,
  suppressPrefixLength: null,
  at: { source: '', line: 0, text: `${priority}: from all lookup ${table}` },
});
const DEFAULT_RULES: readonly Rule[] = [rule(0, 'local'), rule(32_766, 'main'), rule(32_767, 'default')];
