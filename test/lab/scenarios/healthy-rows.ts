import type { CaptureOptions } from '../capture.ts';
import type { DaemonName } from '../daemons/daemons.ts';
import type { Lab, Namespace } from '../namespaces.ts';
import { NODE_AS, type Side } from '../pairing.ts';
import { bridged, overlay, type Pair, podBehindBridge, routed } from '../topology.ts';

export type PairOnHost = Pair & { readonly host?: Namespace };

export interface Healthy {
  readonly name: string;
  readonly about: string;
  readonly node: DaemonName;
  readonly router: DaemonName;
  readonly nodeSide?: Side;
  readonly routerSide?: Side;
  readonly transport?: 'ipv4' | 'ipv6';
  readonly dials?: 'node' | 'router' | 'both';
  readonly topology?: (lab: Lab) => Promise<PairOnHost>;
  readonly capture?: CaptureOptions;
  readonly pcapng?: boolean;
  /** Copies of each packet in the capture. */
  readonly copies?: number;
}

const BIG = 4_200_000_001;
export const V6: Side = { announce: ['fd00:244:1::/64'] };
export const V6_ROUTER: Side = { announce: ['fd00:96::/64', '::/0'] };
const both = (side: Side): { readonly nodeSide: Side; readonly routerSide: Side } => ({
  nodeSide: side,
  routerSide: side,
});
const neighbor = (change: NonNullable<Side['neighbor']>): { readonly nodeSide: Side; readonly routerSide: Side } =>
  both({ neighbor: change });
const bigRouter = { nodeSide: { neighbor: { as: BIG } }, routerSide: { as: BIG } };

const PAIRS: readonly Healthy[] = [
  { name: 'frr-bird', node: 'frr', router: 'bird', about: 'FRR and BIRD.' },
  { name: 'bird-gobgp', node: 'bird', router: 'gobgp', about: 'BIRD and GoBGP; the router dials.', dials: 'router' },
  { name: 'gobgp-frr', node: 'gobgp', router: 'frr', about: 'GoBGP and FRR with a 4-octet AS.', ...bigRouter },
  { name: 'exabgp-frr', node: 'exabgp', router: 'frr', about: 'ExaBGP and FRR.' },
  { name: 'frr-openbgpd', node: 'frr', router: 'openbgpd', about: 'FRR and OpenBGPD with a 4-octet AS.', ...bigRouter },
  { name: 'bird-exabgp', node: 'bird', router: 'exabgp', about: 'BIRD and ExaBGP.' },
  {
    name: 'bird-openbgpd',
    node: 'bird',
    router: 'openbgpd',
    about: 'BIRD and OpenBGPD; the router dials.',
    dials: 'router',
  },
  { name: 'gobgp-exabgp', node: 'gobgp', router: 'exabgp', about: 'GoBGP and ExaBGP with a 4-octet AS.', ...bigRouter },
  { name: 'gobgp-openbgpd', node: 'gobgp', router: 'openbgpd', about: 'GoBGP and OpenBGPD.' },
  { name: 'exabgp-openbgpd', node: 'exabgp', router: 'openbgpd', about: 'ExaBGP and OpenBGPD.' },
  {
    name: 'frr-frr-ibgp',
    node: 'frr',
    router: 'frr',
    about: 'iBGP of FRR with FRR.',
    nodeSide: { neighbor: { as: NODE_AS } },
    routerSide: { as: NODE_AS },
  },
  {
    name: 'bird-bird-ibgp',
    node: 'bird',
    router: 'bird',
    about: 'iBGP of BIRD with BIRD: a Calico mesh of two nodes.',
    nodeSide: { neighbor: { as: NODE_AS } },
    routerSide: { as: NODE_AS },
  },
];

const OPTIONS: readonly Healthy[] = [
  { name: 'both-dial', node: 'bird', router: 'frr', about: 'Both sides dial.', dials: 'both' },
  {
    name: 'ipv6-gobgp-frr',
    node: 'gobgp',
    router: 'frr',
    transport: 'ipv6',
    about: 'IPv6 unicast over an IPv6 transport.',
    nodeSide: V6,
    routerSide: V6_ROUTER,
  },
  {
    name: 'ipv6-bird-openbgpd',
    node: 'bird',
    router: 'openbgpd',
    transport: 'ipv6',
    about: 'IPv6 unicast over an IPv6 transport.',
    nodeSide: V6,
    routerSide: { announce: ['fd00:96::/64'] },
  },
  {
    name: 'dual-stack-frr-bird',
    node: 'frr',
    router: 'bird',
    about: 'Both families over one IPv4 session.',
    nodeSide: { announce: ['10.244.1.0/24', 'fd00:244:1::/64'], neighbor: { families: ['ipv4', 'ipv6'] } },
    routerSide: { announce: ['10.96.0.0/16', 'fd00:96::/64'], neighbor: { families: ['ipv4', 'ipv6'] } },
  },
  {
    name: 'md5-bird-frr',
    node: 'bird',
    router: 'frr',
    about: 'Both sides sign with the same TCP MD5 key.',
    ...neighbor({ password: 'correct-horse' }),
  },
  {
    name: 'md5-ipv6-gobgp-bird',
    node: 'gobgp',
    router: 'bird',
    transport: 'ipv6',
    about: 'TCP MD5 over IPv6.',
    nodeSide: { ...V6, neighbor: { password: 'correct-horse' } },
    routerSide: { announce: ['fd00:96::/64'], neighbor: { password: 'correct-horse' } },
  },
  {
    name: 'graceful-restart-frr-bird',
    node: 'frr',
    router: 'bird',
    about: 'Graceful restart on both sides; End-of-RIB both ways.',
    ...neighbor({ gracefulRestart: true }),
  },
  {
    name: 'graceful-restart-gobgp-frr',
    node: 'gobgp',
    router: 'frr',
    about: 'Graceful restart on both sides.',
    ...neighbor({ gracefulRestart: true }),
  },
  {
    name: 'add-path-bird-frr',
    node: 'bird',
    router: 'frr',
    about: 'ADD-PATH: prefixes carry path identifiers.',
    ...neighbor({ addPath: true }),
  },
  {
    name: 'add-path-gobgp-bird',
    node: 'gobgp',
    router: 'bird',
    about: 'ADD-PATH: prefixes carry path identifiers.',
    ...neighbor({ addPath: true }),
  },
  {
    name: 'multihop-gobgp-frr',
    node: 'gobgp',
    router: 'frr',
    topology: routed,
    about: 'eBGP over a router in between, with multihop on both sides.',
    nodeSide: { neighbor: { multihop: 3 } },
    // FRR loses a new session now and then if it is dialling at that moment itself.
    routerSide: { neighbor: { multihop: 3, passive: true } },
  },
  {
    name: 'roles-bird-frr',
    node: 'bird',
    router: 'frr',
    about: 'BGP roles that fit (RFC 9234); customer and provider.',
    nodeSide: { neighbor: { role: 'customer' } },
    routerSide: { neighbor: { role: 'provider' } },
  },
];

const CAPTURES: readonly Healthy[] = [
  {
    name: 'vxlan-4789',
    node: 'bird',
    router: 'frr',
    topology: (lab) => overlay(lab, 4789),
    about: 'Captured on the underlay: BGP within VXLAN, port 4789.',
    capture: { interface: 'eth0', filter: 'udp port 4789' },
  },
  {
    name: 'vxlan-8472',
    node: 'gobgp',
    router: 'frr',
    topology: (lab) => overlay(lab, 8472),
    about: "Captured on the underlay: BGP within VXLAN on Linux's port 8472.",
    capture: { interface: 'eth0', filter: 'udp port 8472' },
  },
  {
    name: 'vxlan-any',
    node: 'bird',
    router: 'frr',
    topology: (lab) => overlay(lab, 8472),
    about: 'Captured with -i any: each packet bare on vxlan0 and within VXLAN on eth0.',
    capture: { filter: 'tcp port 179 or udp port 8472' },
    copies: 2,
  },
  {
    name: 'bridge-any',
    node: 'bird',
    router: 'frr',
    topology: bridged,
    about: 'Captured with -i any: each packet on the bridge and on its port.',
    copies: 2,
  },
  {
    name: 'pod-behind-bridge',
    node: 'gobgp',
    router: 'frr',
    topology: podBehindBridge,
    about:
      'The speaker is a pod; captured with -i any on its host: each packet comes in by one port and goes out by another.',
    copies: 2,
  },
  {
    name: 'ethernet',
    node: 'frr',
    router: 'bird',
    about: 'Captured on eth0: Ethernet.',
    capture: { interface: 'eth0' },
  },
  {
    name: 'sll',
    node: 'frr',
    router: 'bird',
    about: 'Captured with -i any as LINUX_SLL.',
    capture: { linkType: 'LINUX_SLL' },
  },
  {
    name: 'nanoseconds',
    node: 'gobgp',
    router: 'bird',
    about: 'A pcap with nanoseconds.',
    capture: { precision: 'nano' },
  },
  { name: 'pcapng', node: 'gobgp', router: 'bird', about: 'A pcapng.', pcapng: true },
];

export const HEALTHY: readonly Healthy[] = [...PAIRS, ...OPTIONS, ...CAPTURES];
