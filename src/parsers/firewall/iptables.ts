/** What `iptables-save` and `ip6tables-save` print, with and without `-c`, of either backend: iptables-extensions(8). */
import type { BaseChain, Chain, FirewallFamily, FirewallRule, Hook, Match, RuleAction } from '../../model/firewall.ts';
import type { TextLine } from '../../model/finding.ts';
import type { Gap, Output, Section, TextFormat } from '../format.ts';
import { splitWords } from './words.ts';

export const iptablesSave: TextFormat = {
  name: 'iptables-save',
  starts: (line) => /^\*(?:filter|nat|mangle|raw|security)$/.test(line) || RULE.test(line),
  owns: (line) => RULE.test(line) || CHAIN.test(line),
  parse,
};

const CHAIN = /^:(\S{1,64}) (ACCEPT|DROP|-|QUEUE) ?(?:\[\d+:\d+\])?$/;
const RULE = /^(?:\[(\d+):\d+\] )?-A (\S{1,64})(?: (.*))?$/;

/** Of include/linux/netfilter_ipv4.h; `nat` has another one at each hook. */
const PRIORITIES: Readonly<Record<string, number>> = { raw: -300, mangle: -150, nat: -100, filter: 0, security: 50 };
const BUILT_IN: Readonly<Record<string, Hook>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};

interface Draft {
  readonly table: string;
  readonly name: string;
  readonly base: BaseChain | null;
  readonly rules: FirewallRule[];
  readonly at: TextLine;
}

function parse(section: Section): Output {
  const { source, node, line, lines, command } = section;
  const drafts = new Map<string, Draft>();
  const gaps: Gap[] = [];
  let table: string | null = null;
  for (const [index, raw] of lines.entries()) {
    const text = raw.trim();
    const at: TextLine = { source, line: line + index, text };
    const [, named] = /^\*(\w+)$/.exec(text) ?? [];
    if (named !== undefined) table = named;
    else if (text === 'COMMIT') table = null;
    else if (text === '' || text.startsWith('#')) continue;
    else if (table === null) gaps.push({ line: at.line, why: 'a rule whose table is not given' });
    else {
      const [, chain, policy = ''] = CHAIN.exec(text) ?? [];
      const [, packets, of, rule = ''] = RULE.exec(text) ?? [];
      if (chain !== undefined) drafts.set(`${table} ${chain}`, draftOf(table, chain, policy, at));
      else if (of === undefined) gaps.push({ line: at.line, why: 'a line that is neither a chain nor a rule' });
      else {
        const owner: Draft = drafts.get(`${table} ${of}`) ?? draftOf(table, of, 'ACCEPT', at);
        drafts.set(`${table} ${of}`, owner);
        owner.rules.push({
          ...readRule(splitWords(rule)),
          packets: packets === undefined ? null : Number(packets),
          at,
        });
      }
    }
  }
  if (table !== null) {
    gaps.push({ line: line + lines.length - 1, why: `the table ${table} ends without its COMMIT` });
    const at: TextLine = { source, line: line + lines.length - 1, text: '' };
    const cut: FirewallRule = { matches: [], action: { does: 'unknown' }, packets: null, at };
    for (const draft of drafts.values()) if (draft.table === table) draft.rules.push(cut);
  }
  const family = familyOf(command, lines);
  const chains = [...drafts.values()].map((draft): Chain => ({ ...draft, family }));
  return {
    kernel: {
      source,
      node,
      rulesets: [{ tool: 'iptables', command: toolOf(command, family), chains, sets: new Map() }],
    },
    gaps,
  };
}

function draftOf(table: string, name: string, policy: string, at: TextLine): Draft {
  const hook = BUILT_IN[name];
  const isNat = table === 'nat';
  const isSource = hook === 'postrouting' || hook === 'input';
  const base =
    hook === undefined
      ? null
      : {
          hook,
          priority: isNat && isSource ? 100 : (PRIORITIES[table] ?? 0),
          isNat,
          policy: policy === 'DROP' ? ('drop' as const) : ('accept' as const),
        };
  return { table, name, base, rules: [], at };
}

/** The comment above tells by which tool it was printed; else the addresses do. */
function familyOf(command: string | null, lines: readonly string[]): FirewallFamily {
  if (command !== null && /\bip6?tables/.test(command)) return command.includes('ip6tables') ? 'ipv6' : 'ipv4';
  const isSix = lines.some((line) =>
    / (?:-[sd] [\da-fA-F:]*:[\da-fA-F:]*\/|-p ipv6-icmp|--reject-with (?:icmp6|no-route|adm-))/.test(line),
  );
  return isSix ? 'ipv6' : 'ipv4';
}

/** `iptables-nft-save` is the one of `iptables-nft`. */
function toolOf(command: string | null, family: FirewallFamily): string {
  const [, tool] = /\b(ip6?tables(?:-nft|-legacy)?)-save\b/.exec(command ?? '') ?? [];
  return tool ?? (family === 'ipv6' ? 'ip6tables' : 'iptables');
}

/** How an option reads: how many words follow it, and what it matches. */
type Reader = (values: readonly string[], isNot: boolean) => Match | null;
const on = (
  what: Match['on'],
  split: (text: string) => readonly string[] = (text) => text.split(','),
): readonly [number, Reader] => [1, ([value = ''], isNot) => ({ on: what, values: split(value), isNot })];
const ports = (text: string): readonly string[] => text.split(',').map((range) => range.replace(':', '-'));
const device = (text: string): readonly string[] => [text.replace(/\+$/, '*')];
const IGNORED: readonly [number, Reader] = [1, () => null];

const OPTIONS: Readonly<Record<string, readonly [number, Reader]>> = {
  '-p': on('protocol'),
  '-s': on('source'),
  '-d': on('destination'),
  '-i': on('in-interface', device),
  '-o': on('out-interface', device),
  '--sport': on('source-port', ports),
  '--sports': on('source-port', ports),
  '--dport': on('destination-port', ports),
  '--dports': on('destination-port', ports),
  '--src-range': on('source'),
  '--dst-range': on('destination'),
  '--ctstate': on('state'),
  '--state': on('state'),
  '--src-type': on('source-type'),
  '--dst-type': on('destination-type'),
  '--mark': on('mark', (text) => [text]),
  '--match-set': [
    2,
    ([name = '', directions = ''], isNot) => ({ on: 'ipset', values: [name, ...directions.split(',')], isNot }),
  ],
  '--comment': IGNORED,
  '--tcp-flags': [2, ([mask = '', set = ''], isNot) => ({ on: 'tcp-flags', values: [mask, set], isNot })],
  '--syn': [0, (_, isNot) => ({ on: 'tcp-flags', values: ['FIN,SYN,RST,ACK', 'SYN'], isNot })],
};
/** Modules whose options are read; of any other one, nobody knows whether it matches. */
const MODULES: ReadonlySet<string> = new Set(
  'tcp udp sctp dccp comment multiport conntrack state addrtype mark iprange icmp icmp6 set'.split(' '),
);

function readRule(words: readonly string[]): Pick<FirewallRule, 'matches' | 'action'> {
  const matches: Match[] = [];
  let at = 0;
  let isNot = false;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, target] = /^(?:-j|-g)$/.test(word) ? [word, words[at + 1]] : [];
    if (target !== undefined) return { matches, action: actionOf(word, target, words.slice(at + 2)) };
    if (word === '!') {
      isNot = true;
      continue;
    }
    if (word === '-m' || word === '--match') {
      const module = words[++at] ?? '';
      if (!MODULES.has(module)) matches.push(unknown(module));
      continue;
    }
    const known = OPTIONS[word];
    if (known === undefined) {
      // Its values are of no interest: they are words without dashes.
      const rest = words.slice(at + 1);
      const end = rest.findIndex((next) => next.startsWith('-') || next === '!');
      const count = end === -1 ? rest.length : end;
      matches.push(unknown([word, ...rest.slice(0, count)].join(' ')));
      at += count;
    } else {
      const [count, read] = known;
      const match = read(words.slice(at + 1, at + 1 + count), isNot);
      if (match !== null) matches.push(match);
      at += count;
    }
    isNot = false;
  }
  // It counts and nothing more, or the line is cut.
  return { matches, action: { does: 'unknown' } };
}

const unknown = (text: string): Match => ({ on: 'unknown', values: [text], isNot: false });

const TRANSLATIONS: Readonly<Record<string, 'source' | 'destination'>> = {
  DNAT: 'destination',
  MASQUERADE: 'source',
  NETMAP: 'destination', // or the source, by its chain
  REDIRECT: 'destination',
  SNAT: 'source',
  TPROXY: 'destination',
};
const VERDICTS: Readonly<Record<string, RuleAction['does'] & ('accept' | 'drop' | 'return' | 'nothing')>> = {
  ACCEPT: 'accept',
  DROP: 'drop',
  RETURN: 'return',
  // They change what is no matter here, or what comes after the decision.
  AUDIT: 'nothing',
  CHECKSUM: 'nothing',
  CLASSIFY: 'nothing',
  CONNMARK: 'nothing',
  DSCP: 'nothing',
  LOG: 'nothing',
  NFLOG: 'nothing',
  TCPMSS: 'nothing',
  TOS: 'nothing',
  TRACE: 'nothing',
  TTL: 'nothing',
  ULOG: 'nothing',
};
/** These may decide in ways that no rule tells. */
const OPAQUE: ReadonlySet<string> = new Set([
  'NFQUEUE',
  'QUEUE',
  'SYNPROXY',
  'SET',
  'TEE',
  'HL',
  'SECMARK',
  'CONNSECMARK',
  'IDLETIMER',
  'RATEEST',
  'HMARK',
]);

function actionOf(how: string, target: string, options: readonly string[]): RuleAction {
  const verdict = VERDICTS[target];
  if (verdict !== undefined)
    return target === 'CONNMARK' && options.includes('--restore-mark')
      ? { does: 'mark', value: null, mask: 0xffff_ffff }
      : { does: verdict };
  const what = TRANSLATIONS[target];
  if (what !== undefined) return { does: 'translate', what };
  if (target === 'REJECT') {
    const by = options[options.indexOf('--reject-with') + 1] ?? '';
    return { does: 'reject', by: by === 'tcp-reset' ? 'reset' : by };
  }
  if (target === 'MARK') return markOf(options);
  if (target === 'CT') return { does: options.includes('--notrack') ? 'untrack' : 'nothing' };
  if (target === 'NOTRACK') return { does: 'untrack' };
  if (OPAQUE.has(target)) return { does: target === 'SET' || target === 'TEE' ? 'nothing' : 'unknown' };
  return { does: how === '-g' ? 'goto' : 'jump', chain: target };
}

/** `--set-xmark V/M`: the bits of M become 0, then V is xored in. */
function markOf([option = '', text = '']: readonly string[]): RuleAction {
  const [value, mask = 0xffff_ffff] = text.split('/').map(Number);
  if (value === undefined || Number.isNaN(value) || Number.isNaN(mask))
    return { does: 'mark', value: null, mask: 0xffff_ffff };
  if (option === '--set-xmark') return { does: 'mark', value, mask };
  if (option === '--set-mark') return { does: 'mark', value, mask: (mask | value) >>> 0 };
  if (option === '--or-mark') return { does: 'mark', value, mask: value };
  return { does: 'mark', value: null, mask: 0xffff_ffff };
}
