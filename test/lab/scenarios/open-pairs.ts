import type { DaemonName } from '../daemons/daemons.ts';
import { NODE_AS, record, type Side, startNode, startRouter } from '../pairing.ts';
import { error, type Expectation, info, NODE, ROUTER, type Scenario, type State, warning } from '../scenario.ts';
import { direct } from '../topology.ts';
import { untilSettled, withHoldTime } from './healthy.ts';

interface Pairing {
  readonly name: string;
  readonly about: string;
  readonly node: DaemonName;
  readonly router: DaemonName;
  readonly nodeSide?: Side;
  readonly routerSide?: Side;
  readonly expect: Expectation;
  readonly dials?: 'node' | 'router' | 'both';
}

const expectation = (state: State, ...findings: Expectation['findings']): Expectation => ({
  findings,
  sessions: [{ state }],
});
const failed = (id: string, blame: string | null = null): Expectation => expectation('failed', error(id, blame));
const OTHER_AS = 64_513;
const BIG = 4_200_000_001;
const OTHER_BIG = 4_200_000_002;
const peerAs = (as: number): Side => ({ neighbor: { as } });
const badAs = failed('bgp/bad-peer-as');

const peerAsRows: readonly Pairing[] = [
  {
    name: 'bad-peer-as-frr',
    node: 'bird',
    router: 'frr',
    routerSide: peerAs(OTHER_AS),
    expect: badAs,
    about: 'FRR expects AS 64513 of the node, which is AS 64512: 2/2.',
  },
  {
    name: 'bad-peer-as-bird',
    node: 'gobgp',
    router: 'bird',
    routerSide: peerAs(OTHER_AS),
    expect: badAs,
    about: 'BIRD expects AS 64513 of the node, which is AS 64512: 2/2.',
  },
  {
    name: 'bad-peer-as-gobgp',
    node: 'frr',
    router: 'gobgp',
    routerSide: peerAs(OTHER_AS),
    expect: badAs,
    about: 'GoBGP expects AS 64513 of the node, which is AS 64512: 2/2.',
  },
  {
    name: 'bad-peer-as-openbgpd',
    node: 'bird',
    router: 'openbgpd',
    routerSide: peerAs(OTHER_AS),
    expect: badAs,
    about: 'OpenBGPD expects AS 64513 of the node, which is AS 64512: 2/2.',
  },
  {
    name: 'bad-peer-as-exabgp',
    node: 'bird',
    router: 'exabgp',
    routerSide: peerAs(OTHER_AS),
    expect: badAs,
    about: 'ExaBGP expects AS 64513 of the node, which is AS 64512: 2/2.',
  },
  {
    name: 'bad-peer-as-by-node',
    node: 'frr',
    router: 'bird',
    nodeSide: peerAs(65_002),
    expect: badAs,
    about: 'The node (FRR) expects AS 65002 of the router, which is AS 65001: the node sends 2/2.',
  },
  {
    name: 'bad-peer-as-four-octets',
    node: 'gobgp',
    router: 'frr',
    nodeSide: { as: BIG },
    routerSide: peerAs(OTHER_BIG),
    expect: badAs,
    about: 'FRR expects AS 4200000002; the node is AS 4200000001, which its OPEN shows as 23456 with capability 65.',
  },
  {
    name: 'bad-peer-as-trans',
    node: 'frr',
    router: 'bird',
    nodeSide: { as: BIG },
    routerSide: { neighbor: { as: OTHER_AS } },
    expect: badAs,
    about: 'BIRD expects AS 64513; the node is AS 4200000001.',
  },
];

const sameId: Side = { id: '10.10.10.10', neighbor: { as: NODE_AS } };
const idRows: readonly Pairing[] = (
  [
    ['frr', 'bird'],
    ['bird', 'gobgp'],
    ['gobgp', 'frr'],
    ['openbgpd', 'bird'],
  ] satisfies [DaemonName, DaemonName][]
).map(([router, node]): Pairing => ({
  name: `same-bgp-id-${router}`,
  node,
  router,
  nodeSide: sameId,
  routerSide: { ...sameId, as: NODE_AS },
  expect: failed('bgp/bad-bgp-id'),
  about: `iBGP between two speakers with one identifier; the one that is dialed is ${router}.`,
}));

const families = (...names: readonly ('ipv4' | 'ipv6')[]): Side => ({ neighbor: { families: names } });
const noCommon = failed('bgp/no-common-address-family');
const familyRows: readonly Pairing[] = [
  {
    name: 'no-common-family-bird',
    node: 'frr',
    router: 'bird',
    routerSide: families('ipv6'),
    expect: noCommon,
    about: 'FRR speaks IPv4 unicast only, BIRD IPv6 unicast only.',
  },
  {
    name: 'no-common-family-frr',
    node: 'gobgp',
    router: 'frr',
    nodeSide: families('ipv6'),
    expect: noCommon,
    about: 'GoBGP speaks IPv6 unicast only, FRR IPv4 unicast only.',
  },
  {
    name: 'no-common-family-openbgpd',
    node: 'frr',
    router: 'openbgpd',
    routerSide: { neighbor: { families: ['ipv6'], holdTime: 9 } },
    nodeSide: withHoldTime(),
    expect: expectation('recovered', info('bgp/no-common-address-family', null)),
    about:
      'FRR speaks IPv4 unicast only, OpenBGPD IPv6 unicast only; after the 2/7 OpenBGPD tries again without capabilities, which means IPv4 unicast, and comes up.',
  },
  {
    name: 'family-mismatch',
    node: 'gobgp',
    router: 'frr',
    nodeSide: { neighbor: { families: ['ipv4', 'ipv6'], holdTime: 9 } },
    routerSide: withHoldTime(),
    expect: expectation('established', info('bgp/address-family-mismatch', null)),
    about: 'The node offers IPv4 and IPv6 unicast, the router IPv4 only: up, with IPv4.',
  },
];

const role = (name: 'provider' | 'customer' | 'peer'): Side => ({ neighbor: { role: name } });
const roleRows: readonly Pairing[] = (
  [
    ['frr', 'bird'],
    ['bird', 'frr'],
    ['openbgpd', 'frr'],
  ] satisfies [DaemonName, DaemonName][]
).map(([router, node]): Pairing => ({
  name: `role-mismatch-${router}`,
  node,
  router,
  nodeSide: role('customer'),
  routerSide: role('customer'),
  expect: failed('bgp/role-mismatch'),
  about: `Both sides say that they are the customer (RFC 9234); the one that is dialed is ${router}.`,
}));

const up = (as: number): Side => ({ neighbor: { as, holdTime: 9 } });
const numberRows: readonly Pairing[] = [
  {
    name: 'two-octet-as',
    node: 'frr',
    router: 'bird',
    nodeSide: withHoldTime(),
    routerSide: { neighbor: { holdTime: 9, extra: ['enable as4 off;'] } },
    expect: expectation('established', info('bgp/four-octet-as-unsupported', ROUTER)),
    about: 'The router knows no 4-octet AS numbers, and none occurs.',
  },
  {
    name: 'reserved-as-65535',
    node: 'bird',
    router: 'frr',
    nodeSide: { as: 65_535, neighbor: { holdTime: 9 } },
    routerSide: up(65_535),
    expect: expectation('established', warning('bgp/reserved-as', NODE)),
    about: 'The node uses AS 65535, which is reserved.',
  },
  {
    name: 'reserved-as-4294967295',
    node: 'gobgp',
    router: 'frr',
    nodeSide: { as: 4_294_967_295, neighbor: { holdTime: 9 } },
    routerSide: up(4_294_967_295),
    expect: expectation('established', warning('bgp/reserved-as', NODE)),
    about: 'The node uses AS 4294967295, which is reserved.',
  },
  {
    name: 'documentation-as',
    node: 'bird',
    router: 'gobgp',
    nodeSide: { as: 64_500, neighbor: { holdTime: 9 } },
    routerSide: up(64_500),
    expect: expectation('established', info('bgp/reserved-as', NODE)),
    about: 'The node uses AS 64500, which is for documentation.',
  },
  {
    name: 'capability-asymmetry',
    node: 'gobgp',
    router: 'bird',
    nodeSide: { neighbor: { holdTime: 9, gracefulRestart: true, addPath: true } },
    routerSide: { neighbor: { holdTime: 9, extra: ['graceful restart off;'] } },
    expect: expectation('established', info('bgp/capability-asymmetry', null)),
    about: 'The node offers graceful restart and ADD-PATH, the router neither.',
  },
  {
    name: 'same-bgp-id-ebgp',
    node: 'bird',
    router: 'frr',
    nodeSide: { id: '10.10.10.10', neighbor: { holdTime: 9 } },
    routerSide: { id: '10.10.10.10', neighbor: { holdTime: 9 } },
    expect: expectation('established'),
    about: 'Near bad-bgp-id: one identifier in two ASes is legal (RFC 6286).',
  },
];

const holdTimeRow: Pairing = {
  name: 'hold-time-below-minimum',
  node: 'bird',
  router: 'openbgpd',
  nodeSide: { neighbor: { holdTime: 9 } },
  routerSide: { neighbor: { extra: ['holdtime min 30'] } },
  expect: failed('bgp/bad-hold-time'),
  about: 'OpenBGPD insists on a hold time of at least 30 s, the node offers 9.',
};

export const openPairs: readonly Scenario[] = [
  ...peerAsRows,
  ...idRows,
  ...familyRows,
  ...roleRows,
  ...numberRows,
  holdTimeRow,
].map((row): Scenario => ({
  group: 'open',
  name: row.name,
  about: row.about,
  expect: row.expect,
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      dials: row.dials ?? 'node',
      start: () =>
        Promise.all([startRouter(row.router, pair, row.routerSide), startNode(row.node, pair, row.nodeSide)]),
      watch: (capture) =>
        row.expect.sessions[0]?.state === 'failed'
          ? capture.until('it is refused twice', ({ notification }) => notification >= 2, 50_000)
          : untilSettled(capture),
    });
  },
}));
