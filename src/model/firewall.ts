/** Rules of iptables and nftables, as one kind of value: both are chains at hooks of netfilter. */
import type { TextLine } from './finding.ts';

export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';
export const HOOKS: readonly Hook[] = ['prerouting', 'input', 'forward', 'output', 'postrouting'];

/** What one output holds of the rules of a node. */
export interface Ruleset {
  /** iptables of the backend nft has its tables in nftables, where `nft` shows them too. */
  readonly tool: 'iptables' | 'nft';
  /** What changes them: `iptables`, `ip6tables-nft`, `nft`. */
  readonly command: string;
  readonly chains: readonly Chain[];
  /** Named sets of nftables whose elements are known, by family, table and name. */
  readonly sets: ReadonlyMap<string, NamedSet>;
  /** By name: those of `ipset save`, which rules of iptables ask. */
  readonly ipsets?: ReadonlyMap<string, IpSet>;
}

/** A set of ipset(8). */
export interface IpSet {
  /** `ip`, `net`, `port`, `iface`, `set` …: what each field of a member is. */
  readonly kinds: readonly string[];
  /** `isException`: it is in no set, though a shorter prefix would hold it (`nomatch`). */
  readonly members: readonly { readonly fields: readonly string[]; readonly isException: boolean }[];
}

export type FirewallFamily = 'ipv4' | 'ipv6' | 'inet';

export interface Chain {
  readonly family: FirewallFamily;
  readonly table: string;
  readonly name: string;
  /** Null of a chain that only others jump to. */
  readonly base: BaseChain | null;
  readonly rules: readonly FirewallRule[];
  readonly at: TextLine;
}

export interface BaseChain {
  readonly hook: Hook;
  /** The lower one comes first; the table `filter` of iptables has 0. */
  readonly priority: number;
  readonly isNat: boolean;
  readonly policy: 'accept' | 'drop';
}

export interface FirewallRule {
  /** All of them must hold. */
  readonly matches: readonly Match[];
  readonly action: RuleAction;
  /** That it has caught; null where the output does not count. */
  readonly packets: number | null;
  readonly at: TextLine;
}

/** `isNot` negates it. `values` of interfaces may end in `*`, of addresses are prefixes or ranges `A-B`, of ports `N` or `N-M`. */
export interface Match {
  readonly on:
    | 'protocol'
    | 'source'
    | 'destination'
    | 'source-port'
    | 'destination-port'
    | 'in-interface'
    | 'out-interface'
    | 'state'
    | 'source-type'
    | 'destination-type'
    | 'mark'
    | 'tcp-flags'
    | 'family'
    /** The name of an ipset, then a direction (`src`, `dst`) for each of its fields. */
    | 'ipset'
    /** What is not evaluated: nobody knows whether it holds. `values` are its words. */
    | 'unknown';
  readonly values: readonly string[];
  readonly isNot: boolean;
}

export type RuleAction =
  | { readonly does: 'accept' | 'drop' | 'return' | 'untrack' | 'nothing' | 'unknown' }
  /** Of an address, and a port: to what, is not kept. */
  | { readonly does: 'translate'; readonly what: 'source' | 'destination' }
  /** `reset`: by TCP RST; else by the ICMP message. */
  | { readonly does: 'reject'; readonly by: string }
  | { readonly does: 'jump' | 'goto'; readonly chain: string }
  /** The bits of `mask` are replaced by `value`, by exclusive or. Null: by what nobody knows. */
  | { readonly does: 'mark'; readonly value: number | null; readonly mask: number };

export interface NamedSet {
  readonly on: 'address' | 'port' | 'interface' | 'unknown';
  readonly elements: readonly string[];
}

/** A socket that waits for connections: `ss -tlnp`, `netstat -tlnp`. */
export interface Listener {
  /** `*`, `0.0.0.0` and `::` of all addresses are null. */
  readonly address: string | null;
  readonly family: 'ipv4' | 'ipv6' | 'both';
  readonly port: number;
  /** Null where the output names none: it takes root and `-p`. */
  readonly process: string | null;
  readonly pid: number | null;
  readonly at: TextLine;
}
