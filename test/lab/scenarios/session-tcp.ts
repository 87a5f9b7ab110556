/** What TCP has to carry: paths that drop what is large, paths that drop some, and receivers that do not read. */
import type { DaemonName } from '../daemons/daemons.ts';
import type { Namespace } from '../namespaces.ts';
import { NODE_SIDE, record, ROUTER_SIDE, type Side, startNode, startRouter } from '../pairing.ts';
import { type Running, sleep } from '../processes.ts';
import { error, type ExpectedFinding, ROUTER, type Scenario, type State, warning } from '../scenario.ts';
import { direct, forwardChain, hold, inputChain, outputChain, type Pair, routed } from '../topology.ts';
import { withHoldTime } from './healthy.ts';

/** Prefixes that don't aggregate. */
export const prefixes = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `10.${128 + (at >> 8)}.${at & 255}.0/24`);

const MULTIHOP: Side = { neighbor: { multihop: 3, holdTime: 9 } };
const BLACK_HOLE = [error('bgp/mtu-black-hole', null)];
const NO_ICMP = outputChain('silence', 'ip protocol icmp drop');

interface Narrow {
  readonly name: string;
  readonly about: string;
  readonly node: DaemonName;
  readonly router: DaemonName;
  /** Announces a table; the other side nothing of note. */
  readonly sender?: 'node' | 'router';
  /** How many the sender announces: a table of many full segments. */
  readonly routes?: number;
  readonly narrow: (pair: Awaited<ReturnType<typeof routed>>) => Promise<unknown>;
  readonly findings: readonly ExpectedFinding[];
  readonly state: State;
}

const narrows: readonly Narrow[] = [
  ...(
    [
      ['bird', 'frr'],
      ['gobgp', 'bird'],
      ['openbgpd', 'gobgp'],
    ] satisfies [DaemonName, DaemonName][]
  ).map(([node, router]): Narrow => ({
    name: `mtu-black-hole-${node}`,
    node,
    router,
    async narrow({ middle }) {
      await middle.ip('link set eth1 mtu 1300');
      await middle.nft(NO_ICMP);
    },
    findings: BLACK_HOLE,
    state: 'failed',
    about: `A hop with an MTU of 1300 drops what is larger and says nothing; ${node} announces a table.`,
  })),
  {
    name: 'mtu-black-hole-icmp-dropped-by-node',
    node: 'frr',
    router: 'bird',
    async narrow({ middle, node }) {
      await middle.ip('link set eth1 mtu 1300');
      await node.ns.nft(inputChain('no_icmp', 'ip protocol icmp drop'));
    },
    findings: BLACK_HOLE,
    state: 'failed',
    about: 'A hop with an MTU of 1300 says so, and the firewall of the node itself drops its "fragmentation needed".',
  },
  {
    name: 'mtu-black-hole-small-mss',
    node: 'bird',
    router: 'gobgp',
    async narrow({ middle, node }) {
      await node.ns.ip('link set eth0 mtu 800');
      await middle.ip('link set eth1 mtu 620');
      await middle.nft(NO_ICMP);
    },
    findings: BLACK_HOLE,
    state: 'failed',
    about: 'The MSS is 760, and a hop with an MTU of 620 drops what is larger without a word.',
  },
  ...([420, 1500] as const).map((routes): Narrow => ({
    name: routes === 420 ? 'mtu-black-hole-inward' : 'mtu-black-hole-unseen',
    node: 'bird',
    router: 'gobgp',
    sender: 'router',
    routes,
    async narrow({ middle }) {
      await middle.ip('link set eth0 mtu 1300');
      await middle.nft(NO_ICMP);
    },
    findings: routes === 420 ? BLACK_HOLE : [error('bgp/hold-timer-expired', null)],
    state: 'failed',
    about:
      routes === 420
        ? 'The router announces a table, and a hop before the node drops what is larger than 1300: the capture at the node never sees the full segment, only the rest behind it.'
        : 'The same with more routes: no small segment is behind the full ones, and the router seems to fall silent once the session is up.',
  })),
  {
    name: 'mtu-discovery-works',
    node: 'bird',
    router: 'frr',
    narrow: ({ middle }) => middle.ip('link set eth1 mtu 1300'),
    findings: [],
    state: 'established',
    about: 'Near mtu-black-hole: a hop with an MTU of 1300 says so, and the sender goes on with smaller segments.',
  },
];

const sideOf = (announce: readonly string[], { routes = 1500 }: Narrow, isSender: boolean): Side => ({
  ...MULTIHOP,
  announce: isSender ? prefixes(routes) : announce,
});

const paths = narrows.map((row): Scenario => ({
  group: 'session',
  name: row.name,
  about: row.about,
  expect: { findings: row.findings, sessions: [{ state: row.state }] },
  async run(lab) {
    const pair = await routed(lab);
    await row.narrow(pair);
    const { sender = 'node' } = row;
    return record(pair, {
      start: () =>
        Promise.all([
          startRouter(row.router, pair, sideOf(ROUTER_SIDE.announce, row, sender === 'router')),
          startNode(row.node, pair, sideOf(NODE_SIDE.announce, row, sender === 'node')),
        ]),
      async watch(capture) {
        await capture.until('it is up', ({ keepalive }) => keepalive >= 2);
        await hold(pair.node);
        await sleep(row.state === 'failed' ? 14_000 : 10_000);
      },
    });
  },
}));

/** GoBGP announces so many routes, each in an UPDATE of its own. */
async function drip(ns: Namespace, count: number): Promise<void> {
  for (const prefix of prefixes(count)) await ns.run('gobgp', '-p', '50051', 'global', 'rib', 'add', prefix);
}

interface Lossy {
  readonly name: string;
  readonly about: string;
  readonly node: DaemonName;
  readonly router: DaemonName;
  /** The router sends the table, a route at a time. */
  readonly drip?: true;
  readonly drop: (pair: Awaited<ReturnType<typeof routed>>) => Promise<unknown>;
  readonly findings: readonly ExpectedFinding[];
}

const SMALL_MTU = 400;
const dropInMiddle =
  (every: string, direction: 'dport' | 'sport') =>
  ({ middle }: { readonly middle: Pair['node']['ns'] }): Promise<void> =>
    middle.nft(forwardChain('loss', `tcp ${direction} 179 tcp flags & (syn | rst) == 0 numgen ${every} == 0 drop`));
const LOSS = [warning('bgp/packet-loss', null)];

const lossies: readonly Lossy[] = [
  {
    name: 'packet-loss-eighth-bird',
    node: 'bird',
    router: 'frr',
    drop: dropInMiddle('inc mod 8', 'dport'),
    findings: LOSS,
    about: 'Every eighth packet of the node is lost on the way while BIRD announces a table.',
  },
  {
    name: 'packet-loss-fifth-frr',
    node: 'frr',
    router: 'bird',
    drop: dropInMiddle('inc mod 5', 'dport'),
    findings: LOSS,
    about: 'Every fifth packet of the node is lost on the way while FRR announces a table.',
  },
  {
    name: 'packet-loss-inward',
    node: 'bird',
    router: 'gobgp',
    drip: true,
    drop: dropInMiddle('inc mod 5', 'sport'),
    findings: LOSS,
    about:
      'Every fifth packet of the router is lost before the capture while GoBGP announces routes: the node sees what is sent again come late.',
  },
  {
    name: 'packet-loss-of-acknowledgements',
    node: 'frr',
    router: 'bird',
    drop: dropInMiddle('inc mod 10', 'sport'),
    findings: [],
    about:
      'Near packet-loss: every tenth packet towards the node is lost while it announces a table; later acknowledgements make up for those that are missing.',
  },
];

const losses = lossies.map((row): Scenario => ({
  group: 'session',
  name: row.name,
  about: row.about,
  expect: {
    findings: row.findings,
    sessions: [{ state: 'established' }],
  },
  async run(lab) {
    const pair = await routed(lab);
    // So that a table takes many packets, and none of them is a bundle of many.
    await pair.node.ns.ip(`link set eth0 mtu ${SMALL_MTU} gso_max_segs 1`);
    await pair.router.ns.ip('link set eth0 gso_max_segs 1');
    await row.drop(pair);
    const table: Side = { neighbor: { multihop: 3, holdTime: 30 }, announce: prefixes(6000) };
    const few: Side = { neighbor: { multihop: 3, holdTime: 30 } };
    // FRR loses a new session now and then if it is dialling at that moment itself.
    const answering: Side = { neighbor: { ...few.neighbor, passive: true } };
    return record(pair, {
      start: () =>
        Promise.all([
          startRouter(row.router, pair, row.router === 'frr' ? answering : few),
          startNode(row.node, pair, row.drip === true ? few : table),
        ]),
      async watch(capture) {
        await capture.until('it is up', ({ keepalive }) => keepalive >= 2);
        if (row.drip === true) await drip(pair.router.ns, 80);
        await sleep(10_000);
        await pair.middle.nft('delete table inet loss\n');
        await sleep(6_000);
      },
    });
  },
}));

/** The receiver is stopped when the session is up, and then the node announces more than fits into its buffer. */
const windows = (['bird', 'gobgp', 'exabgp'] as const).map((router): Scenario => ({
  group: 'session',
  name: `zero-window-${router}-stopped`,
  about: `The daemon of the router (${router}) is frozen while the node announces routes: its window closes, and the hold timer of the node expires.`,
  expect: { findings: [error('bgp/zero-window', ROUTER)], sessions: [{ state: 'failed' }] },
  async run(lab) {
    const pair = await direct(lab);
    await pair.router.ns.run('sysctl', '-q', '-w', 'net.ipv4.tcp_rmem=2304 2304 2304');
    const routers: Running[] = [];
    // Long enough to announce more than fits, one command a route.
    const side: Side = { neighbor: { holdTime: 24 } };
    return record(pair, {
      start: async () => {
        routers.push(await startRouter(router, pair, side));
        await startNode('gobgp', pair, side);
      },
      async watch(capture) {
        await capture.until('it is up', ({ update, keepalive }) => update >= 2 && keepalive >= 2);
        await sleep(1000);
        for (const each of routers) each.kill('SIGSTOP');
        await drip(pair.node.ns, 90);
        // Its hold timer has run out, and the rest of its UPDATEs can't be sent: it tries anew.
        await capture.until('the node dials again', ({ open }) => open >= 3, 90_000);
      },
    });
  },
}));

const tables = (
  [
    ['bird', 'gobgp', 5000],
    ['frr', 'bird', 5000],
    // It takes one route a command.
    ['gobgp', 'frr', 600],
  ] satisfies [DaemonName, DaemonName, number][]
).map(([node, router, routes]): Scenario => ({
  group: 'healthy',
  name: `table-${node}`,
  about: `Healthy: ${node} announces ${routes} routes; the capture sees segments larger than the MSS (TSO) and wrong checksums.`,
  expect: { findings: [], sessions: [{ state: 'established' }] },
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      start: () =>
        Promise.all([
          startRouter(router, pair, withHoldTime()),
          startNode(node, pair, withHoldTime({ announce: prefixes(routes) })),
        ]),
      async watch(capture) {
        await capture.until('it is up', ({ keepalive }) => keepalive >= 6);
        await sleep(4000);
      },
    });
  },
}));

export const transport: readonly Scenario[] = [...paths, ...losses, ...windows, ...tables];
