import type { DaemonName } from '../daemons/daemons.ts';
import type { Lab, Namespace } from '../namespaces.ts';
import { ipv4, ipv6, record, type Side, startNode, startRouter } from '../pairing.ts';
import { sleep } from '../processes.ts';
import { error, type Expectation, ROUTER, type Scenario } from '../scenario.ts';
import { direct, inputChain, type Pair, routed } from '../topology.ts';
import { untilSettled, withHoldTime } from './healthy.ts';

type Routed = Pair & { readonly middle?: Namespace };

interface Refusal {
  readonly name: string;
  readonly about: string;
  readonly node: DaemonName;
  readonly side?: Side;
  readonly transport?: 'ipv6';
  readonly expect: Expectation;
  readonly prepare: (pair: Routed) => Promise<void>;
  readonly topology?: (lab: Lab) => Promise<Routed>;
}

const failed = (id: string, blame: string | null): Expectation => ({
  findings: [error(id, blame)],
  sessions: [{ state: 'failed' }],
});
const none = (): Promise<void> => Promise.resolve();
const input =
  (rule: string) =>
  ({ router }: Pair): Promise<void> =>
    router.ns.nft(inputChain('firewall', rule));

const NO_ANSWER = failed('bgp/tcp-no-answer', null);
const REFUSED = failed('bgp/tcp-refused', ROUTER);
const drop = input('tcp dport 179 drop');
const ROUTER6 = 'fd00:10::1';
const MULTIHOP: Side = { neighbor: { multihop: 3 } };

const rows: readonly Refusal[] = [
  {
    name: 'no-answer-frr',
    node: 'frr',
    expect: NO_ANSWER,
    prepare: drop,
    about: "The router's firewall drops the SYNs of FRR.",
  },
  {
    name: 'no-answer-bird',
    node: 'bird',
    expect: NO_ANSWER,
    prepare: drop,
    about: "The router's firewall drops the SYNs of BIRD.",
  },
  {
    name: 'no-answer-gobgp',
    node: 'gobgp',
    expect: NO_ANSWER,
    prepare: drop,
    about: "The router's firewall drops the SYNs of GoBGP.",
  },
  {
    name: 'no-answer-ipv6',
    node: 'gobgp',
    transport: 'ipv6',
    expect: NO_ANSWER,
    prepare: drop,
    about: "The router's firewall drops the SYNs of GoBGP over IPv6.",
  },
  {
    name: 'no-answer-signed',
    node: 'bird',
    side: { neighbor: { password: 'only-here' } },
    expect: NO_ANSWER,
    prepare: drop,
    about: 'Near a wrong TCP MD5 key: BIRD signs its SYNs, a firewall drops them, and nothing is heard of the router.',
  },
  {
    name: 'refused-frr',
    node: 'frr',
    expect: REFUSED,
    prepare: none,
    about: 'Nobody listens at the router: RST to each SYN of FRR.',
  },
  {
    name: 'refused-bird',
    node: 'bird',
    expect: REFUSED,
    prepare: none,
    about: 'Nobody listens at the router: RST to each SYN of BIRD.',
  },
  {
    name: 'refused-gobgp',
    node: 'gobgp',
    expect: REFUSED,
    prepare: none,
    about: 'Nobody listens at the router: RST to each SYN of GoBGP.',
  },
  {
    name: 'refused-by-firewall',
    node: 'bird',
    expect: REFUSED,
    prepare: input('tcp dport 179 reject with tcp reset'),
    about: "The router's firewall answers each SYN with RST.",
  },
  {
    name: 'host-prohibited',
    node: 'bird',
    expect: failed('bgp/tcp-unreachable', ROUTER),
    prepare: input('tcp dport 179 reject with icmp type host-prohibited'),
    about: "The router's firewall answers SYNs with ICMP host administratively prohibited, as firewalld does.",
  },
  {
    name: 'admin-prohibited',
    node: 'gobgp',
    expect: failed('bgp/tcp-unreachable', ROUTER),
    prepare: input('tcp dport 179 reject with icmp type admin-prohibited'),
    about: "The router's firewall answers SYNs with ICMP communication administratively prohibited.",
  },
  {
    name: 'admin-prohibited-ipv6',
    node: 'frr',
    transport: 'ipv6',
    expect: failed('bgp/tcp-unreachable', ROUTER6),
    prepare: input('tcp dport 179 reject with icmpv6 type admin-prohibited'),
    about: "The router's firewall answers SYNs with ICMPv6 administratively prohibited.",
  },
  {
    name: 'network-unreachable',
    node: 'gobgp',
    side: MULTIHOP,
    topology: routed,
    expect: failed('bgp/tcp-unreachable', null),
    prepare: async ({ middle }) => middle?.ip('addr del 192.168.20.254/24 dev eth1'),
    about: "A router in between lost its link to the peer's network: ICMP network unreachable.",
  },
  {
    name: 'host-unreachable',
    node: 'frr',
    side: MULTIHOP,
    topology: routed,
    expect: failed('bgp/tcp-unreachable', null),
    prepare: async ({ router }) => router.ns.ip('addr del 192.168.20.1/24 dev eth0'),
    about: 'The peer does not answer ARP, so the router in between sends ICMP host unreachable.',
  },
];

const dialed = rows.map((row): Scenario => ({
  group: 'tcp',
  name: row.name,
  about: row.about,
  expect: row.expect,
  async run(lab) {
    const pair: Routed = await (row.topology ?? direct)(lab);
    await row.prepare(pair);
    return record(pair, {
      start: () => startNode(row.node, pair, row.side, row.transport === 'ipv6' ? ipv6 : ipv4),
      // GoBGP waits for up to ten seconds before it dials again.
      watch: () => sleep(row.node === 'gobgp' ? 24_000 : 14_000),
    });
  },
}));

const oneWayDial: Scenario = {
  group: 'tcp',
  name: 'refused-but-up',
  about:
    'Near tcp-refused: the node does not listen (as Cilium and native MetalLB do not), so the SYNs of FRR are refused, but its own connection comes up.',
  expect: { findings: [], sessions: [{ state: 'established' }] },
  async run(lab) {
    const pair = await direct(lab);
    await pair.node.ns.nft(inputChain('firewall', 'tcp dport 179 reject with tcp reset'));
    return record(pair, {
      dials: 'both-late-node',
      start: () => Promise.all([startNode('gobgp', pair, withHoldTime()), startRouter('frr', pair, withHoldTime())]),
      watch: untilSettled,
    });
  },
};

export const refusals: readonly Scenario[] = [...dialed, oneWayDial];
