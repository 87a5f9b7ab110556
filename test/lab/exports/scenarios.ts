/** The router of a session exports what it hears; the node announces two prefixes and, where messages are wanted, ends. */
import type { DaemonName } from '../daemons/daemons.ts';
import type { Side } from '../pairing.ts';

export interface ExportScenario {
  /** Of the daemon that writes, and what: `frr-table`. */
  readonly name: string;
  readonly format: 'bmp' | 'mrt';
  readonly about: string;
  readonly daemon: DaemonName;
  /** What makes it write to `file`, or send BMP to port 11019 of its own host. */
  readonly router: (file: string) => Side;
  /** The node stays: a table is written while its routes are there. */
  readonly table?: true;
  /** Parts of the lines of `decode --format jsonl` that must be there in this order, others between them. By hand, from what was done. */
  readonly expect: readonly object[];
}

const NODE = { src: '192.168.10.11', dst: '192.168.10.1' };
const ROUTER = { src: '192.168.10.1', dst: '192.168.10.11' };
const OPEN = { ...NODE, type: 'OPEN', open: { as: 64_512, bgpId: '192.168.10.11' } };
const ROUTER_OPEN = { ...ROUTER, type: 'OPEN', open: { as: 65_001, bgpId: '192.168.10.1' } };
const ANNOUNCED = { ...NODE, type: 'UPDATE', update: { nlri: [{}, {}] } };
const ENDED = { ...NODE, type: 'NOTIFICATION', notification: { code: 6, subcode: 2 } };
const state = (oldState: string, newState: string): object => ({
  type: 'STATE_CHANGE',
  stateChange: { oldState, newState },
});

/** GoBGP, BIRD's node, says INCOMPLETE; BIRD and OpenBGPD write the LOCAL_PREF that they gave it. */
const LOCAL_PREF = { name: 'LOCAL_PREF', value: 100 };
const route = (prefix: string, origin: string, more: readonly object[]): object => ({
  src: NODE.src,
  type: 'RIB',
  rib: {
    prefix,
    peer: { address: NODE.src, as: 64_512, bgpId: NODE.src },
    attributes: [
      { name: 'ORIGIN', value: origin },
      { name: 'AS_PATH', value: [{ type: 'AS_SEQUENCE', asns: [64_512] }] },
      { name: 'NEXT_HOP', value: NODE.src },
      ...more,
    ],
  },
});
const routes = (origin: string, ...more: readonly object[]): readonly object[] => [
  route('10.244.1.0/24', origin, more),
  route('10.244.2.0/24', origin, more),
];

/** FRR's dumps are commands of the top level: they leave the router block and come back. */
const topLevel = (line: string): Side => ({ extra: ['exit', line, 'router bgp 65001'] });

export const exportScenarios: readonly ExportScenario[] = [
  {
    name: 'bird-messages',
    format: 'mrt',
    about: "BIRD's mrtdump of messages and states: it writes what it hears and what it says.",
    daemon: 'bird',
    router: (file) => ({ extra: [`mrtdump "${file}";`], neighbor: { extra: ['mrtdump { states, messages };'] } }),
    expect: [OPEN, { type: 'KEEPALIVE' }, ANNOUNCED, { ...NODE, type: 'NOTIFICATION', notification: { code: 6 } }],
  },
  {
    name: 'bird-table',
    format: 'mrt',
    about: "BIRD's protocol mrt writes its table; its own route is from peer ::.",
    daemon: 'bird',
    router: (file) => ({ extra: [`protocol mrt { table "master4"; filename "${file}"; period 5; }`] }),
    table: true,
    expect: [
      { type: 'PEER_INDEX_TABLE' },
      ...routes('INCOMPLETE', LOCAL_PREF),
      { src: '::', rib: { prefix: '10.96.0.0/16' } },
    ],
  },
  {
    name: 'frr-messages',
    format: 'mrt',
    about: 'dump bgp all: what FRR hears, and the states of the session.',
    daemon: 'frr',
    router: (file) => topLevel(`dump bgp all ${file}`),
    expect: [
      state('Connect', 'OpenSent'),
      OPEN,
      state('OpenSent', 'OpenConfirm'),
      { ...NODE, type: 'KEEPALIVE' },
      state('OpenConfirm', 'Established'),
      ANNOUNCED,
      ENDED,
      state('Established', 'Clearing'),
      state('Clearing', 'Idle'),
    ],
  },
  {
    name: 'frr-table',
    format: 'mrt',
    about: 'dump bgp routes-mrt: the table of FRR; its own route is from peer 0.0.0.0.',
    daemon: 'frr',
    router: (file) => topLevel(`dump bgp routes-mrt ${file} 5`),
    table: true,
    expect: [{ type: 'PEER_INDEX_TABLE' }, { src: '0.0.0.0', rib: { prefix: '10.96.0.0/16' } }, ...routes('IGP')],
  },
  {
    name: 'frr',
    format: 'bmp',
    about: 'bmp targets: FRR tells the session from before it is up until the node ends it, with statistics.',
    daemon: 'frr',
    router: () => ({
      modules: ['bmp'],
      extra: [
        'bmp targets station',
        ' bmp stats interval 3000',
        ' bmp monitor ipv4 unicast pre-policy',
        ' bmp monitor ipv4 unicast post-policy',
        ' bmp connect 127.0.0.1 port 11019 min-retry 100 max-retry 1000',
        'exit',
      ],
    }),
    expect: [
      { type: 'INITIATION', information: [{ name: 'sysDescr' }, { name: 'sysName', value: 'tor-1' }] },
      { ...NODE, type: 'PEER_UP', peerUp: { localAddress: ROUTER.src } },
      ROUTER_OPEN,
      OPEN,
      { ...NODE, bmp: { rib: 'adj-rib-in post-policy' }, type: 'UPDATE', update: { nlri: [{}] } },
      { ...NODE, type: 'STATISTICS_REPORT' },
      { ...NODE, type: 'PEER_DOWN', peerDown: { reasonCode: 3 } },
      ENDED,
    ],
  },
  {
    name: 'gobgp-messages',
    format: 'mrt',
    about: 'dump-type updates: the UPDATEs that GoBGP hears.',
    daemon: 'gobgp',
    router: (file) => ({
      extra: ['[[mrt-dump]]', '[mrt-dump.config]', 'dump-type = "updates"', `file-name = "${file}"`],
    }),
    expect: [ANNOUNCED],
  },
  {
    name: 'gobgp',
    format: 'bmp',
    about: 'bmp-servers with every kind of route: GoBGP tells its Loc-RIB without a Peer Up of its own.',
    daemon: 'gobgp',
    router: () => ({
      extra: [
        '[[bmp-servers]]',
        '[bmp-servers.config]',
        'address = "127.0.0.1"',
        'port = 11019',
        'route-monitoring-policy = "all"',
      ],
    }),
    expect: [
      { type: 'INITIATION', information: [{ name: 'sysName', value: 'GoBGP' }, { name: 'sysDescr' }] },
      { ...NODE, type: 'PEER_UP' },
      ROUTER_OPEN,
      OPEN,
      { ...ANNOUNCED, bmp: { rib: 'adj-rib-in pre-policy' } },
      { ...NODE, bmp: { rib: 'adj-rib-in post-policy' }, type: 'UPDATE', update: { nlri: [{}] } },
      { bmp: { rib: 'loc-rib' }, type: 'UPDATE', inferred: { addPath: [] }, update: { nlri: [{}] } },
      { ...NODE, type: 'PEER_DOWN', peerDown: { reasonCode: 3 } },
      ENDED,
    ],
  },
  {
    name: 'openbgpd-messages',
    format: 'mrt',
    about: 'dump all in: what OpenBGPD hears, and the states of the session; microseconds.',
    daemon: 'openbgpd',
    router: (file) => ({ extra: [`dump all in "${file}"`] }),
    expect: [
      { mrt: { type: 'BGP4MP_ET' }, ...state('Connect', 'OpenSent') },
      OPEN,
      state('OpenConfirm', 'Established'),
      ANNOUNCED,
      ENDED,
      state('Established', 'Idle'),
    ],
  },
  {
    name: 'openbgpd-out',
    format: 'mrt',
    about: 'dump all out: what OpenBGPD says itself, in the LOCAL subtypes.',
    daemon: 'openbgpd',
    router: (file) => ({ extra: [`dump all out "${file}"`] }),
    expect: [
      ROUTER_OPEN,
      { ...ROUTER, type: 'KEEPALIVE' },
      { ...ROUTER, type: 'UPDATE', update: { nlri: [{ prefix: '10.96.0.0/16' }] } },
    ],
  },
  {
    name: 'openbgpd-table',
    format: 'mrt',
    about: 'dump table-v2: the table of OpenBGPD; its own route is from peer 0.0.0.0.',
    daemon: 'openbgpd',
    router: (file) => ({ extra: [`dump table-v2 "${file}" 5`] }),
    table: true,
    expect: [
      { type: 'PEER_INDEX_TABLE' },
      { src: '0.0.0.0', rib: { prefix: '10.96.0.0/16' } },
      ...routes('IGP', LOCAL_PREF),
    ],
  },
];
