/** The way of one packet through the rules of a node, as netfilter would go it. */
import type { Chain, FirewallRule, Hook, IpSet, RuleAction, Ruleset } from '../model/firewall.ts';
import type { TextLine } from '../model/finding.ts';
import { holds, type Marks } from './firewall-match.ts';
import type { Packet, Truth } from './packet.ts';

export type { Packet } from './packet.ts';

export type Passage =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'dropped'; readonly by: DroppedBy }
  /** A rule before may have accepted it, or translated it, or it is not known what one does. */
  | { readonly outcome: 'unknown'; readonly because: TextLine | null };

/** The rule, or the chain whose policy it is. */
export interface DroppedBy {
  /** Where the packet came in, at a hook; and what changes its rules. */
  readonly base: Chain;
  readonly command: string;
  readonly chain: Chain;
  readonly rule: FirewallRule | null;
  /** How it is told to the sender: not at all, by a TCP reset, by ICMP. */
  readonly how: 'silence' | 'reset' | 'icmp';
  readonly at: TextLine;
  /** The rules that led there. */
  readonly path: readonly TextLine[];
}

/** Chains may jump to others many times over: who writes that is hostile. */
const MOST_STEPS = 50_000;

/** @param hooks in the order in which the packet comes to them */
export function passFirewall(rulesets: readonly Ruleset[], packet: Packet, hooks: readonly Hook[]): Passage {
  const walk: Walk = {
    packet,
    marks: { mark: 0, isTracked: true },
    doubt: null,
    mayDrop: null,
    translatedBy: null,
    steps: 0,
    dropped: null,
    ipsets: new Map(rulesets.flatMap(({ ipsets }) => [...(ipsets ?? [])])),
  };
  for (const hook of hooks) {
    for (const { chain, ruleset } of chainsAt(withoutDoubles(rulesets), packet, hook)) {
      // Only the first packet of a connection is shown to them, if it is tracked.
      if (chain.base?.isNat === true && (packet.state !== 'NEW' || walk.marks.isTracked === false)) continue;
      const end = walkBase(walk, chain, ruleset);
      if (walk.dropped !== null)
        return { outcome: 'dropped', by: { ...walk.dropped, base: chain, command: ruleset.command } };
      if (end === 'unknown') return { outcome: 'unknown', because: walk.doubt };
      // Accepting is of one base chain only: the next one begins without doubt.
      walk.doubt = null;
    }
  }
  if (walk.mayDrop === null && walk.translatedBy === null) return { outcome: 'accepted' };
  return { outcome: 'unknown', because: walk.mayDrop ?? walk.translatedBy };
}

interface Walk {
  /** As it is by now: its source may have been translated. */
  packet: Packet;
  marks: Marks;
  /** A rule that may have accepted the packet in this base chain, so that what follows there need not concern it. */
  doubt: TextLine | null;
  /** A rule that may have dropped it. */
  mayDrop: TextLine | null;
  /** A rule that sends it to another destination, or may: from here on nobody knows where it goes. */
  translatedBy: TextLine | null;
  steps: number;
  dropped: DroppedBy | null;
  readonly ipsets: ReadonlyMap<string, IpSet>;
}

function walkBase(walk: Walk, chain: Chain, ruleset: Ruleset): End {
  const isCertain = chain.base?.isNat !== true || walk.marks.isTracked !== null;
  const end = walkChain(walk, chain, ruleset, [], isCertain);
  if (end !== 'fell' || chain.base?.policy !== 'drop') return end;
  const by: DroppedBy = { base: chain, command: '', chain, rule: null, how: 'silence', at: chain.at, path: [] };
  const fallen = fall(walk, by, isCertain);
  return fallen === 'next' ? end : fallen;
}

/** How a chain was left. `fell`: past its end. */
type End = 'accepted' | 'dropped' | 'fell' | 'unknown';

/** @param isCertain whether the packet comes to this chain for certain */
function walkChain(walk: Walk, chain: Chain, ruleset: Ruleset, path: readonly FirewallRule[], isCertain: boolean): End {
  for (const rule of chain.rules) {
    if (++walk.steps > MOST_STEPS || path.length > DEEPEST) return 'unknown';
    const truth = holdsAll(rule, walk, chain, ruleset);
    if (truth === false) continue;
    const end = act({ walk, rule, chain, ruleset, path, isCertain, isMatch: truth === true });
    if (end !== 'next') return end;
  }
  return 'fell';
}

const ANY_PORT = [0, 65_535] as const;
const DEEPEST = 16; // NFT_JUMP_STACK_SIZE of nf_tables

function holdsAll({ matches }: FirewallRule, { packet, marks, ipsets }: Walk, chain: Chain, { sets }: Ruleset): Truth {
  let all: Truth = true;
  for (const match of matches) {
    const truth = holds(match, packet, marks, chain, { sets, ipsets });
    if (truth === false) return false;
    if (truth === null) all = null;
  }
  return all;
}

interface Step {
  readonly walk: Walk;
  readonly rule: FirewallRule;
  readonly chain: Chain;
  readonly ruleset: Ruleset;
  readonly path: readonly FirewallRule[];
  /** The packet comes to this chain for certain. */
  readonly isCertain: boolean;
  /** And the rule matches it for certain. */
  readonly isMatch: boolean;
}

function act(step: Step): End | 'next' {
  const { walk, rule, chain, path, isMatch } = step;
  const { action } = rule;
  const isCertain = step.isCertain && isMatch;
  switch (action.does) {
    case 'nothing':
      return 'next';
    case 'accept':
      if (!isCertain) walk.doubt ??= rule.at;
      return isMatch ? 'accepted' : 'next';
    case 'return':
      return isMatch ? 'fell' : leavePerhaps(step);
    case 'drop':
    case 'reject': {
      const by: DroppedBy = {
        base: chain,
        command: '',
        chain,
        rule,
        how: howOf(action),
        at: rule.at,
        path: path.map(({ at }) => at),
      };
      const end = fall(walk, by, isCertain);
      return isMatch && end === 'next' ? 'dropped' : end;
    }
    case 'mark':
      walk.marks = { ...walk.marks, mark: isCertain ? marked(walk.marks.mark, action) : null };
      return 'next';
    case 'untrack':
      walk.marks = { ...walk.marks, isTracked: isCertain ? false : null };
      return 'next';
    case 'jump':
    case 'goto':
      return follow(step, action);
    case 'translate':
      if (action.what === 'source') walk.packet = { ...walk.packet, source: null, sourcePort: ANY_PORT };
      else walk.translatedBy ??= rule.at;
      if (!isCertain) walk.doubt ??= rule.at;
      return isMatch ? 'accepted' : 'next';
    case 'unknown':
      return doubt(step);
  }
}

/** A rule that may do anything. */
function doubt({ walk, rule }: Step): 'next' {
  walk.doubt ??= rule.at;
  walk.mayDrop ??= rule.at;
  return 'next';
}

/** A rule that may end this chain: its rest is walked as what may happen, and then the chain before goes on. */
function leavePerhaps({ walk, rule, chain, ruleset, path, isCertain }: Step): End | 'next' {
  if (!isCertain) return 'next';
  const rest = chain.rules.slice(chain.rules.indexOf(rule) + 1);
  walkChain(walk, { ...chain, rules: rest }, ruleset, path, false);
  return 'fell';
}

function follow(step: Step, action: RuleAction & { readonly chain: string }): End | 'next' {
  const { walk, rule, chain: from, ruleset, path } = step;
  const target = ruleset.chains.find(
    ({ family, table, name }) => family === from.family && table === from.table && name === action.chain,
  );
  if (target === undefined) return doubt(step);
  const isCertain = step.isCertain && step.isMatch;
  const end = walkChain(walk, target, ruleset, [...path, rule], isCertain);
  if (end === 'unknown') return 'unknown';
  if (!isCertain) return 'next';
  if (end !== 'fell') return end;
  return action.does === 'goto' ? 'fell' : 'next';
}

function fall(walk: Walk, by: DroppedBy, isCertain: boolean): End | 'next' {
  if (!isCertain) {
    walk.mayDrop ??= by.at;
    return 'next';
  }
  if (walk.doubt !== null || walk.translatedBy !== null) return 'unknown';
  walk.dropped = by;
  return 'dropped';
}

function howOf(action: RuleAction): DroppedBy['how'] {
  if (action.does !== 'reject') return 'silence';
  return action.by === 'reset' ? 'reset' : 'icmp';
}

function marked(mark: number | null, { value, mask }: RuleAction & { readonly does: 'mark' }): number | null {
  return mark === null || value === null ? null : ((mark & ~mask) ^ value) >>> 0;
}

interface Placed {
  readonly chain: Chain;
  readonly ruleset: Ruleset;
}

/** Base chains in the order of their priority. */
function chainsAt(rulesets: readonly Ruleset[], packet: Packet, hook: Hook): readonly Placed[] {
  return rulesets
    .flatMap((ruleset) => ruleset.chains.map((chain) => ({ chain, ruleset })))
    .filter(({ chain: { base, family } }) => base?.hook === hook && (family === 'inet' || family === packet.family))
    .toSorted((a, b) => (a.chain.base?.priority ?? 0) - (b.chain.base?.priority ?? 0));
}

/** What `iptables-nft` writes, `nft` shows too, and not all of it. */
function withoutDoubles(rulesets: readonly Ruleset[]): readonly Ruleset[] {
  const own = new Set(
    rulesets.flatMap(({ tool, chains }) =>
      tool === 'iptables' ? chains.map(({ family, table }) => `${family} ${table}`) : [],
    ),
  );
  return rulesets.map((ruleset) =>
    ruleset.tool === 'iptables'
      ? ruleset
      : { ...ruleset, chains: ruleset.chains.filter(({ family, table }) => !own.has(`${family} ${table}`)) },
  );
}
