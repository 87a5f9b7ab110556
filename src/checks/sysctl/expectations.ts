/** What each CNI needs of the kernel, why, and who sets it. Read in their sources at the places of `source`. */
import type { Cni } from '../../model/node.ts';
import type { Reference } from '../../model/report.ts';
import { BRIDGE_PLUGIN, CILIUM, FELIX, KUBE_ROUTER, METALLB } from './references.ts';

export interface Expectation {
  readonly cni: Cni;
  /** Names of one switch, the one to write first. */
  readonly keys: readonly [string, ...string[]];
  /** The one to set first. */
  readonly right: readonly [string, ...string[]];
  /** What goes wrong otherwise. */
  readonly because: string;
  /** Who writes it: its agent when it `starts`, the plugin that sets up a `pod`, or nobody. */
  readonly written: 'start' | 'pod' | 'never';
  readonly writer: string;
  readonly source: Reference;
}

/** `ip_forward` is the older name: writing either one sets both, and every interface. */
export const IPV4_FORWARDING = ['net.ipv4.ip_forward', 'net.ipv4.conf.all.forwarding'] as const;
export const IPV6_FORWARDING = ['net.ipv6.conf.all.forwarding'] as const;
export const BRIDGE_NF = ['net.bridge.bridge-nf-call-iptables'] as const;
const RP_FILTER = ['net.ipv4.conf.all.rp_filter'] as const;

const FORWARDS = 'packets from and to pods are dropped instead of forwarded';
const BY_BRIDGE_PLUGIN =
  'the CNI bridge plugin, to which it delegates, writes 1 whenever it sets up a pod (isGateway, ipMasq): a 0 means that something reset it after the last pod was set up, such as sysctl --system, Docker or a hardening role';

export const EXPECTATIONS: readonly Expectation[] = [
  {
    cni: 'calico',
    keys: IPV4_FORWARDING,
    right: ['1'],
    because: FORWARDS,
    written: 'start',
    writer:
      "Calico's Felix writes 1 when it starts and not again, unless FelixConfiguration has ipForwarding: Disabled: either it has not started since the boot, or that is set, or something reset the value after Felix started",
    source: FELIX,
  },
  {
    cni: 'cilium',
    keys: IPV4_FORWARDING,
    right: ['1'],
    because: `${FORWARDS} wherever eBPF does not redirect them itself`,
    written: 'start',
    writer:
      'the agent of Cilium writes 1 when it starts, and only warns in its log if it cannot: either it has not started since the boot, or could not write, or something reset the value after it started',
    source: CILIUM,
  },
  {
    cni: 'flannel',
    keys: IPV4_FORWARDING,
    right: ['1'],
    because: FORWARDS,
    written: 'pod',
    writer: `flannel itself does not set it; ${BY_BRIDGE_PLUGIN}`,
    source: BRIDGE_PLUGIN,
  },
  {
    cni: 'kube-router',
    keys: IPV4_FORWARDING,
    right: ['1'],
    because: FORWARDS,
    written: 'pod',
    writer: `kube-router itself does not set it; ${BY_BRIDGE_PLUGIN}`,
    source: BRIDGE_PLUGIN,
  },
  {
    cni: 'metallb',
    keys: IPV4_FORWARDING,
    right: ['1'],
    because: 'traffic for services that MetalLB brings to this node does not get on to pods',
    written: 'never',
    writer: 'MetalLB does not set it; that is left to the CNI and to the node',
    source: METALLB,
  },
  {
    cni: 'calico',
    keys: IPV6_FORWARDING,
    right: ['1'],
    because: FORWARDS,
    written: 'start',
    writer: "Calico's Felix writes 1 when it starts with ipv6Support, unless ipForwarding is Disabled",
    source: FELIX,
  },
  {
    cni: 'cilium',
    keys: IPV6_FORWARDING,
    right: ['1'],
    because: FORWARDS,
    written: 'start',
    writer: 'the agent of Cilium writes 1 when it starts with enable-ipv6',
    source: CILIUM,
  },
  {
    cni: 'flannel',
    keys: IPV6_FORWARDING,
    right: ['1'],
    because: FORWARDS,
    written: 'pod',
    writer: 'the CNI bridge plugin writes 1 whenever it sets up a pod with an IPv6 address',
    source: BRIDGE_PLUGIN,
  },
  {
    cni: 'kube-router',
    keys: IPV6_FORWARDING,
    right: ['1'],
    because: FORWARDS,
    written: 'pod',
    writer: 'the CNI bridge plugin writes 1 whenever it sets up a pod with an IPv6 address',
    source: BRIDGE_PLUGIN,
  },
  {
    cni: 'flannel',
    keys: BRIDGE_NF,
    right: ['1'],
    because: 'packets between pods of one bridge pass by iptables, and so by kube-proxy',
    written: 'never',
    writer: 'neither flannel nor the bridge plugin sets it; the module br_netfilter begins with 1',
    source: BRIDGE_PLUGIN,
  },
  {
    cni: 'kube-router',
    keys: BRIDGE_NF,
    right: ['1'],
    because: 'packets between pods of one bridge pass by its policies and its service proxy',
    written: 'start',
    writer: 'kube-router writes 1 when it starts, if br_netfilter is loaded',
    source: KUBE_ROUTER,
  },
  {
    cni: 'cilium',
    keys: RP_FILTER,
    right: ['0', '2'],
    because: "packets that Cilium's eBPF programs have changed fail the reverse path check of lxc* and cilium_*",
    written: 'start',
    writer: 'the agent of Cilium writes 0 when it starts',
    source: CILIUM,
  },
  {
    cni: 'kube-router',
    keys: RP_FILTER,
    right: ['2', '0'],
    because: 'packets that come by another way than answers would go are dropped',
    written: 'start',
    writer: 'kube-router turns 1 into 2 when it starts',
    source: KUBE_ROUTER,
  },
  {
    cni: 'metallb',
    keys: RP_FILTER,
    right: ['2', '0'],
    because: 'traffic for services that enters by another interface than the route back is dropped',
    written: 'never',
    writer: 'MetalLB does not set it',
    source: METALLB,
  },
];

/** What nodes of one role should agree on, besides the keys above. */
export const SHARED_KEYS: readonly string[] = [
  'net.ipv4.conf.default.rp_filter',
  'net.ipv4.fib_multipath_hash_policy',
  'net.ipv4.fib_multipath_use_neigh',
  'net.ipv6.fib_multipath_hash_policy',
  'net.ipv6.conf.all.disable_ipv6',
  'net.bridge.bridge-nf-call-ip6tables',
  'net.ipv4.conf.all.arp_ignore',
  'net.ipv4.conf.all.arp_announce',
  'net.ipv4.conf.all.src_valid_mark',
  'net.ipv4.neigh.default.gc_thresh3',
  'net.ipv6.neigh.default.gc_thresh3',
  'net.ipv4.tcp_mtu_probing',
  'net.ipv4.vs.conntrack',
  'net.ipv4.vs.conn_reuse_mode',
];
