/** What the speakers' own command lines are asked. */
import type { Collector, Topic } from './collector.ts';
import { collector, type Row } from './define.ts';

const SESSIONS = ['status', 'bgp'] as const;
const ROUTES = ['routes'] as const;
const STATE = { essential: true };
const TABLE = { deadlineMs: 60_000, maxBytes: 64 << 20 };

const CALICO_SOCKET = '/var/run/calico/bird';

/** The client of BIRD goes by four names; Calico's sockets lie where no other's do. */
function birdRows(speaker: 'bird' | 'calico', suffix: '' | '6', file: string, rest: readonly string[]): readonly Row[] {
  const socket = `${CALICO_SOCKET}${suffix}.ctl`;
  const clients = [`birdcl${suffix}`, `birdc${suffix}`];
  const ofCalico = [...new Set([`birdcl${suffix}`, 'birdcl'])].map((client): Row => [
    file,
    client,
    '-s',
    socket,
    ...rest,
  ]);
  const plain = clients.map((client): Row => [file, client, ...rest]);
  return speaker === 'calico' ? [...ofCalico, ...plain] : plain;
}

/** BIRD 2 and later speak both families; 1.6, which Calico carries, is two daemons. */
function birdCollectors(speaker: 'bird' | 'calico'): readonly Collector[] {
  return (['', '6'] as const).flatMap((suffix) => {
    const ask = (name: string, topics: readonly Topic[], words: string, extra = {}): Collector => {
      const id = `${speaker}${suffix}-${name}`;
      return collector(speaker, id, topics, birdRows(speaker, suffix, `${id}.txt`, words.split(' ')), extra);
    };
    return [
      ask('protocols', SESSIONS, 'show protocols all', suffix === '' ? STATE : {}),
      ask('status', SESSIONS, 'show status'),
      ask('routes', ROUTES, 'show route all', TABLE),
    ];
  });
}

/** MetalLB and FRR-K8s carry FRR, or nothing that answers. */
function frrCollectors(speaker: 'frr' | 'metallb'): readonly Collector[] {
  const ask = (file: string, topics: readonly Topic[], words: string, extra = {}): Collector => {
    const [name = ''] = file.split('.');
    return collector(speaker, `${speaker}-${name}`, topics, [[`${speaker}-${file}`, 'vtysh', '-c', words]], extra);
  };
  return [
    ask('version.txt', SESSIONS, 'show version'),
    ask('bgp-neighbors.json', SESSIONS, 'show bgp neighbors json', speaker === 'frr' ? STATE : {}),
    ask('bgp-summary.json', SESSIONS, 'show bgp summary json'),
    ask('bfd-peers.json', ['bgp'], 'show bfd peers json'),
    ask('bgp-nexthop.txt', ['bgp'], 'show bgp nexthop detail'),
    ask('running-config.txt', ['bgp'], 'show running-config'),
    ask('ip-route.json', ROUTES, 'show ip route json', TABLE),
    ask('ipv6-route.json', ROUTES, 'show ipv6 route json', TABLE),
  ];
}

function gobgpCollectors(speaker: 'gobgp' | 'kube-router'): readonly Collector[] {
  const ask = (file: string, topics: readonly Topic[], words: string, extra = {}): Collector => {
    const [name = ''] = file.split('.');
    return collector(
      speaker,
      `${speaker}-${name}`,
      topics,
      [[`${speaker}-${file}`, 'gobgp', ...words.split(' ')]],
      extra,
    );
  };
  return [
    ask('neighbor.json', SESSIONS, 'neighbor -j', STATE),
    ask('global.txt', SESSIONS, 'global'),
    ask('rib-4.json', ROUTES, 'global rib -j -a ipv4', TABLE),
    ask('rib-6.json', ROUTES, 'global rib -j -a ipv6', TABLE),
  ];
}

/** The agent's client was `cilium` before 1.15, and from 1.20 on its shell has the tables. */
const cilium: readonly Collector[] = [
  collector(
    'cilium',
    'cilium-peers',
    SESSIONS,
    [
      ['cilium-peers.json', 'cilium-dbg', 'bgp', 'peers', '-o', 'json'],
      ['cilium-peers.json', 'cilium-dbg', 'shell', '--', 'bgp/peers', '-f', 'json'],
      ['cilium-peers.json', 'cilium', 'bgp', 'peers', '-o', 'json'],
    ],
    STATE,
  ),
  ...(['available', 'advertised'] as const).flatMap((kind) =>
    (['4', '6'] as const).map((family) =>
      collector(
        'cilium',
        `cilium-routes-${kind}-${family}`,
        ROUTES,
        ['cilium-dbg', 'cilium'].map((client): Row => [
          `cilium-routes-${kind}-${family}.json`,
          client,
          'bgp',
          'routes',
          kind,
          `ipv${family}`,
          'unicast',
          '-o',
          'json',
        ]),
        TABLE,
      ),
    ),
  ),
  collector(
    'cilium',
    'cilium-route-policies',
    ['bgp'],
    [['cilium-route-policies.json', 'cilium-dbg', 'bgp', 'route-policies', '-o', 'json']],
  ),
];

export const DAEMON_COLLECTORS: readonly Collector[] = [
  ...birdCollectors('bird'),
  ...birdCollectors('calico'),
  collector('calico', 'calico-node-status', SESSIONS, [['calico-node-status.txt', 'calicoctl', 'node', 'status']]),
  ...frrCollectors('frr'),
  ...frrCollectors('metallb'),
  ...gobgpCollectors('gobgp'),
  ...gobgpCollectors('kube-router'),
  ...cilium,
  collector(
    'openbgpd',
    'openbgpd-neighbors',
    SESSIONS,
    [
      ['openbgpd-neighbors.json', 'bgpctl', '-j', 'show', 'neighbor'],
      ['openbgpd-neighbors.txt', 'bgpctl', 'show', 'neighbor'],
    ],
    STATE,
  ),
];
