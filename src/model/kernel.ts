/** What the kernel of a node prints, as values. */
import type { Listener, Ruleset } from './firewall.ts';
import type { LinkManager } from './manager.ts';
import type { TextLine } from './finding.ts';

/** `key` as procps writes it: an interface's dots are slashes, `net.ipv4.conf.eth0/100.forwarding`. */
export interface Setting {
  readonly key: string;
  readonly value: string;
  readonly at: TextLine;
}

/** A file of /etc/sysctl.d and its like. */
export interface SysctlFile {
  readonly path: string;
  readonly entries: readonly SysctlEntry[];
}

/** A line of such a file. `key` may be a glob; a null value takes the key out of what globs match. */
export interface SysctlEntry {
  readonly key: string;
  readonly value: string | null;
  readonly at: TextLine;
}

export type IpFamily = 'ipv4' | 'ipv6';

/** A route of any table: ip-route(8). */
export interface Route {
  readonly family: IpFamily;
  /** `unicast`, `blackhole`, `local` … */
  readonly type: string;
  /** With its length: a default route is `0.0.0.0/0` or `::/0`. */
  readonly destination: string;
  /** `main`, `local`, a name or a number. */
  readonly table: string;
  /** Who made it, by name or number (/etc/iproute2/rt_protos): `kernel`, `bird`, `zebra`; `boot` where nothing says. */
  readonly protocol: string;
  /** The lower one wins. */
  readonly metric: number;
  readonly scope: string | null;
  /** The source address of packets that this node sends itself. */
  readonly source: string | null;
  /** Only of packets with this TOS, as printed. */
  readonly tos: string | null;
  /** None of a route that drops packets. */
  readonly nextHops: readonly NextHop[];
  readonly nextHopId: number | null;
  /** `onlink`, `linkdown`, `dead`, `offload` … */
  readonly flags: readonly string[];
  /** Octets; null where the link's is meant. */
  readonly mtu: number | null;
  /** Seconds; null if it stays. */
  readonly expires: number | null;
  readonly at: TextLine;
}

export interface NextHop {
  /** Null where the destination is on the link. */
  readonly via: string | null;
  readonly device: string | null;
  readonly weight: number;
  readonly flags: readonly string[];
  /** `mpls`, `ip`, `seg6` … */
  readonly encapsulation: string | null;
}

/** A rule of policy routing: ip-rule(8). */
export interface Rule {
  readonly priority: number;
  readonly family: IpFamily | null;
  readonly isNegated: boolean;
  /** Prefixes; null of all. */
  readonly from: string | null;
  readonly to: string | null;
  readonly inDevice: string | null;
  readonly outDevice: string | null;
  readonly mark: { readonly value: number; readonly mask: number } | null;
  /** What it also asks for (`tos`, `ipproto`, `dport`, `uidrange` …), as printed. */
  readonly conditions: readonly string[];
  /** `lookup`, `goto`, `unreachable`, `l3mdev` … */
  readonly action: string;
  /** Of `lookup`. */
  readonly table: string | null;
  /** Of `goto`: the priority of the rule that is asked next. */
  readonly goto: number | null;
  /** Routes of that length or shorter do not count. */
  readonly suppressPrefixLength: number | null;
  readonly at: TextLine;
}

/** What `ip addr` and `ip link` know of an interface. */
export interface Interface {
  readonly name: string;
  /** `UP`, `LOWER_UP`, `NO-CARRIER` … Null where the output does not tell. */
  readonly flags: readonly string[] | null;
  /** `UP`, `DOWN`, `UNKNOWN` … */
  readonly state: string | null;
  readonly mtu: number | null;
  /** The bridge, bond or VRF that it belongs to. */
  readonly master: string | null;
  /** `veth`, `bridge`, `vxlan`, `vrf` …; null without `-d`. */
  readonly kind: string | null;
  /** Of a VRF. */
  readonly table: string | null;
  readonly addresses: readonly InterfaceAddress[];
  readonly at: TextLine;
}

export interface InterfaceAddress {
  readonly family: IpFamily;
  readonly address: string;
  readonly prefixLength: number;
  readonly scope: string | null;
  readonly at: TextLine;
}

export interface Neighbour {
  readonly address: string;
  readonly device: string;
  readonly linkLayer: string | null;
  /** `REACHABLE`, `STALE`, `FAILED` … */
  readonly state: string;
  /** `router`, `proxy`, `extern_learn` … */
  readonly flags: readonly string[];
  readonly at: TextLine;
}

/**
 * Why the kernel that receives a segment drops it. `missing`: it has a key for the sender, and the segment is not signed;
 * `unexpected`: the segment is signed, and it has no key (TCP-AO: none of that KeyID); `differs`: its key makes another signature.
 */
export type SignatureFault = 'missing' | 'unexpected' | 'differs';

/** A segment that the kernel dropped for its TCP MD5 or TCP-AO option, as its log tells. */
export interface SignatureDrop {
  readonly option: 'md5' | 'ao';
  readonly fault: SignatureFault;
  readonly from: string;
  readonly fromPort: number;
  readonly to: string;
  readonly toPort: number;
  readonly at: TextLine;
}

/** What one output tells of a node's kernel. */
export interface KernelOutput {
  readonly source: string;
  /** As the paste names it. */
  readonly node: string | null;
  readonly settings?: readonly Setting[];
  /** Keys that the kernel said it lacks. */
  readonly absent?: readonly Setting[];
  readonly files?: readonly SysctlFile[];
  readonly routes?: readonly Route[];
  readonly rules?: readonly Rule[];
  readonly interfaces?: readonly Interface[];
  readonly neighbours?: readonly Neighbour[];
  readonly managers?: readonly LinkManager[];
  /** Of `nstat`, `netstat -s` or /proc/net/netstat, each reading: `IPReversePathFilter`, `TCPMD5NotFound` … */
  readonly counters?: readonly Setting[];
  readonly signatureDrops?: readonly SignatureDrop[];
  readonly rulesets?: readonly Ruleset[];
  readonly listeners?: readonly Listener[];
}
