import type { RoutingOutput } from './daemon-routes.ts';
import type { Listener, Ruleset } from './firewall.ts';
import type { Interface, Neighbour, Route, Rule, Setting, SignatureDrop, SysctlFile } from './kernel.ts';
import type { LinkManager } from './manager.ts';
import type { PeerStatus } from './peer-status.ts';
import type { EvidenceRef } from './finding.ts';

export const CNIS = ['calico', 'cilium', 'flannel', 'kube-router', 'metallb'] as const;
/** What gives pods their network, or announces their services beside that. */
export type Cni = (typeof CNIS)[number];

/** A node as its outputs show it. Null where no output of that kind was given. */
export interface NodeSeen {
  readonly name: string;
  readonly sysctl: SysctlSeen | null;
  /** What the files of sysctl.d say, as far as they were given. */
  readonly sysctlFiles: readonly SysctlFile[] | null;
  readonly routes: readonly Route[] | null;
  readonly rules: readonly Rule[] | null;
  readonly interfaces: readonly Interface[] | null;
  readonly neighbours: readonly Neighbour[] | null;
  /** Every reading of each. */
  readonly counters: readonly Setting[];
  /** Of the kernel's log. */
  readonly signatureDrops: readonly SignatureDrop[];
  /** Who manages its links. */
  readonly managers: readonly LinkManager[];
  /** What its routing daemons tell of their tables, and of their sessions. */
  readonly routing: readonly RoutingOutput[];
  readonly peers: readonly PeerStatus[];
  /** Of iptables and nftables, each table as it was seen last. */
  readonly rulesets: readonly Ruleset[] | null;
  /** Sockets of TCP that wait for connections. */
  readonly listeners: readonly Listener[] | null;
  readonly cnis: readonly CniSeen[];
  /** Interfaces by what they are to a CNI, wherever their name was seen. */
  readonly links: ReadonlyMap<string, CniLink>;
  readonly namespace: NamespaceSeen;
}

export interface SysctlSeen {
  /** By key, as procps writes it. Of two readings the later one. */
  readonly settings: ReadonlyMap<string, Setting>;
  readonly absent: ReadonlyMap<string, Setting>;
}

export interface CniSeen {
  readonly cni: Cni;
  /** What shows it; null where the user said so. */
  readonly at: EvidenceRef | null;
}

export interface CniLink {
  /** Null where several make such links. */
  readonly cni: Cni | null;
  /** `pod`: one end of a pod's link. */
  readonly role: 'pod' | 'bridge' | 'tunnel' | 'host';
  readonly at: EvidenceRef;
}

/** Whose network namespace the values are from. `lonely`: nobody says, and there is no link but lo and one more. */
export type NamespaceSeen = 'host' | 'container' | 'lonely' | 'unknown';
